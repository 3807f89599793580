"""Validating again only what changed: the index of a workspace in one SQLite file under `.khung/`.

An answer from the index equals the answer of a full load; whatever the index cannot decide is loaded in full.
The index holds text, never code, and a damaged or foreign one is thrown away.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khung.diagnostic import Diagnostic, Severity, Text
from khung.shipped import ROOT

_VERSION = "1"
_MOST_CHANGED = 50
WHOLE_MODEL = frozenset(("K201", "K204", "K501", "K502", "K013"))  # findings that only a full load can revise
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, location TEXT, stamp TEXT, pack TEXT, elements INT, findings TEXT) WITHOUT ROWID;
CREATE TABLE elements (id TEXT PRIMARY KEY, kind TEXT, file TEXT) WITHOUT ROWID;
CREATE TABLE refs (target TEXT, file TEXT);
CREATE TABLE edges (source TEXT, field TEXT, target TEXT, file TEXT);
"""
_INDEXES = """
CREATE INDEX element_file ON elements (file);
CREATE INDEX ref_target ON refs (target);
CREATE INDEX ref_file ON refs (file);
CREATE INDEX edge_source ON edges (source, field);
CREATE INDEX edge_file ON edges (file);
"""


@dataclass(frozen=True, slots=True)
class Seen:
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
    from khung.sources import workspace_files  # noqa: PLC0415

    files, findings = workspace_files(root)
    loaded, read = load_sources(files, findings)
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
    made = hashlib.sha256(_VERSION.encode())
    for name in ("metamodel", "codes"):
        stat = (ROOT / "derived" / f"{name}.json").stat()
        made.update(f"{stat.st_size}:{stat.st_mtime_ns}".encode())
    return made.hexdigest()


def _stamp(location: str) -> str:
    stat = os.stat(location)
    return f"{stat.st_mtime_ns}:{stat.st_size}"


def _store(path: Path, read: Iterable[Any], loaded: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f"index-{os.getpid()}.sqlite")
    temporary.unlink(missing_ok=True)
    by_file: dict[str, list[Any]] = {}
    for found in loaded.findings:
        by_file.setdefault(found.file, []).append(_packed(found))
    graph = loaded.graph
    counts: dict[str, int] = {}
    for element in graph.elements.values():
        counts[element.file] = counts.get(element.file, 0) + 1
    with closing(sqlite3.connect(temporary, isolation_level=None)) as index:
        index.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES + "BEGIN;")
        whole = str(int(any(d.code in WHOLE_MODEL for d in loaded.findings)))
        index.executemany("INSERT INTO meta VALUES (?, ?)", [("fingerprint", _fingerprint()), ("whole", whole)])
        rows = [(s.name, s.location, _stamp(s.location), s.pack, counts.get(s.name, 0), json.dumps(by_file.get(s.name, ()))) for s in read]
        index.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)
        write_elements(index, graph.metamodel, graph.elements.values())
        index.executescript(_INDEXES + "COMMIT;")
    os.replace(temporary, path)


def write_elements(index: sqlite3.Connection, metamodel: Any, elements: Iterable[Any]) -> None:
    """Write elements, what they refer to, and their links along fields that may not run in a circle."""
    plans = {key: [(f.name, f.acyclic) for f in kind.references] for key, kind in metamodel.kinds.items()}
    rows, references, edges = [], [], []
    for element in elements:
        file, fields, id = element.file, element.fields, element.id
        rows.append((id, element.kind, file))
        for name, acyclic in plans[element.kind]:
            if name in fields:
                for target in element.refs(name):
                    references.append((target, file))
                    if acyclic:
                        edges.append((id, name, target, file))
        for about in (fields.get("undetermined") or {}).values():
            if isinstance(about, dict) and "who" in about:
                references.append((str(about["who"]), file))
    index.executemany("INSERT INTO elements VALUES (?, ?, ?)", rows)
    index.executemany("INSERT INTO refs VALUES (?, ?)", references)
    index.executemany("INSERT INTO edges VALUES (?, ?, ?, ?)", edges)


def _from_index(index: sqlite3.Connection, root: Path) -> Seen | None:
    """What the index can tell, having read what changed; None where only a full load can."""
    from khung.sources import workspace_files  # noqa: PLC0415

    meta = dict(index.execute("SELECT key, value FROM meta"))
    if meta.get("fingerprint") != _fingerprint() or meta.get("whole") != "0":
        return None
    known = {
        name: (location, stamp, pack) for name, location, stamp, pack in index.execute("SELECT name, location, stamp, pack FROM files")
    }
    files, findings = workspace_files(root)
    if findings:
        return None
    packs = [(name, location, stamp) for name, (location, stamp, pack) in known.items() if pack]
    if any(_stamp(location) != stamp for _, location, stamp in packs):
        return None
    stamps = {s.name: _stamp(s.location) for s in files}
    changed = [s for s in files if s.name not in known or known[s.name][1] != stamps[s.name]]
    gone = [name for name, (_, _, pack) in known.items() if not pack and name not in stamps]
    if gone or len(changed) > _MOST_CHANGED:
        return None
    if changed:
        from khung.recheck import recheck  # noqa: PLC0415

        if not recheck(index, changed, stamps, known):
            index.rollback()
            return None
        index.commit()
    locations = {name: location for name, (location, _, _) in known.items()} | {s.name: s.location for s in files}
    found = [
        _unpacked(d)
        for (text,) in index.execute("SELECT findings FROM files WHERE findings != '[]' ORDER BY name")
        for d in json.loads(text)
    ]
    own = [d for d in found if not d.file.startswith("schema/packs/") or d.severity is not Severity.NOTE]
    (elements,) = index.execute("SELECT sum(elements) FROM files WHERE pack = ''").fetchone()
    return Seen(tuple(sorted(own, key=lambda d: d.order)), len(files), elements or 0, _Lazy(locations))


def _packed(d: Diagnostic) -> list[Any]:
    return [d.code, d.severity.value, *d.message, *d.hint, d.file, list(d.path), d.line, d.column, d.subject, dict(d.args)]


def _unpacked(row: list[Any]) -> Diagnostic:
    code, severity, vi, en, hint_vi, hint_en, file, path, line, column, subject, args = row
    text, hint = Text(vi, en), Text(hint_vi, hint_en)
    return Diagnostic(code, Severity(severity), text, hint, file, tuple(path), line, column, subject, args=args)


def pack_findings(findings: Iterable[Diagnostic]) -> str:
    """Findings as the index keeps them."""
    return json.dumps([_packed(d) for d in findings])
