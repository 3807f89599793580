"""National components in the province: realised, reused from the centre, planned by when, missing or not its concern; and what is built twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khung.diagnostic import Text
from khung.graph import Graph
from khung.model import Element
from khung.templates import IN_PLACE


class Presence(StrEnum):
    """How a national component is present in the province."""

    REALISED = "realised"
    REUSED = "reused"
    PLANNED = "planned"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


PRESENCES = {
    Presence.REALISED: Text("Đã hiện thực hóa tại tỉnh", "Realised in the province"),
    Presence.REUSED: Text("Khai thác từ Trung ương", "Reused from the centre"),
    Presence.PLANNED: Text("Có kế hoạch", "Planned"),
    Presence.MISSING: Text("Chưa có", "Missing"),
    Presence.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
}
_SHARED = frozenset(("national-a", "national-b"))
_GIVEN_UP = frozenset(("merge", "replace"))
_UNDER_WAY = frozenset(("in-use", "upgrading", "trial"))
_USES = (
    "depends_on",
    "uses",
    "through",
    "hosted_on",
    "reads",
    "stores",
    "served_by",
    "syncs_to",
    "supported_by",
    "channels",
    "from",
    "to",
    "networks",
    "connects",
)


@dataclass(frozen=True)
class Component:
    """One national component: how it is present, by which elements, by when where it is planned (None: no day is stated), and what of
    the province's own duplicates it, though it must be used in common.

    What is no concern of a province is stated as `not_applicable: {local_use: <reason>}`; what the province has of it all the same goes first."""

    element: Element
    presence: Presence
    by: tuple[str, ...]
    due: date | None
    duplicates: tuple[str, ...]


def components(graph: Graph) -> list[Component]:
    """Every national reference element of the model, in model order."""
    return [_component(graph, e) for e in graph.elements.values() if is_national(e)]


def is_national(element: Element) -> bool:
    """Whether an element is a record of something national: shared nationally, or for the use of the whole country."""
    return element["record"] == "reference" and (element["sharing"] in _SHARED or "national" in (element["scope"] or ()))


def _component(graph: Graph, element: Element) -> Component:
    duplicates = tuple(e.id for e in graph.sources(element.id, "duplicates") if _own(e) and e["option"] not in _GIVEN_UP)
    mine = [e for e in graph.sources(element.id, "realises") if _own(e)]
    realised = [e.id for e in mine if e["model_state"] != "to-be" and (e["lifecycle"] is None or e["lifecycle"] in IN_PLACE)]
    if realised:
        return Component(element, Presence.REALISED, tuple(realised), None, duplicates)
    users = [e for name in _USES for e in graph.sources(element.id, name) if _own(e)]
    used = list(dict.fromkeys(e.id for e in users if _running(e)))
    if used or element["local_use"] in IN_PLACE:
        return Component(element, Presence.REUSED, tuple(used), None, duplicates)
    waiting = list(dict.fromkeys(e.id for e in (*mine, *users)))
    duties = [*_duties(graph, element.id), *(d for id in waiting for d in _duties(graph, id))]
    if waiting or duties:
        days = [day for d in duties if (day := d.day("deadline"))]
        by = tuple(dict.fromkeys((*waiting, *(d.id for d in duties))))
        return Component(element, Presence.PLANNED, by, min(days, default=None), duplicates)
    absent = Presence.NOT_APPLICABLE if element.is_not_applicable("local_use") else Presence.MISSING
    return Component(element, absent, (), None, duplicates)


def _own(element: Element) -> bool:
    return not element.pack and element["record"] != "reference"


def _running(element: Element) -> bool:
    """Whether what uses a component runs: a relation by its status, a system by its state of life."""
    if element["status"]:
        return element["status"] in _UNDER_WAY
    return element["model_state"] != "to-be" and element["lifecycle"] in IN_PLACE


def _duties(graph: Graph, id: str) -> Iterator[Element]:
    """The tasks and projects that bring about or change an element, also by way of a gap that names it."""
    for relation in graph.into.get(id, ()):
        source = graph[relation.source]
        groups = graph.metamodel.kinds[source.kind].groups
        if "duty" in groups and relation.field in ("adds", "delivers", "concerns"):
            yield source
        elif relation.field == "objects":
            yield from graph.targets(source.id, "tasks")
