"""The explorer: the graph as data, and walking it in a real browser by search, filters, paths, keys and shared links."""

from __future__ import annotations

import json
from datetime import date

import pytest
from playwright.sync_api import expect

from cli.site import build
from cli.workspace import project
from generators.site import Site
from generators.site.explorer import graph_file
from khung.load import load_texts

DAY = date(2026, 11, 23)
CHAIN = """
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
application:
  dau: {name: Hệ thống đầu, name_en: First system, owner: so-a, depends_on: [giua], lifecycle: operating, assumed: true}
  giua: {name: Hệ thống giữa, name_en: Middle system, depends_on: [cuoi], formerly: [giua-cu], assumed: true}
  cuoi: {name: Hệ thống cuối, name_en: Last system, assumed: true}
  le: {name: Hệ thống lẻ, name_en: Lone system, source: [luat], lifecycle: planned}
document:
  luat: {name: Luật mẫu, name_en: Sample law, number: 1/2026, type: law, issuer: Quốc hội, status: in-force, confidence: official}
"""


def columns(text: str, language: str = "vi"):
    return json.loads(graph_file(Site(project(load_texts({"a.yaml": text.encode()}), DAY), language)).data)


def test_the_data_names_every_element_and_relation_once_in_dictionary_order():
    data = columns(CHAIN)
    assert data["ids"] == ["cuoi", "dau", "giua", "le", "luat", "so-a"]
    first = dict(zip(data["ids"], range(6), strict=True))
    start = sum(data["out"][: first["dau"]])
    stated = {(data["to"][e], data["links"][data["by"][e]][0]) for e in range(start, start + data["out"][first["dau"]])}
    assert {target for target, _ in stated} == {first["giua"], first["so-a"]}
    assert data["formerly"] == {"giua-cu": first["giua"]}
    assert [data["ids"][n] for n in data["assumed"]] == ["cuoi", "dau", "giua", "so-a"]
    assert data["states"][data["state"][first["dau"]]][0] == "lifecycle.operating"


def test_keys_are_the_same_in_both_languages_and_words_are_not():
    vi, en = columns(CHAIN), columns(CHAIN, "en")
    for column in ("kinds", "layers", "domains", "states"):
        assert sorted(entry[0] for entry in vi[column]) == sorted(entry[0] for entry in en[column])
    assert {"First system", "Department A"} <= set(en["names"])


def test_only_relations_to_law_and_to_bodies_are_marked():
    data = columns(CHAIN)
    marks = {data["names"][target]: data["links"][by][2] for target, by in zip(data["to"], data["by"], strict=True)}
    assert marks["Luật mẫu"] == 1
    assert marks["Sở A"] == 2
    assert marks["Hệ thống giữa"] == 0


@pytest.fixture(scope="module")
def small(tmp_path_factory, serving):
    """The address of a site of six elements."""
    root = tmp_path_factory.mktemp("small")
    build(root, project(load_texts({"a.yaml": CHAIN.encode()}), DAY), root / "site")
    with serving(root / "site") as address:
        yield address


@pytest.fixture
def explorer(opening, small):
    """Open the explorer of that site at a hash."""

    def at(hash: str = "", **settings):
        page = opening(small, **settings)
        page.goto(f"{small}vi/kham-pha/{hash}")
        expect(page.locator(".k-node").first).to_be_visible()
        return page

    return at


def cards(page) -> list[str]:
    return sorted(page.locator(".k-node:not(.k-node--more) .k-node__name").evaluate_all("l => l.map(t => t.textContent)"))


pytestmark = pytest.mark.browser


def test_an_element_is_found_without_accents_and_its_neighbours_are_drawn_and_named(explorer):
    page = explorer()
    page.fill("#x-find_element", "he thong giua")
    expect(page.get_by_role("option").first).to_contain_text("Hệ thống giữa")
    page.keyboard.press("Enter")
    assert cards(page) == ["Hệ thống cuối", "Hệ thống giữa", "Hệ thống đầu"]
    assert page.inner_text(".k-explorer__panel h2") == "Hệ thống giữa"
    assert page.locator(".k-explorer__panel .k-names button").all_inner_texts() == ["Hệ thống cuối", "Hệ thống đầu"]


def test_opening_a_neighbour_adds_its_own_and_moves_nothing(explorer):
    page = explorer("#e=giua")
    place = "l => Object.fromEntries(l.map(n => [n.dataset.key, n.getAttribute('transform')]))"
    before = page.locator(".k-node").evaluate_all(place)
    page.locator(".k-node", has_text="Hệ thống đầu").first.click()
    page.locator(".k-node", has_text="Hệ thống đầu").first.click()
    assert cards(page) == ["Hệ thống cuối", "Hệ thống giữa", "Hệ thống đầu", "Sở A"]
    after = page.locator(".k-node").evaluate_all(place)
    assert {key: after[key] for key in before} == before


def test_the_path_between_two_elements_is_drawn_and_told_step_by_step(explorer):
    page = explorer()
    for box, typed in (("#x-path_from", "so a"), ("#x-path_to", "he thong cuoi")):
        page.fill(box, typed)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Enter")
    steps = page.locator(".k-steps li button").all_inner_texts()
    assert steps == ["Sở A", "Hệ thống đầu", "Hệ thống giữa", "Hệ thống cuối"]
    assert "3" in page.inner_text(".k-explorer__told")
    assert all("→" in row for row in page.locator(".k-steps li").all_inner_texts()[:-1])


def test_elements_that_nothing_joins_have_no_path(explorer):
    page = explorer("#a=le&b=so-a")
    assert "Không có đường nối" in page.inner_text(".k-explorer__told")


@pytest.mark.parametrize(
    ("hash", "names"),
    [
        ("#in=kind.application", ["Hệ thống cuối", "Hệ thống giữa", "Hệ thống lẻ", "Hệ thống đầu"]),
        ("#body=so-a", ["Hệ thống đầu", "Sở A"]),
        ("#state=lifecycle.planned", ["Hệ thống lẻ"]),
        ("#assumed=0&in=kind.application", ["Hệ thống lẻ"]),
        ("#e=giua-cu", ["Hệ thống cuối", "Hệ thống giữa", "Hệ thống đầu"]),
        ("#e=khong-co&in=kind.khong-co&state=x.y", ["Hệ thống thông tin", "Tổ chức", "Văn bản"]),
    ],
)
def test_a_shared_link_shows_what_its_sender_saw(explorer, hash, names):
    assert cards(explorer(hash)) == sorted(names)


def test_filters_write_the_link_and_going_back_undoes_them(explorer):
    page = explorer()
    page.select_option("#x-agency", label="Sở A")
    assert page.url.endswith("#body=so-a")
    page.select_option("#x-state", label="Đang vận hành")
    assert cards(page) == ["Hệ thống đầu"]
    page.go_back()
    assert cards(page) == ["Hệ thống đầu", "Sở A"]
    assert page.input_value("#x-state") == ""


def test_keys_alone_walk_the_graph(explorer):
    page = explorer("#e=giua")
    page.locator(".k-node", has_text="Hệ thống đầu").first.focus()
    page.keyboard.press("Enter")
    assert page.inner_text(".k-explorer__panel h2") == "Hệ thống đầu"
    page.keyboard.press("+")
    assert "Sở A" in cards(page)
    assert page.evaluate("document.activeElement.textContent").count("Hệ thống đầu")


def test_the_language_switch_keeps_what_is_looked_at(explorer, small):
    page = explorer("#e=giua")
    page.click(".k-language")
    page.wait_for_url(f"{small}en/kham-pha/#e=giua")
    expect(page.locator(".k-node").first).to_be_visible()
    assert cards(page) == ["First system", "Last system", "Middle system"]


def test_the_explorer_fits_a_phone(explorer):
    page = explorer("#e=giua", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_many_elements_are_never_all_drawn(opening, serving, tmp_path):
    systems = "".join(f"  he-{n}: {{name: Hệ thống {n}, owner: so-a, assumed: true}}\n" for n in range(150))
    text = f"organisation:\n  so-a: {{name: Sở A, tier: province, system: government, assumed: true}}\napplication:\n{systems}"
    build(tmp_path, project(load_texts({"a.yaml": text.encode()}), DAY), tmp_path / "site")
    with serving(tmp_path / "site") as address:
        page = opening(address)
        for hash, most in (("", 2), ("#e=so-a", 14), ("#in=kind.application", 1), ("#assumed=1", 2)):
            page.goto("about:blank")
            page.goto(f"{address}vi/kham-pha/{hash}")
            expect(page.locator(".k-node").first).to_be_visible()
            assert 0 < page.locator(".k-node").count() <= most, hash
        assert page.locator(".k-explorer__panel li").count() <= 201


def test_no_card_overlaps_another_and_no_label_leaves_its_card(page, address):
    for hash in ("", "#e=ubnd-tinh", "#e=lgsp-tinh&o=ubnd-tinh", "#in=kind.platform"):
        page.goto("about:blank")
        page.goto(f"{address}vi/kham-pha/{hash}")
        expect(page.locator(".k-node").first).to_be_visible()
        wrong = page.evaluate("""() => {
          const cards = [...document.querySelectorAll(".k-node")], boxes = cards.map((c) => c.querySelector("rect").getBoundingClientRect()), wrong = [];
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) wrong.push("overlap");
          }));
          cards.forEach((card, i) => card.querySelectorAll("text").forEach((text) => {
            if (text.getBoundingClientRect().right > boxes[i].right + 1) wrong.push(text.textContent);
          }));
          return wrong;
        }""")
        assert wrong == [], hash
