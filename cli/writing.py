"""Writing the pages of a site, and remembering what each was made of, so that the next build makes again only what has changed.

The memory is a file under `.khung/`. It is trusted only while tool, settings, hand-written pages and day are the same and every file of
the site is as it was left; else everything is made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from cli import console
from generators.site.digests import Digests, Drawn
from generators.site.page import Page, Recipe
from generators.site.pages import data_files, recipes
from generators.site.place import Site
from generators.site.search import Document, document
from generators.site.shell import Shell
from generators.site.watch import ALL, BESIDE
from khung import __version__
from khung.artifact import Artifact

_FORM = 3
MOST = 4000
"""The most pages that are made again before the whole site is; they are held in memory until all are made."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page or file as it was left: the parts of the model it looked at (numbers of keys), what search knows of it, its size and time."""

    parts: Sequence[int]
    found: Document
    size: int
    time: int


@dataclass
class Memory:
    """One language of a site as it was left: the shells of the theme by landing page and section, what hand-written pages tell search,
    the keys with their fingerprints, and every page by its path."""

    shells: dict[str, str] = field(default_factory=dict)
    by_hand: list[Document] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Written] = field(default_factory=dict)


class Writer:
    """Writes the pages of one language under a folder."""

    def __init__(self, site: Site, folder: Path, memory: Memory) -> None:
        self._site, self._folder, self._memory = site, folder, memory
        self._shells = {name: Shell(html, ("body",)) for name, html in memory.shells.items()}
        self._digests = Drawn(Digests(site.plain), site.drawn)

    def all(self) -> Memory:
        """Every page, one after the other."""
        numbers: dict[str, int] = {}
        pages: dict[str, Written] = {}
        for recipe in self._recipes():
            seen = self._site.watch.begin()
            made = recipe.make()
            file = self._folder / _file(recipe.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._whole(made))
            pages[recipe.path] = _left(file, _numbered(numbers, seen), _found(made))
        keys = {key: self._digests[key] for key in numbers}
        return Memory(self._memory.shells, self._memory.by_hand, keys, pages)

    def changed(self) -> tuple[Memory, dict[str, bytes], set[str]] | None:
        """What the site must become: its memory, files to write, pages to remove. None where so much has changed that all is made anew."""
        known, before = list(self._memory.keys), self._memory.pages
        stale = {n for n, key in enumerate(known) if self._digests[key] != self._memory.keys[key]}
        numbers = {key: n for n, key in enumerate(known)}
        pages: dict[str, Written] = {}
        files: dict[str, bytes] = {}
        for recipe in self._recipes():
            held = before.get(recipe.path)
            if held and stale.isdisjoint(held.parts) and _untouched(f"{self._folder}/{_file(recipe.path)}", held):
                pages[recipe.path] = held
                continue
            if len(files) >= MOST:
                return None
            seen = self._site.watch.begin()
            made = recipe.make()
            files[_file(recipe.path)] = self._whole(made)
            pages[recipe.path] = Written(_numbered(numbers, seen), _found(made), -1, -1)
        keys = {key: self._digests[key] for key in numbers}
        return Memory(self._memory.shells, self._memory.by_hand, keys, pages), files, before.keys() - pages.keys()

    def _recipes(self) -> Iterator[Recipe[Page | Artifact]]:
        yield from recipes(self._site)
        yield from data_files(self._site)

    def _whole(self, made: Page | Artifact) -> bytes:
        if isinstance(made, Artifact):
            return made.data
        shell = self._shells.get(f"/{made.path}") or self._shells[made.section]
        return shell.fill(made)


def settled(memory: Memory, folder: Path) -> Memory:
    """The memory after the pages it waits for were written."""
    pages = {path: _left(folder / _file(path), held.parts, held.found) if held.size < 0 else held for path, held in memory.pages.items()}
    return Memory(memory.shells, memory.by_hand, memory.keys, pages)


def documents(memory: Memory) -> Iterator[Document]:
    """What search knows: hand-written pages, then all others in their order."""
    yield from memory.by_hand
    yield from (held.found for held in memory.pages.values() if held.found)


def _file(path: str) -> str:
    """Where a page or a file of this path lies."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def _found(made: Page | Artifact) -> Document:
    return document(made.path, made.entry) if isinstance(made, Page) else {}


def _numbered(numbers: dict[str, int], seen: set[str]) -> tuple[int, ...]:
    if ALL in seen:
        seen = {key for key in seen if key == ALL or key[0] in BESIDE}
    return tuple(sorted(numbers.setdefault(key, len(numbers)) for key in sorted(seen)))


def _left(file: Path, parts: Sequence[int], found: Document) -> Written:
    left = file.stat()
    return Written(parts, found, left.st_size, left.st_mtime_ns)


def _untouched(file: str, held: Written) -> bool:
    try:
        left = os.stat(file)
    except OSError:
        return False
    return left.st_size == held.size and left.st_mtime_ns == held.time


def remember(path: Path, environment: str, output: Path, memories: Mapping[str, Memory]) -> None:
    """Keep the memory of every language."""
    languages = {language: _plain(memory) for language, memory in memories.items()}
    data = {"form": _FORM, "environment": environment, "output": str(output), "languages": languages}
    console.write(path, orjson.dumps(data))


def recall(path: Path, environment: str, output: Path) -> dict[str, Memory] | None:
    """The memories, where there are any of this output in this environment."""
    try:
        data = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if (data.get("form"), data.get("environment"), data.get("output")) != (_FORM, environment, str(output)):
        return None
    return {language: _read(memory) for language, memory in data["languages"].items()}


def _plain(memory: Memory) -> dict[str, Any]:
    pages = {path: [held.parts, held.found, held.size, held.time] for path, held in memory.pages.items()}
    return {"shells": memory.shells, "by_hand": memory.by_hand, "keys": memory.keys, "pages": pages}


def _read(data: dict[str, Any]) -> Memory:
    pages = {path: Written(*held) for path, held in data["pages"].items()}
    return Memory(data["shells"], data["by_hand"], data["keys"], pages)


def environment(folders: Iterable[Path], said: Iterable[Any]) -> str:
    """A fingerprint of the files under these folders (place, size, time) and of what else the whole site rests on."""
    made = hashlib.blake2b(repr((__version__, *said)).encode(), digest_size=16)
    for folder in folders:
        made.update("\n".join(sorted(_listed(str(folder)))).encode())
    return made.hexdigest()


def _listed(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
        for name in names:
            left = os.stat(f"{place}/{name}")
            yield f"{place}/{name} {left.st_size} {left.st_mtime_ns}"
