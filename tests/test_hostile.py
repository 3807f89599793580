"""A corpus of hostile strings in every text field of every kind: on every page, in pictures, search and explorer it is text and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import cycle
from xml.etree import ElementTree as ET

import pytest
import yaml
from playwright.sync_api import expect

from cli.site import build
from cli.workspace import project
from khung.load import load_texts, shipped_metamodel
from tests.conftest import POLICY
from tests.test_drawn import untrue

pytestmark = pytest.mark.browser
CORPUS = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)' x='",
    "javascript:alert(4)",
    "</title></textarea></style></svg><svg onload=alert(5)>",
    "&lt;script&gt;alert(6)&lt;/script&gt; &#x3c;b&#x3e;",
    "{{ 7*7 }} ${7*7} {% raw %} @@khung-body@@ ]]> <!-- -->",
    "[x](javascript:alert(7)) **<b>** `<i>` ![y](http://example.org/z.png)",
    '<a xlink:href="javascript:alert(8)">khung:mau-organisation</a>',
    "\u202eđảo chữ\u202c \u2028 \ufffe \U0001f600",
    "Rất" + "dài" * 120,
)
TEXTS = ("text", "markdown", "words", "reasons")


def model() -> str:
    """One element of each kind; every text says something hostile, every reference leads to an element of the first kind that it may name."""
    strings = cycle(CORPUS)
    metamodel = shipped_metamodel()
    made: dict[str, dict[str, dict[str, object]]] = {}
    for kind in metamodel.kinds.values():
        fields: dict[str, object] = {}
        for field in kind.fields.values():
            if field.type in ("text", "markdown") and not field.pattern:
                fields[field.name] = next(strings)
            elif field.type == "words":
                fields[field.name] = [next(strings)]
            elif field.type == "url":
                fields[field.name] = "https://example.org/\"onclick=alert(9)'><b>"
            elif field.type == "choice":
                fields[field.name] = next(iter(metamodel.values[field.of]))
            elif field.is_reference and field.to and field.to[0] != kind.key:
                fields[field.name] = f"mau-{field.to[0]}" if field.type == "ref" else [f"mau-{field.to[0]}"]
        made[kind.key] = {f"mau-{kind.key}": {**fields, "assumed": True}}
    del made["pack"]
    made["view"] = {
        f"so-do-{layout}": {
            "name": next(strings),
            "name_en": next(strings),
            "purpose": next(strings),
            "layout": layout,
            "select": {"assumed": True},
        }
        for layout in metamodel.values["layout"]
    }
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


class Tags(HTMLParser):
    """What could run or reach out, of a whole page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            address = re.sub(r"[\s\x00-\x1f]", "", value or "").lower()
            if name.startswith("on") or (
                name in ("href", "src", "xlink:href", "action") and address.startswith(("javascript:", "data:text", "vbscript:"))
            ):
                self.wrong.append(f"<{tag} {name}={value}>")
        if tag in ("iframe", "object", "embed", "base") or (
            tag == "script" and not dict(attributes).get("src") and dict(attributes).get("type") != "application/json"
        ):
            self.wrong.append(f"<{tag}>")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    loaded = load_texts({"a.yaml": model().encode()})
    assert len(loaded.graph.elements) > 45
    build(root, project(loaded, date(2026, 11, 23)), root / "site")
    return root / "site"


@pytest.fixture(scope="module")
def hostile_address(hostile, serving):
    with serving(hostile, Content_Security_Policy=POLICY) as address:
        yield address


def test_the_corpus_is_in_every_text_field_of_every_kind():
    made = yaml.safe_load(model())
    for kind in shipped_metamodel().kinds.values():
        if kind.key in ("pack", "view"):
            continue
        said = made[kind.key][f"mau-{kind.key}"]
        missing = {f.name for f in kind.fields.values() if f.type in ("text", "markdown", "words") and not f.pattern} - set(said)
        assert not missing, kind.key


def test_no_page_holds_anything_that_runs(hostile):
    pages = [*hostile.rglob("*.html")]
    assert len(pages) > 150
    for page in pages:
        assert Tags(page.read_text()).wrong == [], page


def test_every_picture_is_well_formed_and_holds_nothing_that_runs(hostile):
    pictures = [*hostile.rglob("so-do/*.svg")]
    assert len(pictures) >= 8
    for path in pictures:
        for element in ET.fromstring(path.read_bytes()).iter():
            assert not element.tag.endswith(("}script", "}foreignObject", "}iframe")), path
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert not [
                v for name, v in element.attrib.items() if name.endswith("href") and not v.startswith(("../phan-tu/", "data:image/", "#"))
            ], path


def test_every_size_that_is_drawn_is_true(hostile):
    drawn = [path for end in ("html", "svg") for path in hostile.rglob(f"*.{end}")]
    assert {str(path): found for path in drawn if (found := untrue(path.read_text()))} == {}


def test_data_files_are_json_with_the_strings_as_they_are(hostile):
    for path in hostile.rglob("*.json"):
        json.loads(path.read_text())
    graph = json.loads((hostile / "vi" / "kham-pha" / "graph.json").read_text())
    assert set(graph["names"]) & set(CORPUS)


def test_every_kind_of_page_opens_and_nothing_runs(opening, hostile_address, hostile):
    page = opening(hostile_address)
    paths = sorted(f"{p.parent.relative_to(hostile)}/" for p in hostile.glob("vi/**/index.html"))
    for path in paths[::2]:
        page.goto(hostile_address + path)
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("typeof window.alert === 'function' && !document.querySelector('img[src=x]')"), path
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440, path


def test_search_and_explorer_say_hostile_names_as_text(opening, hostile_address):
    page = opening(hostile_address)
    page.goto(f"{hostile_address}vi/")
    page.click(".md-search__input")
    page.keyboard.type("onerror alert")
    expect(page.locator(".md-search-result__item").first).to_contain_text("<img src=x onerror=alert(2)>")
    page.goto(f"{hostile_address}vi/kham-pha/")
    page.fill("#x-find_element", "script alert")
    expect(page.get_by_role("option").first).to_contain_text("script>")
    page.keyboard.press("Enter")
    expect(page.locator(".k-explorer__panel h2")).to_contain_text("script>")
    page.goto("about:blank")
    page.goto(f"{hostile_address}vi/kham-pha/#e=<img src=x onerror=alert(1)>&in=__proto__.x&o=constructor")
    expect(page.locator(".k-node").first).to_be_visible()
