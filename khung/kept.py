"""What is kept between runs by content, under `.khung/`: parsed files and known findings. Text only, never code.

A file or a revision is looked up by the hash of its bytes and of the tool, so that nothing kept can be out of date. What git
tracks under `.khung/` came with the repository, and a branch must not be able to vouch for itself: it is not read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from khung import revisions
from khung.diagnostic import KhungError
from khung.index import packed, unpacked
from khung.load import Parsed, parsed
from khung.shipped import ROOT

_MOST_RECORDS = 16
_TABLES = "CREATE TABLE IF NOT EXISTS trees (key TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID"


@lru_cache(maxsize=1)
def tool() -> str:
    """A hash of what the tool is made of: its code, its schema and its packs, by size and time."""
    files = sorted(p for folder in (Path(__file__).parent, ROOT) for p in folder.rglob("*") if p.suffix in (".py", ".json", ".yaml"))
    stats = ((str(p), p.stat()) for p in files)
    return hashlib.sha256("\n".join(f"{name} {s.st_size} {s.st_mtime_ns}" for name, s in stats).encode()).hexdigest()


def trusted(root: Path) -> bool:
    """Whether `.khung/` is this machine's own: git does not track it, or there is no git."""
    try:
        return not revisions.tracks(root, ".khung")
    except KhungError:
        return True


class Trees:
    """Parsed files by content. `parse` reads a file that is not known yet; what was new is written by `kept_trees`."""

    def __init__(self, held: dict[str, str], tool: str) -> None:
        self._held, self._tool = held, tool.encode()
        self.new: dict[str, str] = {}
        self.used: set[str] = set()

    def parse(self, name: str, raw: bytes) -> Parsed:
        """What a file holds, as `khung.load.parsed` tells."""
        key = hashlib.sha256(b"%s\0%s\0%s" % (self._tool, name.encode(errors="surrogateescape"), raw)).hexdigest()
        self.used.add(key)
        text = self._held.get(key)
        if text is not None:
            data, findings = json.loads(text)
            return Parsed(data, [unpacked(row) for row in findings])
        made = parsed(name, raw)
        self.new[key] = self._held[key] = json.dumps([made.data, [packed(d) for d in made.findings]], ensure_ascii=False)
        return made


@contextmanager
def kept_trees(root: Path, tool: str, *, trusted: bool) -> Iterator[Trees]:
    """The parsed files of a workspace. A store that cannot be read or written only costs time."""
    path = root / ".khung" / "trees.sqlite"
    held: dict[str, str] = {}
    if trusted and path.is_file():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as store:
            held = dict(store.execute("SELECT key, data FROM trees"))
    count = len(held)
    trees = Trees(held, tool)
    yield trees
    if trees.new and trusted:
        with suppress(sqlite3.Error, OSError):
            path.parent.mkdir(exist_ok=True)
            _write(path, trees, stale=count > 3 * len(trees.used))


def _write(path: Path, trees: Trees, *, stale: bool) -> None:
    try:
        _insert(path, trees, stale=stale)
    except sqlite3.DatabaseError:  # damaged or foreign
        path.unlink(missing_ok=True)
        _insert(path, trees, stale=False)


def _insert(path: Path, trees: Trees, *, stale: bool) -> None:
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA synchronous=OFF")
        store.execute(_TABLES)
        if stale:
            gone = [(key,) for (key,) in store.execute("SELECT key FROM trees").fetchall() if key not in trees.used]
            store.executemany("DELETE FROM trees WHERE key = ?", gone)
        store.executemany("INSERT OR REPLACE INTO trees VALUES (?, ?)", sorted(trees.new.items()))
        store.commit()


def record(root: Path, key: str) -> Any:
    """What is kept of a revision under a key; None where there is nothing, or rubbish."""
    try:
        return json.loads(_record(root, key).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def keep(root: Path, key: str, data: Any) -> None:
    """Keep data under a key, whole or not at all; the oldest of many are forgotten."""
    path = _record(root, key)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, path)
        for old in sorted(path.parent.glob("*.json"), key=lambda p: -p.stat().st_mtime)[_MOST_RECORDS:]:
            old.unlink(missing_ok=True)


def _record(root: Path, key: str) -> Path:
    return root / ".khung" / "known" / f"{key}.json"
