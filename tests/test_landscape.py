"""The landscape of the province agrees with itself: layer and block, owner and interface, data and what carries it, plan and transition."""

from __future__ import annotations

import pytest

from khung.national import Presence, components


@pytest.fixture(scope="module")
def graph(province):
    return province.graph


@pytest.fixture(scope="module")
def own(graph):
    return [e for e in graph.elements.values() if not e.pack and e["record"] == "original"]


def test_what_the_province_deploys_stands_in_the_layer_of_its_block_in_figure_8(graph, own):
    placed = [(e, graph[b]) for e in own for b in e.refs("blocks") if graph[b]["figure"] == "figure-8"]
    assert len(placed) > 100
    assert [(e.id, b.id) for e, b in placed if (e["layer"], e["component"]) != (b["layer"], b["component"])] == []


def test_what_a_commune_owns_is_no_block_of_figure_8(graph, own):
    held = [e for e in own if e["owner"] == "ubnd-cap-xa"]
    assert held
    assert [e.id for e in held for b in e.refs("blocks") if graph[b]["figure"] == "figure-8"] == []


def test_an_interface_belongs_to_the_owner_of_the_system_it_opens(graph):
    opened = [(e, graph[e["of"]]) for e in graph.of_kind("interface") if e["of"]]
    assert opened
    assert [e.id for e, system in opened if system["owner"] and e["owner"] != system["owner"]] == []


def test_what_carries_personal_data_is_classed_as_personal(graph):
    carrying = [e for e in graph.of_kind("exchange") if any(graph[d]["classification"] == "personal" for d in e.refs("data"))]
    assert carrying
    assert [e.id for e in carrying if e["classification"] != "personal"] == []


def test_what_waits_for_a_national_component_is_not_simply_kept(graph):
    """A system that is to run on a nationally shared component has to change: "keep" would say that it does not."""
    shared = [e for e in graph.of_kind("link") if e["type"] == "shared-use" and not e.pack]
    assert shared
    assert [e["from"] for e in shared if graph[e["from"]]["option"] == "keep"] == []


def test_a_transition_task_that_makes_a_task_of_the_plan_concrete_keeps_its_leads(graph):
    made = [(e, graph[t]) for e in graph.of_kind("transition-task") for t in e.refs("plan_task")]
    assert len(made) >= 8
    assert [e.id for e, task in made if not set(e.refs("lead")) & set(task.refs("lead"))] == []


def test_the_procedure_systems_of_ministries_reach_the_province(graph):
    """QĐ 1425, Appendix I, 3(c): the local system follows what ministries serve centrally."""
    systems = [c for c in components(graph) if c.element.id.startswith("httt-giai-quyet-tthc-bo-")]
    assert len(systems) > 10
    assert {c.presence for c in systems} <= {Presence.PLANNED, Presence.REUSED}
