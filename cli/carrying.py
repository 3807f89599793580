"""What a language of the site is made with: its settings, its pictures, the files that pages need, and costly bytes kept from build to build."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import generators.site
from cli import console
from generators.project import Project
from generators.site import Picture, Site, forwards
from generators.site.fonts import fonts
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
        path = self._folder / hashlib.sha256(key.encode()).hexdigest()[:40]
        self._used.add(path.name)
        if not path.is_file():
            console.write(path, make())
        return path.read_bytes()

    def prune(self) -> None:
        """Forget what nobody asked for since this store was opened."""
        for path in self._folder.glob("*"):
            if path.name not in self._used:
                path.unlink()


def carried(keep: Store, project: Project, language: str) -> tuple[Site, Iterator[Artifact]]:
    """A language of the site with its pictures, and the files that pages need: pictures to download, fonts, pages at former ids.
    What did not change is not made again."""
    from generators.pictures import pictures, png  # noqa: PLC0415
    from generators.render import Engine  # noqa: PLC0415

    made: list[Picture] = list(pictures(project, language, Engine(os.environ.get("KHUNG_DOT", ""), keep)))
    site = Site(project, language, tuple(made))
    files = generators.site.files(site, lambda drawing: keep(drawing.svg, partial(png, drawing)))
    return site, chain(fonts(keep), files, forwards(site))


def settings(root: Path, language: str) -> Path:
    """The settings of a language: the workspace's own, else those that come with the tool."""
    file = LANGUAGES[language]
    return root / file if (root / file).is_file() else ROOT / file if (ROOT / file).exists() else ROOT.parent / file
