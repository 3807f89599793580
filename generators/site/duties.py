"""Who must do what by when: the elements with lead, coordinating bodies and deadline, told by urgency on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generators.site.place import Site
from khung.model import Element

SOON = 30
URGENCIES = ("overdue", "soon", "later", "event", "regular", "done")
_ENDED = ("done-unverified", "done-verified", "stopped")


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of somebody: `part` is "lead" or "coordinating" where a body is meant, `through` the group it is a member of."""

    element: Element
    urgency: str
    deadline: date | None
    days: int | None
    part: str = ""
    through: str = ""


def duties(site: Site) -> list[Duty]:
    """Every duty of the model, the most urgent first."""
    return _in_order(site, (_duty(site, e) for e in site.elements_in("duty")))


def duties_of(site: Site, body: str) -> list[Duty]:
    """What a body must do, by itself or as a member of a group of bodies; each duty once, in its strongest part."""
    found: dict[str, Duty] = {}
    kinds = {k.key for k in site.kinds_in("duty")}
    for part in ("lead", "coordinating"):
        for holder in (body, *groups_of(site, body)):
            for relation in site.graph.into.get(holder, ()):
                element = site.graph[relation.source]
                if relation.field == part and element.kind in kinds and element.id not in found:
                    found[element.id] = _duty(site, element, part, "" if holder == body else holder)
    return _in_order(site, found.values())


def groups_of(site: Site, body: str) -> list[str]:
    """The groups of bodies that a body is a member of, groups of groups included."""
    found: dict[str, None] = {}
    edge = [body]
    while edge:
        edge = [r.source for id in edge for r in site.graph.into.get(id, ()) if r.field == "members" and r.source not in found]
        found |= dict.fromkeys(edge)
    return [id for id in found if id != body]


def by_urgency(found: Iterable[Duty]) -> Mapping[str, list[Duty]]:
    """Duties by urgency; urgencies without any are left out."""
    found = list(found)
    return {urgency: made for urgency in URGENCIES if (made := [d for d in found if d.urgency == urgency])}


def _duty(site: Site, element: Element, part: str = "", through: str = "") -> Duty:
    deadline = element.day("deadline")
    days = (deadline - site.project.day).days if deadline else None
    if element["state"] in _ENDED:
        urgency = "done"
    elif days is not None:
        urgency = "overdue" if days < 0 else "soon" if days <= SOON else "later"
    else:
        urgency = "event" if element["trigger"] else "regular"
    return Duty(element, urgency, deadline, days, part, through)


def _in_order(site: Site, found: Iterable[Duty]) -> list[Duty]:
    return sorted(found, key=lambda d: (URGENCIES.index(d.urgency), d.deadline or date.max, site.order[d.element.id]))
