"""Checking a few changed files against the index of all the others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from khung.house import WORKSPACE
from khung.index import WHOLE_MODEL, AcyclicFields, file_rows, write_rows
from khung.load import Assembly, parsed, shipped_metamodel
from khung.model import Element
from khung.sources import Source

MOST_TOUCHED = 100
_ALL = "SELECT name, location, pack, stamp FROM files"
_DANGLING = _ALL + " JOIN contents USING (number) WHERE findings != '[]' AND findings LIKE '%\"K202\"%'"


class _Backed(dict[str, Element]):
    """Elements of the changed files, and behind them the indexed elements of every other file."""

    def __init__(self, index: sqlite3.Connection, changed: Iterable[int]) -> None:
        super().__init__()
        self._index, self._changed = index, frozenset(changed)

    def get(self, id: str, default: Any = None) -> Any:
        if dict.__contains__(self, id):
            return dict.__getitem__(self, id)
        row = self._index.execute("SELECT kind, file FROM elements WHERE id = ?", (id,)).fetchone()
        return Element(id, row[0], {}, "") if row and row[1] not in self._changed else default

    def __contains__(self, id: object) -> bool:
        return self.get(str(id)) is not None

    def everywhere(self) -> set[str]:
        """Every id there is."""
        rows = self._index.execute("SELECT id, file FROM elements")
        return {*self, *(id for id, file in rows if file not in self._changed)}


class _Assembly(Assembly):
    """An assembly whose "did you mean" looks over the whole model."""

    def near(self) -> Iterable[str]:
        return self.elements.everywhere() if isinstance(self.elements, _Backed) else self.elements


def recheck(index: sqlite3.Connection, changed: list[Source]) -> bool:
    """Bring the index up to date with the changed files; False where only a full load can tell."""
    numbers = _numbers(index, changed)
    assembly = _assembled(index, changed, numbers)
    others = _touched(index, {s.name for s in changed}, numbers, assembly)
    if len(others) > MOST_TOUCHED:
        return False
    if others:
        changed = [*changed, *others]
        numbers = _numbers(index, changed)
        assembly = _assembled(index, changed, numbers)
    fresh: dict[str, list[Element]] = {}
    for element in assembly.elements.values():
        fresh.setdefault(element.file, []).append(element)
    kinds = [*(kind for _, kind in _held(index, numbers)), *(e.kind for e in assembly.elements.values())]
    if WORKSPACE in kinds:
        return False
    if _coded_elsewhere(index, numbers.values(), assembly):
        return False
    loaded = assembly.finish()
    if any(d.code in WHOLE_MODEL for d in loaded.findings) or len(assembly.read) != len(changed):
        return False
    _forget(index, numbers.values())
    (last,) = index.execute("SELECT max(number) FROM files").fetchone()
    rows, acyclic = [], AcyclicFields(assembly.metamodel)
    for offset, source in enumerate(changed, 1):
        findings = [d for d in loaded.findings if d.file == source.name]
        rows.append(file_rows(numbers.get(source.name, last + offset), source, acyclic, fresh.get(source.name, ()), findings))
    write_rows(index, rows)
    return not _circle(index, [edge for row in rows for edge in row.edges])


def _numbers(index: sqlite3.Connection, files: Iterable[Source]) -> dict[str, int]:
    """The numbers under which the index holds these files, by name; a new file has none."""
    rows = (index.execute("SELECT name, number FROM files WHERE name = ?", (s.name,)).fetchone() for s in files)
    return dict(row for row in rows if row)


def _assembled(index: sqlite3.Connection, changed: list[Source], numbers: Mapping[str, int]) -> _Assembly:
    assembly = _Assembly(shipped_metamodel(), parsed, [], _Backed(index, numbers.values()))
    assembly.add_files(changed)
    return assembly


def _held(index: sqlite3.Connection, numbers: Mapping[str, int]) -> list[tuple[str, str]]:
    """Id and kind of the elements that the index holds of these files."""
    texts = (index.execute("SELECT ids FROM contents WHERE number = ?", (number,)).fetchone() for number in numbers.values())
    kinds = (index.execute("SELECT id, kind FROM elements WHERE id = ?", (id,)).fetchone() for (text,) in texts for id in json.loads(text))
    return [row for row in kinds if row]


def _touched(index: sqlite3.Connection, names: set[str], numbers: Mapping[str, int], assembly: Assembly) -> list[Source]:
    """The other files whose references the change may break or mend."""
    before = dict(_held(index, numbers))
    after = {e.id: e.kind for e in assembly.elements.values()}
    lost = [id.encode() for id, kind in before.items() if after.get(id) != kind]
    found: set[Source] = set()
    if lost:
        found = {s for s in (Source(*row) for row in index.execute(_ALL)) if _mentions(s.location, lost)}
    if after.keys() - before.keys():
        found |= {Source(*row) for row in index.execute(_DANGLING)}
    return sorted(s for s in found if s.name not in names)


def _coded_elsewhere(index: sqlite3.Connection, numbers: Iterable[int], assembly: Assembly) -> bool:
    """Whether another file holds a code of the changed ones: two may bear it, and only a full load tells where."""
    codes, ours = sorted({str(e["code"]) for e in assembly.elements.values() if e["code"]}), list(numbers)
    query = f"SELECT 1 FROM elements WHERE code != '' AND code IN ({_marks(codes)}) AND file NOT IN ({_marks(ours)}) LIMIT 1"  # noqa: S608 - question marks only
    return bool(codes) and index.execute(query, [*codes, *ours]).fetchone() is not None


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _mentions(location: str, words: list[bytes]) -> bool:
    """Whether a file holds one of these words anywhere: cheaper to look than to keep every reference in the index."""
    try:
        with open(location, "rb") as file:
            text = file.read()
    except OSError:
        return True
    return any(word in text for word in words)


def _forget(index: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for number in numbers:
        (text,) = index.execute("SELECT ids FROM contents WHERE number = ?", (number,)).fetchone()
        ids = json.loads(text)
        index.executemany("DELETE FROM elements WHERE id = ? AND file = ?", [(id, number) for id in ids])
        index.executemany("DELETE FROM edges WHERE source = ?", [(id,) for id in ids])
        index.execute("DELETE FROM files WHERE number = ?", (number,))
        index.execute("DELETE FROM contents WHERE number = ?", (number,))


def _circle(index: sqlite3.Connection, edges: list[tuple[str, str, str]]) -> bool:
    """Whether one of these links closes a circle."""
    for source, field, target in edges:
        seen, todo = {target}, [target]
        while todo:
            here = todo.pop()
            if here == source:
                return True
            for (onward,) in index.execute("SELECT target FROM edges WHERE source = ? AND field = ?", (here, field)):
                if onward not in seen:
                    seen.add(onward)
                    todo.append(onward)
    return False
