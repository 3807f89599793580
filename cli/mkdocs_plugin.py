"""The thin adapter to MkDocs: it carries the pages that `generators.site` makes, and knows nothing of what is in them."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
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

from cli import console
from cli.carrying import LANGUAGES, PACKAGE, Store, carried, settings
from cli.writing import Memory, Writer, documents
from generators.project import Project
from generators.site import NAVIGATION, Entry, landing_paths
from generators.site.digests import Digests
from generators.site.search import document, index
from generators.site.shell import MARKS, Shell
from generators.site.thrift import small, spent, tight, words_of, worn
from generators.site.words import words
from khung.diagnostic import KhungError

_SHELLS = "_khung/"
_TEASER = 160
_UNUSED = ("assets/javascripts/lunr/", "assets/javascripts/workers/", "assets/images/favicon.png")
_UNUSED_ENDS = (".map", "404.html", "sitemap.xml")
"""What the theme brings for its own search, for debuggers, and for a site that knows its address: ours does not."""
_ASLEEP = re.compile(
    r"^md-(version|source|annotation|tooltip2?|consent|tag|status|post|feedback|social|banner|author|pagination|select)(?![a-z])"
)
"""Parts of the theme that its script could bring to life and no page of ours has."""


class _Options(Config):  # type: ignore[no-untyped-call]
    language = Choice(tuple(LANGUAGES), default="vi")


class KhungPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]
    """Has the theme render hand-written pages, and shells that every other page fills."""

    project: Project | None = None
    store: Store | None = None
    memory: Memory

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Names, navigation and theme folder."""
        language = self.config.language
        self._words = words(language)
        if self.project is None:
            self.project = _read(Path(config.config_file_path).parent)
        workspace = self.project.workspace
        config.site_name = escape(workspace.names.get(language)) if workspace else config.site_name
        config.theme.dirs.insert(0, str(PACKAGE / "theme"))
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
        self.memory, self._parts = Memory(), Digests(self.project)
        store = self.store or Store(Path(config.config_file_path).parent)
        self._site, artifacts = carried(store, self.project, self.config.language, self._parts, self.memory)
        self._landings = set(landing_paths())
        self._words_seen: set[str] = set()
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
        """Marks, which our pages fill; a hand-written page as it is."""
        page.toc = get_toc([{"level": 1, "id": "noi-dung", "name": "", "children": []}])
        page.meta = {**page.meta, "hide": ["toc", "navigation"]}
        if shell := _shell_of(page, self._landings):
            page.meta |= {"description": MARKS["description"], "search": {"exclude": True}}
            if not shell.startswith("/"):
                page.title = MARKS["title"]
                page.meta["khung_path"] = MARKS["path"]
            return MARKS["body"]
        text = " ".join(Markup(html).striptags().split())  # noqa: S704 - only its text is kept
        self.memory.by_hand.append(document(page.url, Entry(str(page.title), text[:_TEASER].rsplit(" ", 1)[0])))
        return f'<div class="k-written">{html.replace("<h1", "<h1 id=noi-dung", 1) if "<h1 id" not in html else html}</div>'

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """A rendered shell is kept, not written."""
        if shell := _shell_of(page, self._landings):
            whole = tight(output)
            self._words_seen |= words_of(whole)
            self.memory.shells[shell] = Shell(whole, ("body",) if shell.startswith("/") else tuple(MARKS)).html
            return ""
        self._words_seen |= words_of(output)
        return output

    @event_priority(-50)  # after the theme's search, whose index ours replaces
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Our pages, and the search index."""
        folder = Path(config.site_dir)
        self.memory = Writer(self._site, folder, self.memory, self._parts).all()
        for made in index(documents(self.memory)):
            console.write(folder / made.path, made.data)
        self._lighten(folder / "assets")

    def _lighten(self, assets: Path) -> None:
        """Take from the style sheets what no page can show: their weight is on every page."""
        for script in sorted(assets.rglob("*.js")):
            self._words_seen |= {word for word in words_of(script.read_text(encoding="utf-8")) if not _ASLEEP.match(word)}
        theme, own = sorted(assets.glob("stylesheets/*.css")), sorted(assets.glob("*.css"))
        made = {sheet: small(sheet.read_text(encoding="utf-8")) for sheet in (*theme, *own)}
        made |= {sheet: worn(made[sheet], self._words_seen) for sheet in theme}
        for sheet in theme:
            console.write(sheet, spent(made[sheet], made.values()).encode())
        for sheet in own:
            console.write(sheet, made[sheet].encode())


def _shell_of(page: MkDocsPage, landings: set[str]) -> str:
    """Which shell a page of the engine is: a section's, a landing page's ("/" before its path), or none ("")."""
    path = "" if page.url == "./" else page.url
    return _section_of(page) or (f"/{path}" if path in landings else "")


def _section_of(page: MkDocsPage) -> str:
    return page.file.src_uri[len(_SHELLS) : -len(".md")] if page.file.src_uri.startswith(_SHELLS) else ""


def _read(root: Path) -> Project:
    """The public copy of the model beside `mkdocs.yml`, for those who run MkDocs itself. Raises KhungError where it may not be shown."""
    from cli import workspace  # noqa: PLC0415
    from khung.load import load  # noqa: PLC0415

    loaded, leaks = workspace.copied(load(root), console.COPIES[0])
    if leaks:
        raise KhungError(f"{leaks[0].message.vi} / {leaks[0].message.en}")
    return workspace.project(loaded, console.today())


def render(root: Path, project: Project, store: Store, language: str, folder: Path) -> Memory:
    """One language of the site under a folder, by the engine; what is to be remembered of it."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build as run  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415

    file = settings(root, language)
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    config = load_config(str(file), site_dir=str(folder), docs_dir=str(file.parent / "docs" / language))
    plugin = config.plugins["khung"]
    assert isinstance(plugin, KhungPlugin)  # noqa: S101 - named in mkdocs.yml
    plugin.project, plugin.store = project, store
    run(config)
    return plugin.memory
