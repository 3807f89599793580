"""The packs that come with the tool: one an instrument, pinned, every clause in its place, every date in order."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from khung.load import pack_versions

INSTRUMENTS = {
    "1425/QĐ-TTg",
    "3090/QĐ-BKHCN",
    "292/QĐ-BKHCN",
    "2439/QĐ-TTg",
    "214/NQ-CP",
    "278/2025/NĐ-CP",
    "194/2025/NĐ-CP",
    "116/2025/QH15",
    "331/2026/NĐ-CP",
    "85/2016/NĐ-CP",
    "91/2025/QH15",
    "356/2025/NĐ-CP",
    "60/2024/QH15",
    "165/2025/NĐ-CP",
    "20/2020/QĐ-TTg",
    "1132/QĐ-TTg",
    "148/2025/QH15",
    "224/2026/NĐ-CP",
}


@pytest.fixture(scope="module")
def packs(province):
    return {e.id: e for e in province.graph.of_kind("pack")}


def test_the_province_pins_every_pack_that_comes_with_the_tool(province, packs):
    (workspace,) = (e for e in province.graph.of_kind("workspace") if not e.pack)
    assert workspace["packs"] == pack_versions() == {id: e["version"] for id, e in packs.items()}


def test_one_pack_an_instrument(province, packs):
    instruments = {id: province.graph[e["instrument"]] for id, e in packs.items()}
    assert {id for id, document in instruments.items() if document.pack != id} == set()
    assert {document["number"] for document in instruments.values()} >= INSTRUMENTS
    assert max(Counter(document.id for document in instruments.values()).values()) == 1


def test_a_clause_lies_in_the_pack_of_its_text(province):
    for clause in province.graph.of_kind("clause"):
        assert clause["number"], clause.id
        assert clause["heading"], clause.id
        assert province.graph[clause["document"]].pack == clause.pack, clause.id


def test_no_clause_is_there_twice(province):
    places = Counter((c["document"], c["number"], c["heading"]) for c in province.graph.of_kind("clause"))
    assert [place for place, times in places.items() if times > 1] == []


def test_a_rule_cites_clauses_that_are_there(province):
    for rule in province.graph.of_kind("rule"):
        assert rule.refs("source"), rule.id
        for cited in rule.refs("source"):
            assert province.graph[cited].kind == "clause", (rule.id, cited)
        assert any(province.graph[cited].pack == rule.pack for cited in rule.refs("source")), rule.id


def test_a_text_states_its_dates_or_says_that_they_are_not_known(province):
    for text in province.graph.of_kind("document"):
        if not text.pack or not text["status"] or text["status"] == "draft":
            continue
        wanted = ["issued", "in_force", *(["repealed"] if text["status"] == "repealed" else [])]
        assert [field for field in wanted if not text[field] and not text.is_undetermined(field)] == [], text.id
        assert not text["repealed"] or text["status"] == "repealed", text.id


def test_what_is_repealed_names_its_successor_and_the_successor_came_no_later(province):
    ended = [e for e in province.graph.of_kind("document") if e["status"] == "repealed"]
    assert len(ended) >= 15
    for text in ended:
        later = [province.graph[id] for id in text.refs("replaced_by")]
        assert later, text.id
        for successor in later:
            assert not (text.day("repealed") and successor.day("in_force")) or successor.day("in_force") <= text.day("repealed"), text.id


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ("3090/QĐ-BKHCN", "1425/QĐ-TTg", "2026-07-29"),
        ("47/2020/NĐ-CP", "278/2025/NĐ-CP", "2025-10-22"),
        ("13/2023/NĐ-CP", "356/2025/NĐ-CP", "2026-01-01"),
        ("86/2015/QH13", "116/2025/QH15", "2026-07-01"),
        ("67/2006/QH11", "148/2025/QH15", "2026-07-01"),
        ("45/2026/NĐ-CP", "224/2026/NĐ-CP", "2026-07-01"),
        ("2568/QĐ-BTTTT", "292/QĐ-BKHCN", "2025-03-25"),
    ],
)
def test_who_replaced_whom(province, old, new, day):
    (text,) = (e for e in province.graph.of_kind("document") if e["number"] == old)
    assert (text["repealed"], [province.graph[id]["number"] for id in text.refs("replaced_by")]) == (day, [new])


def test_there_are_rules_for_every_layer_and_concern(province):
    groups = Counter(rule["group"] for rule in province.graph.of_kind("rule") if rule.pack)
    assert sum(groups.values()) >= 140
    assert set(groups) == set(province.graph.metamodel.values["rule_group"])
    assert min(groups.values()) >= 10


def test_the_nine_lines_of_the_data_quality_list_have_rules(province):
    lines = {rule["data_quality"] for rule in province.graph.of_kind("rule") if rule["data_quality"]}
    assert lines == {str(n) for n in range(1, 10)}


def test_a_rule_bites_no_earlier_than_the_texts_it_rests_on(province):
    """One of the texts cited must stand on the rule's first day, or not say from when it stands."""
    graph = province.graph
    for rule in (e for e in graph.of_kind("rule") if e.pack and e.pack != "hd-khung-2026"):
        texts = [graph[graph[cited]["document"]] for cited in rule.refs("source")]
        starts = [text.day("in_force") or text.day("issued") for text in texts]
        assert any(start is None or start <= rule.day("since") for start in starts), rule.id


def test_a_repealed_framework_is_judged_on_its_own_days_only(province):
    graph = province.graph
    for pack in ("qd-3090", "nd-85"):
        rules = [rule for rule in graph.of_kind("rule") if rule.pack == pack]
        assert rules, pack
        assert all(rule.day("until") for rule in rules), pack
        assert {rule.alive(date(2026, 6, 30)) for rule in rules} == {True}, pack
        assert {rule.alive(date(2026, 8, 1)) for rule in rules} == {False}, pack
