"""WCAG 2.1 AA on every kind of page, on light and dark ground; the site by keyboard alone; on paper."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
PARTS = 6


def violations(page, options) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"][:2]]


def shortened(page) -> None:
    """Cut what repeats: of a long list remain thirty rows, and of the others the first of each shape (tags, classes, which attributes and
    texts there are): one like it breaks the rules as that one does."""
    page.evaluate("""() => {
      const shape = (e) => [e.tagName, e.className.baseVal ?? e.className, e.getAttributeNames().map((n) => n + !e.getAttribute(n)), e.getAttribute("style"), e.getAttribute("role"),
        [...e.childNodes].map((n) => n.nodeType === 1 ? shape(n) : !!n.data.trim())];
      for (const list of document.querySelectorAll("tbody, ul, dl")) {
        const seen = new Set();
        [...list.children].forEach((row, at) => {
          const its = JSON.stringify(shape(row));
          if (at >= 30 && seen.has(its)) row.remove();
          seen.add(its);
        });
      }
    }""")


def unfolded(page) -> None:
    """Open what is folded: what is not seen is not judged."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def darkened(page) -> None:
    """The dark ground, its change of colours brought to its end: to wait for it may be to wait for ever."""
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.evaluate(
        "document.getAnimations().filter((change) => change.effect.getComputedTiming().endTime < 1000).forEach((change) => change.finish())"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_no_kind_of_page_breaks_a_rule_light_or_dark(page, address, kinds_of_page, part):
    for path in kinds_of_page[part::PARTS]:
        page.goto(f"{address}vi/{path}")
        if "kham-pha" in path:
            expect(page.locator(".k-node").first).to_be_visible()
        unfolded(page)
        shortened(page)
        assert violations(page, RULES) == [], path
        darkened(page)
        assert violations(page, COLOURS) == [], f"{path} dark"


def test_the_explorer_breaks_no_rule_whatever_it_shows(page, address):
    for hash in ("#e=so-tai-chinh", "#e=lgsp-tinh&o=ubnd-tinh&p=ubnd-tinh", "#in=kind.platform", "#a=so-tai-chinh&b=lgsp-tinh"):
        page.goto("about:blank")
        page.goto(f"{address}vi/kham-pha/{hash}")
        expect(page.locator(".k-node").first).to_be_visible()
        assert violations(page, RULES) == [], hash
        darkened(page)
        assert violations(page, COLOURS) == [], f"{hash} dark"


def test_search_results_break_no_rule(page, address):
    page.goto(f"{address}vi/")
    page.click(".md-search__input")
    page.keyboard.type("so tai chinh")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert violations(page, RULES) == []


def test_the_first_tab_leads_past_the_head_of_the_page(page, address):
    page.goto(f"{address}vi/phan-tu/so-tai-chinh/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    assert page.url.endswith("#noi-dung")


def test_what_has_the_focus_is_seen(page, address):
    page.goto(f"{address}vi/phan-tu/so-tai-chinh/")
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        state = page.evaluate("""() => {
          const has = document.activeElement, e = has.matches(".md-option") ? has.nextElementSibling : has;
          const s = getComputedStyle(e), r = e.getBoundingClientRect();
          return { name: has.outerHTML.slice(0, 80), seen: r.width > 0 && (s.outlineStyle !== "none" || s.boxShadow !== "none" || e.matches(".md-search__input, .md-skip")) };
        }""")
        if not state["seen"]:
            unseen.append(state["name"])
    assert unseen == []


def test_the_page_of_an_agency_prints_as_a_readable_pdf(page, address):
    page.goto(f"{address}vi/phan-tu/so-tai-chinh/")
    read = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    text = " ".join(part.extract_text() for part in read.pages)
    assert "Sở Tài chính tỉnh Khánh Hòa" in " ".join(text.split())
    width, height = read.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)
    assert not page.evaluate("matchMedia('print').matches")
    page.emulate_media(media="print")
    for hidden in (".md-header", ".md-tabs", ".k-jump", ".k-filter"):
        assert not page.locator(hidden).first.is_visible(), hidden
