"""The thin adapter to MkDocs: it carries the pages that `generators.site` makes, and knows nothing of what is in them."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from mkdocs.config.base import Config
from mkdocs.config.config_options import Choice
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

import generators.site
from cli import console
from generators.project import Project
from generators.site import NAVIGATION, Entry, Picture, Site, graph_file, landing_paths, pages
from generators.site.fonts import fonts
from generators.site.search import index
from generators.site.shell import MARKS, Shell
from generators.site.words import words
from khung.artifact import Artifact
from khung.diagnostic import KhungError
from khung.shipped import ROOT

LANGUAGES = {"vi": "mkdocs.yml", "en": "mkdocs.en.yml"}
_SHELLS = "_khung/"
_TEASER = 160
_UNUSED = ("assets/javascripts/lunr/", "assets/javascripts/workers/", "assets/images/favicon.png")
_UNUSED_ENDS = (".map", "404.html", "sitemap.xml")
"""What the theme brings for its own search, for debuggers, and for a site that knows its address: ours does not."""
_TOP = frozenset((*LANGUAGES, "index.html", ".nojekyll"))


class _Options(Config):  # type: ignore[no-untyped-call]
    language = Choice(tuple(LANGUAGES), default="vi")


class _Store:
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


class KhungPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Renders landing pages inside the theme, and every other page by filling a rendered shell."""

    project: Project | None = None
    store: _Store | None = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Names, navigation and theme folder."""
        language = self.config.language
        self._words = words(language)
        if self.project is None:
            self.project = _read(Path(config.config_file_path).parent)
        workspace = self.project.workspace
        config.site_name = escape(workspace.names.get(language)) if workspace else config.site_name
        config.theme.dirs.insert(0, str(_package() / "theme"))
        config.theme.static_templates.clear()
        config.extra["alternate"] = True
        config.extra["khung"] = {
            "other": "en" if language == "vi" else "vi",
            "other_name": self._words["other_language"],
            "switch": self._words["switch"],
            "footer": f"{config.site_name}. {self._words['site_by']}",
        }
        config.nav = [*self._navigation(), *(config.nav or [])]
        return config

    def _navigation(self) -> Iterator[dict[str, Any]]:
        for section, landings in NAVIGATION.items():
            titled = [{self._words[key]: f"{path}index.md"} for path, key in landings]
            yield {self._words[section]: titled if len(titled) > 1 else next(iter(titled[0].values()))}

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Landing pages, a shell for each section, pictures and fonts."""
        assert self.project is not None  # noqa: S101 - set in on_config
        language = self.config.language
        pictures, artifacts = _carry(self.store or _Store(Path(config.config_file_path).parent), self.project, language)
        self._pages = pages(self.project, language, pictures)
        self._landings = {path: next(self._pages) for path in landing_paths()}
        self._shells: dict[str, Shell] = {}
        self._written: list[tuple[str, Entry]] = []
        for unused in [f for f in files if f.src_uri.endswith(_UNUSED_ENDS) or f.src_uri.startswith(_UNUSED)]:
            files.remove(unused)
        for path in landing_paths():
            files.append(File.generated(config, f"{path}index.md", content=""))
        for section in NAVIGATION:
            files.append(File.generated(config, f"{_SHELLS}{section}.md", content="", inclusion=InclusionLevel.NOT_IN_NAV))
        for made in artifacts:
            files.append(File.generated(config, str(made.path), content=made.data))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Which item of the navigation each section is."""
        self._items = dict(zip(NAVIGATION, nav.items, strict=False))
        return nav

    def on_pre_page(self, page: MkDocsPage, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        """A shell belongs to its section, so that the theme marks it."""
        if section := _section_of(page):
            page.parent = self._items[section]
        return page

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The ready body of a landing page; marks for a shell."""
        made = self._landings.get("" if page.url == "./" else page.url)
        hidden = ["toc", "navigation"]
        page.toc = get_toc([{"level": 1, "id": "noi-dung", "name": "", "children": []}])
        if _section_of(page):
            page.title = MARKS["title"]
            page.meta = {"hide": hidden, "description": MARKS["description"], "khung_path": MARKS["path"], "search": {"exclude": True}}
            return MARKS["body"]
        if made is None:
            page.meta["hide"] = hidden
            text = " ".join(Markup(html).striptags().split())  # noqa: S704 - only its text is kept
            self._written.append((page.url, Entry(str(page.title), text[:_TEASER].rsplit(" ", 1)[0])))
            return f'<div class="k-written">{html.replace("<h1", "<h1 id=noi-dung", 1) if "<h1 id" not in html else html}</div>'
        page.meta = {"hide": hidden, "description": made.description, "search": {"exclude": True}}
        self._written.append((made.path, made.entry))
        return made.body

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """A rendered shell is kept, not written."""
        if section := _section_of(page):
            self._shells[section] = Shell(output)
            return ""
        return output

    @event_priority(-50)  # after the theme's search, whose index ours replaces
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Every other page, and the search index."""
        site = Path(config.site_dir)
        for page in self._pages:
            folder = site / page.path
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_bytes(self._shells[page.section].fill(page))
            self._written.append((page.path, page.entry))
        for made in index(self._written):
            console.write(site / made.path, made.data)
        self.count = len(self._written)


def _section_of(page: MkDocsPage) -> str:
    return page.file.src_uri[len(_SHELLS) : -len(".md")] if page.file.src_uri.startswith(_SHELLS) else ""


def _package() -> Path:
    return Path(generators.site.__file__).parent


def _read(root: Path) -> Project:
    """The public copy of the model beside `mkdocs.yml`, for those who run MkDocs itself. Raises KhungError where it may not be shown."""
    from cli import workspace  # noqa: PLC0415
    from khung.load import load  # noqa: PLC0415

    loaded, leaks = workspace.copied(load(root), console.COPIES[0])
    if leaks:
        raise KhungError(f"{leaks[0].message.vi} / {leaks[0].message.en}")
    return workspace.project(loaded, console.today())


def _carry(keep: _Store, project: Project, language: str) -> tuple[list[Picture], Iterator[Artifact]]:
    """Pictures of a language, and the files that pages need: pictures to download, fonts. What did not change is not made again."""
    from generators.pictures import pictures, png  # noqa: PLC0415
    from generators.render import Engine  # noqa: PLC0415

    made: list[Picture] = list(pictures(project, language, Engine(os.environ.get("KHUNG_DOT", ""), keep)))
    site = Site(project, language, tuple(made))
    files = generators.site.files(site, lambda drawing: keep(drawing.svg, partial(png, drawing)))
    return made, chain(fonts(keep), files, (graph_file(site),))


def build(root: Path, project: Project, output: Path) -> int:
    """Build both languages into `output`, whole or not at all; the number of pages. Nothing else may lie in `output`."""
    output = output.absolute()
    if output.exists() and (not output.is_dir() or {p.name for p in output.iterdir()} - _TOP):
        raise KhungError(f"“{output}” chứa tệp khác; chọn thư mục trống. / The folder holds other files.")
    output.parent.mkdir(parents=True, exist_ok=True)
    store = _Store(root)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".khung-site-") as temporary:
        made = Path(temporary) / "new"
        pages_written = sum(_build(root, project, store, language, made / language) for language in LANGUAGES)
        (made / "index.html").write_text(_FORWARD, encoding="utf-8")
        (made / ".nojekyll").write_bytes(b"")
        if output.exists():
            output.rename(Path(temporary) / "old")
        made.rename(output)
    store.prune()
    return pages_written


_FORWARD = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><link rel="icon" href="vi/assets/favicon.svg"><meta http-equiv="refresh" content="0; url=vi/"><title>Khung</title></head>
<body><p><a href="vi/">Tiếng Việt</a> · <a href="en/" lang="en">English</a></p></body></html>
"""


def _build(root: Path, project: Project, store: _Store, language: str, site: Path) -> int:
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build as run  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415

    file = LANGUAGES[language]
    settings = root / file if (root / file).is_file() else _shipped(file)
    docs = settings.parent / "docs" / language
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    config = load_config(str(settings), site_dir=str(site), docs_dir=str(docs))
    plugin = config.plugins["khung"]
    assert isinstance(plugin, KhungPlugin)  # noqa: S101 - named in mkdocs.yml
    plugin.project, plugin.store = project, store
    run(config)
    return plugin.count


def _shipped(path: str) -> Path:
    """A file that comes with the tool: beside `schema/` in a checkout, inside it in a wheel."""
    return ROOT / path if (ROOT / path).exists() else ROOT.parent / path
