"""Decision 1425/QĐ-TTg in its pack: every figure, layer, component and point of the framework is a clause of its own."""

from __future__ import annotations

import pytest

DOCUMENT = "qd-1425-2026"
COMPONENTS = ("a-hts", "a-anm", "b-dl", "b-ntl", "c", "d-ktt", "d-dlhq")


@pytest.fixture(scope="module")
def clauses(province):
    return {c.id.removeprefix(f"{DOCUMENT}-"): c for c in province.graph.of_kind("clause") if c["document"] == DOCUMENT}


@pytest.mark.parametrize("figure", range(1, 10))
def test_every_figure_has_its_clause(clauses, figure):
    assert [id for id, c in clauses.items() if c["number"].endswith(f"Hình {figure}")]


@pytest.mark.parametrize("framework", ["pl1-1", "pl1-2", "pl1-3"])
def test_each_reference_framework_is_told_by_component(clauses, framework):
    assert {f"{framework}-{part}" for part in COMPONENTS} <= clauses.keys()


def test_a_part_of_a_text_has_the_whole_above_it(clauses):
    """A bullet or a last paragraph never stands without the point that holds it."""
    numbers = {c["number"] for c in clauses.values()}
    parts = [number for number in numbers if " gạch đầu dòng" in number or " đoạn cuối" in number]
    assert len(parts) > 100
    for number in parts:
        whole = number.partition(" gạch đầu dòng")[0].partition(" đoạn cuối")[0].rstrip(",")
        assert whole in numbers, number


@pytest.mark.parametrize(
    ("whole", "parts"), [("pl-ii-2-1", 7), ("pl-ii-2-2", 8), ("pl-ii-4", 5), ("pl1-4-7-a", 5), ("d2-k1", 8), ("d2-k2", 6), ("d3", 6)]
)
def test_the_points_are_as_many_as_the_text_has(clauses, whole, parts):
    assert len([id for id in clauses if id.startswith(f"{whole}-") and "-" not in id.removeprefix(f"{whole}-")]) == parts


def test_what_binds_others_says_so(clauses):
    """The province need not answer what the frameworks of other systems contain; each such clause says why."""
    others = [c for id, c in clauses.items() if id.startswith(("pl1-1-", "pl1-2-"))]
    assert others
    assert all(c.text("no_element").vi and c.text("no_element").en for c in others)
