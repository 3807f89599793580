"""The built site in a real browser, served under a sub-path: nothing leaves the machine, nothing breaks, things are found."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cli.site import build
from cli.workspace import project
from khung.diagnostic import KhungError
from khung.load import load_texts

pytestmark = pytest.mark.browser
DAY = date(2026, 11, 23)
WIDTHS = {"desk": 1440, "desk at 200 %": 720, "phone": 390}


def search(page: Page, words: str) -> list[tuple[str, str]]:
    """The pages found for what is typed: (path, title)."""
    page.click(".md-search__input")
    page.fill(".md-search__input", words)
    page.keyboard.press("End")
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile(r"\d+ trang|1 trang|Không"))
    page.wait_for_timeout(300)
    links = page.locator(".md-search-result__list > li > a").all()
    return [(re.sub(r".*/(vi|en)/", "", link.get_attribute("href")), link.locator("h1").inner_text()) for link in links]


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_page_loads_cleanly_and_fits_the_screen(page, address, kinds_of_page, language, part):
    for path in kinds_of_page[part::3]:
        page.set_viewport_size({"width": 1440, "height": 844})
        page.goto(f"{address}{language}/{path}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'ằ')"), path
        for name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, name)


def test_the_root_forwards_to_vietnamese(page, address):
    page.goto(address)
    page.wait_for_url(f"{address}vi/")
    assert page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("so tai chinh", "phan-tu/so-tai-chinh/"),
        ("Sở Tài chính", "phan-tu/so-tai-chinh/"),
        ("dien khanh", "phan-tu/xa-dien-khanh/"),
        ("hoà thắng", "phan-tu/phuong-hoa-thang/"),
        ("III.2.a.1", "phan-tu/kh-214-khanh-hoa-iii-2-a-1/"),
    ],
)
def test_search_finds_with_or_without_accents(page, address, typed, first):
    page.goto(f"{address}vi/")
    assert search(page, typed)[0][0] == first


def test_search_ranks_exact_accents_first(page, address):
    page.goto(f"{address}vi/")
    assert all("kế hoạch" in title.lower() for _, title in search(page, "ke hoach")[:5])
    assert all("Hòa" in title for _, title in search(page, "hoà")[:5])
    assert "Hoà" not in "".join(title for _, title in search(page, "hoà")[:5])


def test_language_switch_stays_on_the_page(page, address):
    page.goto(f"{address}vi/phan-tu/so-tai-chinh/")
    page.click(".k-language")
    page.wait_for_url(f"{address}en/phan-tu/so-tai-chinh/")
    assert "Department of Finance" in page.inner_text("h1")
    page.click(".k-language")
    page.wait_for_url(f"{address}vi/phan-tu/so-tai-chinh/")
    page.goto(f"{address}en/")
    page.click(".k-language")
    page.wait_for_url(f"{address}vi/")


def test_a_long_table_is_filtered_without_accents(page, address):
    page.goto(f"{address}vi/xa-phuong/")
    page.fill(".k-filter input", "nha trang")
    rows = page.locator(".k-table tbody tr:visible")
    assert {"Phường Nha Trang", "Phường Bắc Nha Trang"} <= set(rows.locator("th a").all_inner_texts())
    assert rows.count() < 10


def test_rules_are_chosen_by_group_over_every_answer(page, address):
    page.goto(f"{address}vi/quy-tac/")
    shown = page.locator("#bang-quy-tac tr[data-is]:visible")
    assert shown.count() > 10  # what is not met stands open
    page.select_option(".k-choose select >> nth=0", "g-security")
    assert set(page.locator("#bang-quy-tac tr[data-is]:visible").evaluate_all("rows => rows.map(r => r.dataset.is.split(' ')[0])")) == {
        "g-security"
    }
    assert page.locator("#bang-quy-tac details[data-part]:visible").evaluate_all("folds => folds.every(f => f.open)")


def test_a_link_to_an_answer_opens_its_rules(page, address):
    page.goto(f"{address}vi/tuan-thu/")
    page.click(".k-tile--insufficient")
    page.wait_for_url(f"{address}vi/quy-tac/#insufficient")
    assert page.locator("details:has(> summary#insufficient) tr[data-is]").first.is_visible()


def test_dark_ground_is_kept_from_page_to_page(page, address):
    page.goto(f"{address}vi/")
    page.click("label[for='__palette_1']")
    page.goto(f"{address}vi/ke-hoach/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_an_agency_page_prints_on_paper(page, address):
    page.goto(f"{address}vi/phan-tu/so-tai-chinh/")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert len(page.pdf(format="A4")) > 20_000


def test_no_page_needs_an_inline_script_and_each_says_so(built):
    made = sorted((built / "tinh" / "khung").rglob("*.html"))
    for path in made[:: max(1, len(made) // 60)]:
        html = path.read_text()
        if path.parent.name == "khung":
            continue
        assert "default-src 'self'; img-src 'self' data:" in html
        assert "unsafe" not in re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html)), path
        assert not re.search(r'(href|src)="/', html), path
        assert str(built) not in html, path


HOSTILE = """
workspace:
  w: {name: "</title><script>alert(1)</script>", name_en: "<b>x"}
organisation:
  co-quan: {name: "Cơ quan <img src=x onerror=alert(2)>", name_en: "<svg onload=alert(3)>", description: "\\"><script>alert(4)</script>",
    tier: province, system: government, assumed: true}
task:
  viec: {name: "Việc <script>alert(5)</script>", name_en: x, lead: [co-quan], product: "<b>", deadline: 2026-12-01, assumed: true}
view:
  lo-trinh: {name: "Lộ trình <script>alert(6)</script>", name_en: Roadmap, layout: roadmap, select: {kind: task}}
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, serving):
    """The address of a small site whose every text is hostile."""
    root = tmp_path_factory.mktemp("tiny")
    build(root, project(load_texts({"a.yaml": HOSTILE.encode()}), DAY), root / "site")
    with serving(root / "site") as address:
        yield f"{address}vi/"


@pytest.fixture
def hostile(browser, tiny):
    """A page of that site; fails its test when anything executes or breaks."""
    opened, wrong = browser.new_page(), []
    opened.on("dialog", lambda d: (wrong.append(d.message), d.dismiss()))
    opened.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    yield opened
    opened.close()
    assert wrong == []


def test_hostile_text_is_shown_as_text_and_found_as_text(hostile, tiny):
    hostile.goto(f"{tiny}phan-tu/co-quan/")
    assert hostile.inner_text("h1") == "Cơ quan <img src=x onerror=alert(2)>"
    assert "<script>alert(1)</script>" in hostile.title()
    assert search(hostile, "onerror")[0] == ("phan-tu/co-quan/", "Cơ quan <img src=x onerror=alert(2)>")


def test_a_picture_answers_to_the_keyboard_and_leads_to_pages(hostile, tiny):
    hostile.goto(f"{tiny}so-do/")
    hostile.locator(".k-card--link").first.click()
    hostile.wait_for_url("**/phan-tu/lo-trinh/")
    view = hostile.locator(".k-figure__view")
    svg = view.locator("svg").first
    whole = svg.get_attribute("viewBox")
    expect(hostile.locator(".k-figure__tools")).to_be_visible()
    view.focus()
    hostile.keyboard.press("+")
    assert svg.get_attribute("viewBox") != whole
    hostile.keyboard.press("0")
    assert [float(n) for n in svg.get_attribute("viewBox").split()] == [float(n) for n in whole.split()]
    view.locator("a", has_text="Việc").first.click()
    hostile.wait_for_url("**/phan-tu/viec/")
    assert hostile.inner_text("h1") == "Việc <script>alert(5)</script>"


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(KhungError):
        build(tmp_path, project(load_texts({"a.yaml": HOSTILE.encode()}), DAY), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "x"
