"""What a language of the site is made with: its settings, its pictures, the files that pages need, and costly bytes kept from build to build."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path

import orjson

import generators.site
from cli import console
from cli.writing import Keys, Memory
from generators.project import Project
from generators.site import Picture, Site, forwards
from generators.site.digests import Digests
from generators.site.fonts import fonts
from generators.site.watch import Watch, watched
from generators.svg import Drawing
from khung.artifact import Artifact
from khung.shipped import ROOT

LANGUAGES = {"vi": "mkdocs.yml", "en": "mkdocs.en.yml"}
PACKAGE = Path(generators.site.__file__).parent


class Store:
    """Costly bytes kept under `.khung/` by what they are made of, as long as they are used."""

    def __init__(self, root: Path) -> None:
        self._folder = root / ".khung" / "made"
        self._used: set[str] = set()

    def __call__(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What was made before under the key, or what `make` gives."""
        path = self._path(key)
        self._used.add(path.name)
        if not path.is_file():
            console.write(path, make())
        return path.read_bytes()

    def forget(self, key: str) -> None:
        """Forget what was made under the key."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()[:40]

    def prune(self) -> None:
        """Forget what nobody asked for since this store was opened."""
        for path in self._folder.glob("*"):
            if path.name not in self._used:
                path.unlink()


def carried(keep: Store, project: Project, language: str, parts: Digests, memory: Memory) -> tuple[Site, Iterator[Artifact]]:
    """A language of the site with its pictures, and the files that pages need: pictures to download, fonts, pages at former ids.
    What did not change is not made again; `memory` learns what pictures looked at."""
    site = Site(project, language, tuple(_pictures(keep, project, language, parts, memory)))
    files = generators.site.files(site, lambda drawing: keep(drawing.svg, partial(_png, drawing)))
    return site, chain(fonts(keep), files, forwards(site))


def _png(drawing: Drawing) -> bytes:
    from generators.pictures import png  # noqa: PLC0415

    return png(drawing)


def _pictures(keep: Store, project: Project, language: str, parts: Digests, memory: Memory) -> list[Picture]:
    """Every picture. One that has looked at nothing that has changed is as it was; the others are drawn."""
    from generators.pictures import Picture, batches, drawn, views  # noqa: PLC0415
    from generators.render import Engine  # noqa: PLC0415

    keys = Keys(memory.keys)
    held = {id: was for id, (seen, name) in memory.pictures.items() if not keys.stale(parts, seen) and (was := _kept(keep, name))}
    shown, watch = views(project), Watch()
    watching = watched(project, watch)
    engine = Engine(os.environ.get("KHUNG_DOT", ""), keep)
    for batch in batches(v for v in shown if v.id not in held):
        seen = watch.begin()
        made = drawn(watching, [watching.graph[v.id] for v in batch], language, engine)
        numbers = keys.number(seen)
        for id, drawing in made.items():
            data = orjson.dumps(drawing)
            name = f"drawing {hashlib.sha256(data).hexdigest()}"
            keep(name, partial(bytes, data))
            held[id] = drawing
            memory.pictures[id] = numbers, name
    memory.keys = keys.taken(parts, again=False)
    memory.pictures = {v.id: memory.pictures[v.id] for v in shown}
    return [Picture(view, held[view.id]) for view in shown]


def _kept(keep: Store, name: str) -> Drawing | None:
    """A drawing as it was; None where it was lost or damaged."""
    with suppress(LookupError, ValueError, TypeError):
        made = orjson.loads(keep(name, _missing))
        return Drawing(**{**made, "rows": tuple(map(tuple, made["rows"])), "headings": tuple(made["headings"])})
    keep.forget(name)
    return None


def _missing() -> bytes:
    raise LookupError


def settings(root: Path, language: str) -> Path:
    """The settings of a language: the workspace's own, else those that come with the tool."""
    file = LANGUAGES[language]
    return root / file if (root / file).is_file() else ROOT / file if (ROOT / file).exists() else ROOT.parent / file
