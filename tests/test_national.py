"""National components in the province: realised, reused, planned by when, missing, not applicable; built locally what must be used in common."""

from __future__ import annotations

from datetime import date

import pytest

from khung.load import load_texts
from khung.national import PRESENCES, Presence, components

MODEL = """
platform:
  qg: {name: Nền tảng quốc gia, record: reference, sharing: national-a, assumed: true%s}
  bo: {name: Nền tảng bộ, record: reference, sharing: ministry, assumed: true}
application:
  mot: {name: Một, record: original, assumed: true%s}
"""
TASK = 'transition-task: {nv: {name: Việc, lead: [so], adds: [mot], deadline: "2027-06-30", assumed: true}}\n'
EARLIER = 'task: {t: {name: Việc, lead: [so], product: P, concerns: [qg], deadline: "2027-03-31", assumed: true}}\n'
GAP = 'gap: {nd: {name: Nội dung, objects: [qg], tasks: [nv], assumed: true}}\ntransition-task: {nv: {name: Việc, lead: [so], deadline: "2027-09-30", assumed: true}}\n'
NOT_OURS = "not_applicable: {local_use: Việc của bộ}"
EXCHANGE = "exchange: {x: {name: X, type: data-exchange, from: mot, to: qg, status: %s, assumed: true}}\n"


def component(national: str = "", own: str = "", more: str = ""):
    graph = load_texts({"a.yaml": (MODEL % (national, own)).encode(), "b.yaml": more.encode()}).graph
    (found,) = components(graph)
    return found


@pytest.mark.parametrize(
    ("national", "own", "more", "presence", "due"),
    [
        ("", "", "", Presence.MISSING, None),
        ("", ", realises: [qg]", "", Presence.REALISED, None),
        ("", ", realises: [qg], lifecycle: operating", "", Presence.REALISED, None),
        ("", ", realises: [qg], lifecycle: building", "", Presence.PLANNED, None),
        ("", ", realises: [qg], model_state: to-be", TASK, Presence.PLANNED, date(2027, 6, 30)),
        (", local_use: in-use", "", "", Presence.REUSED, None),
        (", local_use: connecting", "", "", Presence.MISSING, None),
        ("", ", depends_on: [qg], lifecycle: operating", "", Presence.REUSED, None),
        ("", ", depends_on: [qg], undetermined: {lifecycle: {}}", "", Presence.PLANNED, None),
        ("", ", depends_on: [qg]", TASK + EARLIER, Presence.PLANNED, date(2027, 3, 31)),
        ("", "", EXCHANGE % "in-use", Presence.REUSED, None),
        ("", "", EXCHANGE % "planned", Presence.PLANNED, None),
        ("", "", GAP, Presence.PLANNED, date(2027, 9, 30)),
        (f", {NOT_OURS}", "", "", Presence.NOT_APPLICABLE, None),
        (f", {NOT_OURS}", ", depends_on: [qg], lifecycle: operating", "", Presence.REUSED, None),
        (f", {NOT_OURS}", "", GAP, Presence.PLANNED, date(2027, 9, 30)),
    ],
)
def test_how_a_national_component_is_present(national, own, more, presence, due):
    found = component(national, own, more)
    assert (found.element.id, found.presence, found.due) == ("qg", presence, due)


@pytest.mark.parametrize(("own", "duplicates"), [("", ("mot",)), (", option: keep", ("mot",)), (", option: replace", ())])
def test_what_is_built_twice_is_told_until_it_is_given_up(own, duplicates):
    assert component(own=f", duplicates: [qg]{own}").duplicates == duplicates


def test_every_presence_has_its_words():
    assert set(PRESENCES) == set(Presence)
    assert all(t.vi and t.en for t in PRESENCES.values())


def test_the_province_is_mapped_over_every_national_component(province):
    found = components(province.graph)
    assert len(found) > 100
    assert {c.presence for c in found} >= {Presence.REUSED, Presence.PLANNED, Presence.MISSING}


def test_what_is_no_concern_of_the_province_says_why_in_both_languages_and_by_which_text(province):
    found = [c.element for c in components(province.graph) if c.presence is Presence.NOT_APPLICABLE]
    assert found
    for element in found:
        excuse = element.excuse("local_use")
        assert excuse.vi, element.id
        assert excuse.en, element.id
        assert element.refs("source"), element.id


def test_a_network_that_runs_over_the_national_one_uses_it(province):
    (network,) = (c for c in components(province.graph) if c.element.id == "mang-truyen-so-lieu-chuyen-dung")
    assert network.presence is Presence.REUSED
    assert "trung-tam-du-lieu-tinh" in network.by
