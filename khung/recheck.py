"""Checking a few changed files against the index of all the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from khung.cache import WHOLE_MODEL, pack_findings, write_elements
from khung.house import WORKSPACE
from khung.load import Assembly, shipped_metamodel, shipped_shape
from khung.model import Element
from khung.sources import Source


class _Backed(dict[str, Element]):
    """Elements of the changed files, and behind them the indexed elements of every other file."""

    def __init__(self, index: sqlite3.Connection, changed: Iterable[str]) -> None:
        super().__init__()
        self._index, self._changed = index, frozenset(changed)

    def get(self, id: str, default: Any = None) -> Any:
        if dict.__contains__(self, id):
            return dict.__getitem__(self, id)
        row = self._index.execute("SELECT kind, file FROM elements WHERE id = ?", (id,)).fetchone()
        return Element(id, row[0], {}, row[1]) if row and row[1] not in self._changed else default

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


def recheck(index: sqlite3.Connection, changed: list[Source], stamps: Mapping[str, str], known: Mapping[str, tuple[str, str, str]]) -> bool:
    """Bring the index up to date with the changed files; False where only a full load can tell."""
    assembly = _assembled(index, changed)
    touched = _touched(index, changed, assembly)
    others = [Source(name, known[name][0], known[name][2]) for name in sorted(touched)]
    if len(others) > len(changed) + 50:
        return False
    if others:
        changed = [*changed, *others]
        assembly = _assembled(index, changed)
    fresh = list(assembly.elements.values())
    names = [s.name for s in changed]
    if any(e.kind == WORKSPACE for e in fresh) or _held_workspace(index, names):
        return False
    loaded = assembly.finish()
    if any(d.code in WHOLE_MODEL for d in loaded.findings) or len(assembly.read) != len(changed):
        return False
    for table in ("elements", "refs", "edges"):
        index.execute(f"DELETE FROM {table} WHERE file IN ({_marks(names)})", names)  # noqa: S608 - marks only
    write_elements(index, assembly.metamodel, fresh)
    if _circle(index, names):
        return False
    for source in changed:
        findings = pack_findings(d for d in loaded.findings if d.file == source.name)
        count = sum(e.file == source.name for e in fresh)
        stamp = stamps.get(source.name) or known[source.name][1]
        index.execute("REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", (source.name, source.location, stamp, source.pack, count, findings))
    return True


def _assembled(index: sqlite3.Connection, changed: list[Source]) -> _Assembly:
    assembly = _Assembly(shipped_metamodel(), shipped_shape(), [], _Backed(index, (s.name for s in changed)))
    assembly.add_files(changed)
    return assembly


def _touched(index: sqlite3.Connection, changed: list[Source], assembly: Assembly) -> set[str]:
    """The other files whose references the change may break or mend."""
    names = [s.name for s in changed]
    before = dict(index.execute(f"SELECT id, kind FROM elements WHERE file IN ({_marks(names)})", names))  # noqa: S608 - marks only
    after = {e.id: e.kind for e in assembly.elements.values()}
    lost = [id for id, kind in before.items() if after.get(id) != kind]
    files = {f for id in lost for (f,) in index.execute("SELECT file FROM refs WHERE target = ?", (id,))}
    if after.keys() - before.keys():
        files |= {f for (f,) in index.execute("SELECT name FROM files WHERE findings LIKE '%\"K202\"%'")}
    return files.difference(names)


def _circle(index: sqlite3.Connection, names: list[str]) -> bool:
    """Whether a link of the changed files closes a circle."""
    edges = index.execute(f"SELECT source, field, target FROM edges WHERE file IN ({_marks(names)})", names).fetchall()  # noqa: S608
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


def _marks(names: list[str]) -> str:
    return ",".join("?" * len(names))


def _held_workspace(index: sqlite3.Connection, names: list[str]) -> bool:
    rows = index.execute("SELECT file FROM elements WHERE kind = ?", (WORKSPACE,))
    return any(file in names for (file,) in rows)
