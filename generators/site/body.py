"""What the page of a body says beyond its element page: its own answer to what it must do, with what, by when and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.commune import commune_parts, is_commune
from generators.site.duties import Duty, by_urgency, duties_of, groups_of
from generators.site.mending import mending
from generators.site.mini import Box, box, columns, shortened
from generators.site.place import Place, Site
from generators.site.quality import heat
from generators.site.tables import Table, table
from khung.house import ORGANISATION
from khung.model import Element, Relation

OWNING = ("owner", "operator", "data_owner")
_COMMUNE = "commune"
_FIRST = 5
"""How many of its most urgent duties the first screen of a body shows."""
_ASKS = "requested_by"
"""The field of what is budgeted that names who asks for the money."""


@dataclass(frozen=True, slots=True)
class Asset:
    """An object that a body answers for, and in which parts (owner, operator, data owner)."""

    element: Element
    parts: tuple[str, ...]


def body_parts(place: Place, body: Element) -> Mapping[str, Any]:
    """What the body must do, with which systems and data, by when, under which clause, and how far it is."""
    site = place.site
    found = duties_of(site, body.id)
    assets = assets_of(site, body.id)
    owned = [a.element.id for a in assets]
    return {
        "body": True,
        "first": [d for d in found if d.urgency != "done"][:_FIRST],
        "duties": by_urgency(found),
        "counts": duty_counts(found),
        "assets": assets,
        "around": _around(place, body, found, assets),
        "quality": heat(place, [a.element for a in assets]),
        "exchanges": _exchanges(place, body.id, owned),
        "uses": [place.link(e.id) for e in site.sorted(_used(site, body.id))],
        "budget": _budget(place, body.id),
        "standing": site.project.report.counts(site.judgements([body.id, *owned])),
        "mend": mending(place, [body.id, *owned]),
        "groups": place.links(groups_of(site, body.id)),
        "commune": commune_parts(place, body) if is_commune(body) else None,
    }


def _around(place: Place, body: Element, found: Sequence[Duty], assets: Sequence[Asset]) -> Markup:
    """The neighbours picture: with whom it works, what it owns, with what that exchanges data."""
    site, graph, t = place.site, place.site.graph, place.site.t
    itself = {body.id, *groups_of(site, body.id)}
    with_whom = Counter(id for d in found for id in (*d.element.refs("lead"), *d.element.refs("coordinating")) if id not in itself)
    partners = sorted((id for id in with_whom if id in graph), key=lambda id: (-with_whom[id], site.order[id]))
    owned = {a.element.id: a for a in assets}
    ends: dict[str, None] = {}
    joined = [(body.id, id) for id in owned]
    for id in owned:
        for other in _partners_of(site, id):
            if other not in owned and other != body.id:
                ends[other] = None
                joined.append((id, other))
    if not (partners or owned):
        return Markup()
    left = shortened(place, [box(place, id, f"{with_whom[id]} {t['shared_duties']}") for id in partners], "…1")
    order = sorted(owned, key=lambda id: (not _partners_of(site, id), site.order[id]))
    middle = shortened(place, [box(place, id, site.kind(graph[id]).label.get(site.language)) for id in order], "…2")
    right = shortened(place, [box(place, id, _owner(site, id)) for id in ends], "…3")
    centre = Box(body.id, site.short(body), strong=True)
    joined += [(b.key, body.id) for b in left]
    held = [(t["works_with"], left), (t["this_body"], [centre]), (t["owns"], middle), (t["exchanges_with"], right)]
    return columns(place, f"{t['around']}: {site.name(body)}", held, joined)


def _partners_of(site: Site, id: str) -> list[str]:
    """What exchanges data with an object: the other ends of its exchanges, and where it is synchronised to."""
    graph = site.graph
    kinds = {k.key for k in site.kinds_in("relation")}
    flows = [r.source for r in graph.into.get(id, ()) if graph[r.source].kind in kinds and r.field in ("from", "to")]
    ends = [r.target for flow in flows for r in graph.out.get(flow, ()) if r.field in ("from", "to") and r.target != id]
    synced = [r.target for r in graph.out.get(id, ()) if r.type == "flow"]
    return list(dict.fromkeys((*ends, *synced)))


def _owner(site: Site, id: str) -> str:
    owner = site.graph[id]["owner"]
    found = site.graph[owner] if isinstance(owner, str) and owner in site.graph else None
    return site.short(found) if found else ""


def _budget(place: Place, body: str) -> Table | None:
    """Budget lines that the body asks for, itself or as a member of a group."""
    site = place.site
    asked = [r.source for id in (body, *groups_of(site, body)) for r in site.graph.into.get(id, ()) if r.field == _ASKS]
    lines = site.sorted(site.graph[id] for id in asked)
    return table(place, site.kind(lines[0]), lines, site.t["budget"]) if lines else None


def assets_of(site: Site, body: str) -> list[Asset]:
    """The objects that a body owns or operates, in dictionary order."""
    kinds = site.kinds_in("object")
    labels = {(k.key, f): k.fields[f].label.get(site.language) for k in kinds for f in OWNING}
    parts: dict[str, dict[str, None]] = {}
    for r in site.graph.into.get(body, ()):
        if label := labels.get((site.graph[r.source].kind, r.field)):
            parts.setdefault(r.source, {})[label] = None
    return [Asset(e, tuple(parts[e.id])) for e in site.sorted(site.graph[id] for id in parts)]


def told(site: Site, body: Element, relation: Relation) -> bool:
    """Whether the parts of a body's page already tell a relation, so that its list of relations need not."""
    if body.kind != ORGANISATION:
        return False
    groups = site.kind(site.graph[relation.source]).groups
    return ("duty" in groups and relation.field in ("lead", "coordinating")) or ("object" in groups and relation.field in OWNING)


def _exchanges(place: Place, body: str, owned: Sequence[str]) -> list[Table]:
    site = place.site
    kinds = {k.key: k for k in site.kinds_in("relation")}
    found: dict[str, list[Element]] = {}
    for id in (body, *owned):
        for r in site.graph.into.get(id, ()):
            source = site.graph[r.source]
            if source.kind in kinds and r.field in ("from", "to"):
                found.setdefault(source.kind, []).append(source)
    return [table(place, kinds[kind], members) for kind, members in found.items()]


def _used(site: Site, body: str) -> list[Element]:
    objects = {k.key for k in site.kinds_in("object")}
    holders = (body, *groups_of(site, body))
    sources = (site.graph[r.source] for id in holders for r in site.graph.into.get(id, ()) if r.type == "serving" and not r.reverse)
    return [e for e in sources if e.kind in objects]


def duty_counts(found: Sequence[Duty]) -> Mapping[str, int]:
    """How many duties a body leads, coordinates, and is late with."""
    return {
        "lead": sum(d.part == "lead" for d in found),
        "coordinating": sum(d.part == "coordinating" for d in found),
        "overdue": sum(d.urgency == "overdue" for d in found),
    }
