"""Writing the pages of a site, and remembering what each was made of, so that the next build makes again only what has changed.

The memory is a file under `.khung/`. It is trusted only while tool, settings, hand-written pages and day are the same and every file of
the site is as it was left; else everything is made anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

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

_FORM = 4
MOST = 4000
"""The most pages that are made again before the whole site is; they are held in memory until all are made."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page or file as it was left: the parts of the model it looked at (numbers of keys), what search knows of it, its size and time."""

    parts: Sequence[int]
    found: Document
    size: int
    time: int


class Keys:
    """The keys of what was looked at, numbered."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known, self._pairs = dict(known), list(known.items())
        self._numbers = {key: number for number, key in enumerate((*known, *({ALL} - known.keys())))}

    def number(self, seen: set[str]) -> tuple[int, ...]:
        """The numbers of keys, those of new ones given now."""
        if ALL in seen:
            seen = {key for key in seen if key == ALL or key[0] in BESIDE}
        return tuple(sorted(self._numbers.setdefault(key, len(self._numbers)) for key in sorted(seen)))

    def stale(self, digests: Fingerprints, among: Iterable[int] | None = None) -> set[int]:
        """The numbers (of these, or of all that were known) whose fingerprint is no longer what it was."""
        known = self._pairs
        return {n for n in (range(len(known)) if among is None else among) if self._now(known[n][0], digests) != known[n][1]}

    def taken(self, digests: Fingerprints, *, again: bool = True) -> dict[str, str]:
        """Every key with its fingerprint; unless `again`, those that were known have the one they had."""
        return {key: self._known[key] if key in self._known and not again else self._now(key, digests) for key in self._numbers}

    def _now(self, key: str, digests: Fingerprints) -> str:
        same = key.startswith("m:") and key in self._known and digests[ALL] == self._known.get(ALL)
        return self._known[key] if same else digests[key]  # costly facts follow from the model


class Fingerprints(Protocol):
    """Tells the fingerprint of a key."""

    def __getitem__(self, key: str, /) -> str:
        """The fingerprint; "" for what is not there."""


@dataclass
class Memory:
    """One language of a site as it was left: the shells of the theme by landing page and section, what hand-written pages tell search,
    the keys with their fingerprints, every page by its path, and every picture by its view: the numbers of its keys and where it is kept."""

    shells: dict[str, str] = field(default_factory=dict)
    by_hand: list[Document] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Written] = field(default_factory=dict)
    pictures: dict[str, tuple[Sequence[int], str]] = field(default_factory=dict)


class Writer:
    """Writes the pages of one language under a folder."""

    def __init__(self, site: Site, folder: Path, memory: Memory, parts: Digests | None = None) -> None:
        self._site, self._folder, self._memory = site, folder, memory
        self._shells = {name: Shell(html, ("body",)) for name, html in memory.shells.items()}
        self._digests = Drawn(parts or Digests(site.plain), site.drawn)

    def all(self) -> Memory:
        """Every page, one after the other."""
        keys = Keys(self._memory.keys)
        pages: dict[str, Written] = {}
        for recipe in self._recipes():
            seen = self._site.watch.begin()
            made = recipe.make()
            file = self._folder / _file(recipe.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._whole(made))
            pages[recipe.path] = _left(file, keys.number(seen), _found(made))
        return replace(self._memory, keys=keys.taken(self._digests), pages=pages)

    def changed(self) -> tuple[Memory, dict[str, bytes], set[str]] | None:
        """What the site must become: its memory, files to write, pages to remove. None where so much has changed that all is made anew."""
        keys, before = Keys(self._memory.keys), self._memory.pages
        stale = keys.stale(self._digests)
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
            pages[recipe.path] = Written(keys.number(seen), _found(made), -1, -1)
        return replace(self._memory, keys=keys.taken(self._digests), pages=pages), files, before.keys() - pages.keys()

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
    return replace(memory, pages=pages)


def documents(memory: Memory) -> Iterator[Document]:
    """What search knows: hand-written pages, then all others in their order."""
    yield from memory.by_hand
    yield from (held.found for held in memory.pages.values() if held.found)


def _file(path: str) -> str:
    """Where a page or a file of this path lies."""
    return f"{path}index.html" if path.endswith("/") or not path else path


def _found(made: Page | Artifact) -> Document:
    return document(made.path, made.entry) if isinstance(made, Page) else {}


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
    return {"shells": memory.shells, "by_hand": memory.by_hand, "keys": memory.keys, "pages": pages, "pictures": memory.pictures}


def _read(data: dict[str, Any]) -> Memory:
    pages = {path: Written(*held) for path, held in data["pages"].items()}
    return Memory(data["shells"], data["by_hand"], data["keys"], pages, data["pictures"])


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
