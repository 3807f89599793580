"""What the page of a body says beyond its element page, and the lists of bodies: agencies and communes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.duties import Duty, by_urgency, duties_of, groups_of
from generators.site.judged import findings_of
from generators.site.place import Place, Site
from generators.site.tables import Table, table
from khung.diagnostic import Answer
from khung.house import ORGANISATION
from khung.model import Element, Relation

OWNING = ("owner", "operator", "data_owner")
_COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Asset:
    """An object that a body answers for, and in which parts (owner, operator, data owner)."""

    element: Element
    parts: tuple[str, ...]


def body_parts(place: Place, body: Element) -> Mapping[str, Any]:
    """Duties by urgency, assets, exchanges, systems used, standing and what to mend."""
    site = place.site
    found = duties_of(site, body.id)
    assets = assets_of(site, body.id)
    owned = [a.element.id for a in assets]
    return {
        "body": True,
        "duties": by_urgency(found),
        "counts": duty_counts(found),
        "assets": assets,
        "exchanges": _exchanges(place, body.id, owned),
        "uses": [place.link(e.id) for e in site.sorted(_used(site, body.id))],
        "standing": site.project.report.counts(site.judgements([body.id, *owned])),
        "mend": findings_of(place, owned),
        "groups": place.links(groups_of(site, body.id)),
    }


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


def is_commune(body: Element) -> bool:
    """Whether a body is one unit of the lower tier, not a group of them."""
    return body["tier"] == _COMMUNE and not body["group"]


def agencies(place: Place) -> str:
    """Every body but the communes, by tier, the province's own first."""
    site = place.site
    bodies = [b for b in site.graph.of_kind(ORGANISATION) if not is_commune(b)]
    tier = site.metamodel.kinds[ORGANISATION].fields["tier"]
    parts: dict[str, list[Element]] = {"province": [], "commune": [], "central": []}
    for body in bodies:
        parts.setdefault(str(body["tier"]), []).append(body)
    groups = {site.choice(tier, key): _rows(place, members) for key, members in parts.items() if members}
    system = site.metamodel.kinds[ORGANISATION].fields["system"].label.get(site.language)
    return place.render("agencies.jinja", groups=groups, system=system)


def communes(place: Place) -> str:
    """Every commune-level unit with its type and code."""
    site = place.site
    units = site.sorted(b for b in site.graph.of_kind(ORGANISATION) if is_commune(b))
    fields = site.metamodel.kinds[ORGANISATION].fields
    types: dict[str, int] = {}
    rows = []
    for unit in units:
        label = site.choice(fields["unit_type"], unit["unit_type"])
        types[label] = types.get(label, 0) + 1
        rows.append(
            (place.link(unit.id), label, unit["code"] or "", site.choice(fields["area_type"], unit["area_type"]), *_figures(site, unit))
        )
    return place.render("communes.jinja", rows=rows, types=types, fields=fields)


def _rows(place: Place, bodies: Sequence[Element]) -> list[tuple[Any, ...]]:
    site = place.site
    system = site.metamodel.kinds[ORGANISATION].fields["system"]
    made = []
    for body in sorted(site.sorted(bodies), key=lambda b: b["group"] is True):
        mark = Markup(' <span class="k-chip">{}</span>').format(site.t["groups"]) if body["group"] else Markup()
        made.append((place.link(body.id) + mark, body["abbreviation"] or "", site.choice(system, body["system"]), *_figures(site, body)))
    return made


def _figures(site: Site, body: Element) -> tuple[int, int, int, int]:
    """Leads, coordinates, owns, does not conform."""
    counts = duty_counts(duties_of(site, body.id))
    owned = [a.element.id for a in assets_of(site, body.id)]
    wrong = sum(j.answer is Answer.NOT_CONFORM for j in site.judgements([body.id, *owned]))
    return counts["lead"], counts["coordinating"], len(owned), wrong
