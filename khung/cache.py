"""Validating again only what changed: the index of a workspace in one SQLite file under `.khung/`.

An answer from the index equals the answer of a full load; whatever the index cannot decide is loaded in full.
The index holds text, never code, and a damaged or foreign one is thrown away.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from khung.diagnostic import Diagnostic, Severity
from khung.index import TABLES, WHOLE_MODEL, AcyclicFields, file_rows, unpacked, write_rows
from khung.shipped import ROOT

_VERSION = "3"
_MOST_CHANGED = 50


class Seen(NamedTuple):
    """What validating a workspace tells. `texts` reads a file only when its lines are to be shown."""

    findings: tuple[Diagnostic, ...]
    files: int
    elements: int
    texts: Mapping[str, bytes]


class _Lazy(dict[str, bytes]):
    def __init__(self, locations: Mapping[str, str]) -> None:
        super().__init__()
        self._locations = locations

    def __contains__(self, name: object) -> bool:
        return name in self._locations

    def __getitem__(self, name: str) -> bytes:
        with open(self._locations[name], "rb") as file:
            return file.read()


def validated(root: Path, *, fresh: bool = False) -> Seen:
    """Validate the workspace at `root`, reading only what changed since the last time unless `fresh`.
    Raises KhungError when there is no model folder."""
    path = root / ".khung" / "index.sqlite"
    if not fresh and path.is_file():
        try:
            with closing(sqlite3.connect(path)) as index:
                seen = _from_index(index, root)
        except (sqlite3.Error, ValueError, OSError, KeyError):
            seen = None
        if seen is not None:
            return seen
    return _in_full(root, path)


def _in_full(root: Path, path: Path) -> Seen:
    from khung.load import load_sources  # noqa: PLC0415 - the heavy half is not needed on a warm start
    from khung.sources import own_packs, workspace_files  # noqa: PLC0415

    files, findings = workspace_files(root)
    loaded, read = load_sources(files, findings, own_packs(root))
    locations = {s.name: s.location for s in read}
    own = [d for d in loaded.findings if not d.file.startswith("schema/packs/") or d.severity is not Severity.NOTE]
    seen = Seen(tuple(own), len(files), sum(not e.pack for e in loaded.graph.elements.values()), _Lazy(locations))
    try:
        _store(path, read, loaded)
    except (sqlite3.Error, OSError):
        path.unlink(missing_ok=True)  # a read-only workspace validates all the same
    return seen


def _fingerprint() -> str:
    """Of the tool's own rules of reading: an index made by others is not read."""
    stats = [(ROOT / "derived" / f"{name}.json").stat() for name in ("metamodel", "codes", "model.schema")]
    return ":".join((_VERSION, str(ROOT), *(f"{s.st_size}-{s.st_mtime_ns}" for s in stats)))


def _store(path: Path, read: list[Any], loaded: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f"index-{os.getpid()}.sqlite")
    temporary.unlink(missing_ok=True)
    findings: dict[str, list[Diagnostic]] = {}
    for found in loaded.findings:
        findings.setdefault(found.file, []).append(found)
    elements: dict[str, list[Any]] = {}
    for element in loaded.graph.elements.values():
        elements.setdefault(element.file, []).append(element)
    acyclic = AcyclicFields(loaded.graph.metamodel)
    rows = [file_rows(n, s, acyclic, elements.get(s.name, ()), findings.get(s.name, ())) for n, s in enumerate(read)]
    with closing(sqlite3.connect(temporary, isolation_level=None)) as index:
        index.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        index.execute("BEGIN")
        whole = str(int(any(d.code in WHOLE_MODEL for d in loaded.findings)))
        listing = "\n".join(f"{s.name}\t{s.stamp}" for s in read if not s.pack)
        index.executemany("INSERT INTO meta VALUES (?, ?)", [("fingerprint", _fingerprint()), ("whole", whole), ("listing", listing)])
        write_rows(index, rows)
        index.execute("COMMIT")
    os.replace(temporary, path)
    schema = (ROOT / "derived" / "model.schema.json").read_bytes()
    (path.parent / "model.schema.json").write_bytes(schema)  # what editors complete from, beside the model


def _from_index(index: sqlite3.Connection, root: Path) -> Seen | None:
    """What the index can tell, having read what changed; None where only a full load can."""
    from khung.sources import listing, source_list, stamp  # noqa: PLC0415

    index.execute("PRAGMA mmap_size=268435456")
    index.execute("PRAGMA synchronous=OFF")  # what a power cut may damage is made again
    meta = dict(index.execute("SELECT key, value FROM meta"))
    if meta.get("fingerprint") != _fingerprint() or meta.get("whole") != "0":
        return None
    lines, findings = listing(root)
    packs = index.execute("SELECT location, stamp FROM files WHERE pack != ''")
    if findings or (root / "packs").is_dir() or any(stamp(location) != before for location, before in packs):
        return None
    known = set(meta["listing"].split("\n"))
    changed = source_list((line for line in lines if line not in known), root)
    gone = {line.rpartition("\t")[0] for line in known.difference(lines)} - {s.name for s in changed}
    if gone or len(changed) > _MOST_CHANGED:
        return None
    if changed:
        from khung.recheck import recheck  # noqa: PLC0415

        if not recheck(index, changed):
            index.rollback()
            return None
        index.execute("UPDATE meta SET value = ? WHERE key = 'listing'", ("\n".join(lines),))
        index.commit()
    rows = index.execute("SELECT name, location, findings FROM files JOIN contents USING (number) WHERE findings != '[]'").fetchall()
    found = [unpacked(d) for _, _, text in rows for d in json.loads(text)]
    own = [d for d in found if not d.file.startswith("schema/packs/") or d.severity is not Severity.NOTE]
    (elements,) = index.execute("SELECT sum(count) FROM files WHERE pack = ''").fetchone()
    texts = _Lazy({name: location for name, location, _ in rows})
    return Seen(tuple(sorted(own, key=lambda d: d.order)), len(lines), elements or 0, texts)
