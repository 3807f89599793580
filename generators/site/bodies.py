"""The lists of bodies: agencies by tier, communes by type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from generators.site.body import assets_of, duty_counts
from generators.site.commune import is_commune
from generators.site.duties import duties_of
from generators.site.place import Place, Site
from khung.diagnostic import Answer
from khung.house import ORGANISATION
from khung.model import Element


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
