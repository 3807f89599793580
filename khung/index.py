"""What the index of a workspace holds: its tables, and the rows of one file. Knows when nothing of it holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from khung.diagnostic import Diagnostic, Severity, Text

WHOLE_MODEL = frozenset(("K201", "K204", "K205", "K501", "K502", "K013"))  # findings that only a full load can revise
"""Findings that only a full load can revise."""
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (number INTEGER PRIMARY KEY, name TEXT UNIQUE, location TEXT, stamp TEXT, pack TEXT, count INT);
CREATE TABLE contents (number INTEGER PRIMARY KEY, findings TEXT, ids TEXT);
CREATE INDEX found ON contents (number) WHERE findings != '[]';
CREATE TABLE elements (id TEXT PRIMARY KEY, kind TEXT, file INT, code TEXT) WITHOUT ROWID;
CREATE INDEX coded ON elements (code, file) WHERE code != '';
CREATE TABLE edges (source TEXT, field TEXT, target TEXT, PRIMARY KEY (source, field, target)) WITHOUT ROWID;
"""


class FileRows(NamedTuple):
    """What the index holds of one file: its own row, and the rows of its elements and of their circle-free links."""

    file: tuple[Any, ...]
    contents: tuple[Any, ...]
    elements: list[tuple[str, str, int, str]]
    edges: list[tuple[str, str, str]]


class AcyclicFields(dict[str, list[str]]):
    """By kind, the fields whose links may not run in a circle."""

    def __init__(self, metamodel: Any) -> None:
        super().__init__()
        self._kinds = metamodel.kinds

    def __missing__(self, kind: str) -> list[str]:
        self[kind] = [f.name for f in self._kinds[kind].references if f.acyclic]
        return self[kind]


def file_rows(
    number: int, source: Any, acyclic: Mapping[str, list[str]], elements: Iterable[Any], findings: Iterable[Diagnostic]
) -> FileRows:
    """The rows of one file that was read: `number` names it inside the index."""
    rows, edges = [], []
    for element in elements:
        rows.append((element.id, element.kind, number, str(element.fields.get("code") or "")))
        for name in acyclic[element.kind]:
            if name in element.fields:
                edges += [(element.id, name, target) for target in dict.fromkeys(element.refs(name))]
    texts = (json.dumps([packed(d) for d in findings]), json.dumps([r[0] for r in rows]))
    return FileRows((number, source.name, source.location, source.stamp, source.pack, len(rows)), (number, *texts), rows, edges)


def write_rows(index: sqlite3.Connection, rows: Iterable[FileRows]) -> None:
    """Write the rows of files; sorted, because a sorted insert is what a B-tree likes."""
    rows = list(rows)
    index.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", [r.file for r in rows])
    index.executemany("INSERT INTO contents VALUES (?, ?, ?)", [r.contents for r in rows])
    index.executemany("INSERT INTO elements VALUES (?, ?, ?, ?)", sorted(e for r in rows for e in r.elements))
    index.executemany("INSERT OR IGNORE INTO edges VALUES (?, ?, ?)", sorted(e for r in rows for e in r.edges))


def packed(d: Diagnostic) -> list[Any]:
    """A finding as the index keeps it."""
    return [d.code, d.severity.value, *d.message, *d.hint, d.file, list(d.path), d.line, d.column, d.subject, dict(d.args)]


def unpacked(row: list[Any]) -> Diagnostic:
    """A finding as the index kept it."""
    code, severity, vi, en, hint_vi, hint_en, file, path, line, column, subject, args = row
    text, hint = Text(vi, en), Text(hint_vi, hint_en)
    return Diagnostic(code, Severity(severity), text, hint, file, tuple(path), line, column, subject=subject, args=args)
