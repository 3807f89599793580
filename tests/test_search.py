"""Search as readers use it: without accents, by abbreviation, code, id, former id and English; what is written exactly comes first."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from generators.site import Entry
from generators.site.abbreviations import ABBREVIATIONS
from generators.site.search import document, index
from khung.vietnamese import fold

ELEMENT = "phan-tu/"


def documented(title: str, text: str = "", keys: tuple[str, ...] = ()):
    return json.loads(list(index([document("x/", Entry(title, text, keys))]))[1].data)[0]


def test_what_is_spelt_out_is_found_by_its_abbreviation_and_the_other_way_round():
    assert "IOC" in documented("Trung tâm giám sát, điều hành thông minh")["keys"].split()
    assert "cơ sở dữ liệu" in documented("CSDL đất đai")["keys"]
    assert "local government service platform" in documented("Nền tảng LGSP")["keys"]


def test_a_word_that_only_sounds_like_an_abbreviation_is_none():
    assert "trí tuệ" not in documented("Ai chịu trách nhiệm", "an ninh").get("keys", "")


def test_no_abbreviation_is_listed_twice_and_each_says_something_longer():
    assert len({fold(a) for a in ABBREVIATIONS}) == len(ABBREVIATIONS)
    assert all(len(phrase) > len(a) for a, phrases in ABBREVIATIONS.items() for phrase in phrases)


@pytest.fixture(scope="module")
def asked(browser, address):
    """Ask the worker of the province's site as the theme does; gives paths, the best first."""
    page = browser.new_page()
    page.goto(f"{address}vi/")
    page.evaluate("""async () => {
      const index = await (await fetch("search/search_index.json")).json(), worker = new Worker("assets/khung-search.js");
      window.ask = (message) => new Promise((done) => { worker.onmessage = (m) => done(m.data.data); worker.postMessage(message); });
      await window.ask({ type: 0, data: index });
    }""")

    def asking(text: str) -> list[str]:
        found = page.evaluate("async (text) => (await window.ask({ type: 2, data: text })).items", text)
        return [item[0]["location"] for item in found]

    yield asking
    page.close()


pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("so tai chinh", "so-tai-chinh"),
        ("SỞ TÀI CHÍNH", "so-tai-chinh"),
        ("so khcn", "so-khoa-hoc-va-cong-nghe"),
        ("ioc", "ioc-tinh"),
        ("lgsp", "lgsp-tinh"),
        ("ubnd dien khanh", "xa-dien-khanh"),
        ("hoa thang", "phuong-hoa-thang"),
        ("hoà thắng", "phuong-hoa-thang"),
        ("hòa thắng", "phuong-hoa-thang"),
        ("đặc khu trường sa", "dac-khu-truong-sa"),
        ("dac khu truong sa", "dac-khu-truong-sa"),
        ("department of finance", "so-tai-chinh"),
        ("qd 1425", "qd-1425-2026"),
        ("1425/QĐ-TTg", "qd-1425-2026"),
        ("so-tai-chinh", "so-tai-chinh"),
    ],
)
def test_the_first_answer_is_the_one_that_is_meant(asked, typed, first):
    assert asked(typed)[0] == f"{ELEMENT}{first}/"


def test_a_code_finds_its_element_first(asked, province):
    coded = [e for e in province.graph.elements.values() if re.fullmatch(r"KT-\d+", str(e["code"] or ""))]
    assert len(coded) > 5
    for element in coded[::9]:
        assert asked(element["code"])[0] == f"{ELEMENT}{element.id}/", element["code"]


def test_with_accents_what_is_written_otherwise_comes_after(asked, province):
    found = asked("hòa")
    names = [province.graph[path.split("/")[1]].name for path in found if path.startswith(ELEMENT) and path.split("/")[1] in province.graph]
    exact = ["hòa" in name.lower() for name in names[:10]]
    assert all(exact)


def test_every_word_counts(asked):
    both = asked("du lieu dan cu")
    assert len(both) < len(asked("du lieu"))
    assert f"{ELEMENT}co-so-du-lieu-quoc-gia-ve-dan-cu/" in both[:3]


def test_results_say_what_they_are_and_are_walked_by_keys(page, address):
    page.goto(f"{address}vi/")
    page.click(".md-search__input")
    page.keyboard.insert_text("so tai chinh")  # at once: an answer to the half of it would come later and take the focus away
    page.keyboard.press("End")
    first = page.locator(".md-search-result__item").first
    expect(first).to_contain_text("Sở Tài chính", timeout=60_000)  # the first question loads the index
    expect(first).to_contain_text("Tổ chức")
    page.keyboard.press("ArrowDown")
    expect(first.locator("a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/phan-tu/so-tai-chinh/**", wait_until="commit")


def test_the_index_is_loaded_only_when_something_is_asked(page, address):
    asked_for = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.goto(f"{address}vi/")
    page.wait_for_load_state("networkidle")
    assert not any("documents.json" in url for url in asked_for)
