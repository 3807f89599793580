"""What a first visit to a page transfers, from a host that compresses nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generators.site.figures import outline
from generators.site.thrift import small, spent, words_of, worn
from generators.svg import Drawing

MOST = 500_000
"""Bytes, apart from the data of the explorer."""
DATA = "graph.json"
_URL = re.compile(r'url\("?([^")]+)"?\)')


class _Loads(HTMLParser):
    """What a page loads by itself: style sheets, scripts, icons and pictures, but no picture in a closed fold."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: set[str] = set()
        self.folds: list[bool] = []
        self.has: set[str] = set()

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        self.has |= held.keys()
        if tag == "details":
            self.folds.append("open" not in held)
        if tag == "link" and held.get("rel") in ("stylesheet", "icon"):
            self.urls.add(held["href"])
        elif "src" in held and (tag == "script" or (tag == "img" and not any(self.folds))):
            self.urls.add(held["src"])

    def handle_endtag(self, tag):
        if tag == "details":
            self.folds.pop()


def loaded(site: Path, page: Path) -> set[Path]:
    """The files of a first visit: the page, what it names, fonts and pictures of its style sheets, the modules that `khung.js` brings in."""
    seen = _Loads()
    seen.feed(page.read_text(encoding="utf-8"))
    language = site / page.relative_to(site).parts[0]
    found = {page} | {(page.parent / url).resolve() for url in seen.urls if not url.startswith("data:")}
    for sheet in [f for f in found if f.suffix == ".css"]:
        urls = (u for u in _URL.findall(sheet.read_text(encoding="utf-8")) if not u.startswith("data:"))
        found |= {(sheet.parent / url).resolve() for url in urls}
    modules = language / "assets"
    found |= {modules / "khung-search.js", language / "search" / "search_index.json"}
    if seen.has & {"data-figure", "data-explorer"}:
        found.add(modules / "picture.js")
    return found | (set((modules / "explorer").glob("*.js")) if "data-explorer" in seen.has else set())


def weights(site: Path) -> dict[str, int]:
    """Bytes of a first visit by path of the page."""
    sizes: dict[Path, int] = {}

    def size(file: Path) -> int:
        if file not in sizes:
            sizes[file] = file.stat().st_size
        return sizes[file]

    pages = (p for language in ("vi", "en") for p in (site / language).rglob("index.html"))
    return {str(p.parent.relative_to(site)): sum(map(size, loaded(site, p))) for p in pages}


@pytest.fixture(scope="module")
def weighed(built):
    return weights((built / "tinh" / "khung").resolve())


def test_no_page_is_heavier_than_the_limit(weighed):
    assert len(weighed) > 5000
    assert {path: bytes for path, bytes in weighed.items() if bytes > MOST} == {}


@pytest.mark.browser
def test_chromium_loads_nothing_that_was_not_counted(weighed, built, address, opening):
    """The heaviest page, pages of pictures, the guide's pictures, the explorer."""
    site = (built / "tinh" / "khung").resolve()
    heaviest = max(weighed, key=lambda path: weighed[path])
    for path in (heaviest, "vi/so-do", "vi/huong-dan/hinh-anh", "vi/kham-pha", "vi/phan-tu/sd-t-03"):
        page, asked = opening(address), set()
        page.on("request", lambda request, asked=asked: asked.add(request.url.removeprefix(address)))
        page.goto(f"{address}{path}/", wait_until="networkidle")
        files = {site / (f"{url}index.html" if url.endswith("/") else url) for url in asked if not url.startswith(("data:", "blob:"))}
        counted = loaded(site, site / path / "index.html")
        assert {f for f in files if f.name != DATA} <= counted
        shown = {
            f for f in counted if f.suffix in (".css", ".png", ".html")
        }  # icons, fonts and the search's worker come when Chromium likes
        assert shown <= files, "the count is of what is loaded, not of more"


def test_style_sheets_lose_what_no_page_can_show():
    css = """
    /* a word */ @charset "UTF-8"; :root { --a: 1; --b: url("x;y{}"); --c: 2 }
    .held, .gone { color: var(--a) } .gone:hover { color: red }
    .held:not(.gone) { top: calc(1px + 2px) }
    [dir=rtl] .held { left: 0 } [dir=ltr] .held { right: 0 } [data-md-color-primary=red] { x: y }
    :is(.held, .gone) p { e: f } @media print { .gone { a: b } } @media print { .held > a::after { content: "} /* no */" } }
    """
    words = words_of('<body dir="ltr" data-md-color-primary="custom"><p class="held">')
    left = spent(worn(small(css), words))
    assert left == (
        '@charset "UTF-8";:root{--a:1;}.held{color:var(--a)}.held:not(.gone){top:calc(1px + 2px)}'
        '[dir=ltr] .held{right:0}:is(.held,.gone) p{e:f}@media print{.held>a::after{content:"} /* no */"}}'
    )


def test_a_card_has_the_outline_of_a_picture_without_letters_and_dots():
    made = outline(
        Drawing(
            '<svg><a xlink:href="khung:x"><title>X &amp; Y</title><rect x="1.25" y="2" width="200" height="30.5" fill="#fff" stroke="#000"/>'
            '<text x="1">chữ</text><circle r="2"/></a><rect x="0" y="0" width="9" height="9" fill="#fff"/></svg>',
            400, 100, (), (),
        )
    )  # fmt: skip
    assert made == '<svg><rect x="1" y="2" width="200" height="30" fill="#fff" stroke="#000"/></svg>'
