"""What a commune-level unit must have and is given: the blocks of the national figure for communes, by who provides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.place import Place, Site
from khung.diagnostic import Answer
from khung.house import BLOCK, ORGANISATION
from khung.model import Element
from khung.templates import Expected, Templates

_COMMUNE = "commune"
_FIGURE = "figure-9"
_AREA = "area"


def is_commune(body: Element) -> bool:
    """Whether a body is one unit of the lower tier, not a group of them."""
    return body["tier"] == _COMMUNE and not body["group"]


@dataclass(frozen=True, slots=True)
class Given:
    """A block of the figure for communes and what realises it; where a template expects it of the unit, what of that serves this very
    unit, the answer, how the unit differs, and by when it must be so."""

    block: Markup
    code: str
    component: str
    by: Sequence[Markup]
    answer: Answer | None = None
    differs: Markup | str = ""
    due: str = ""


def commune_parts(place: Place, body: Element) -> Mapping[str, Any]:
    """The type of the unit and its area, and the blocks: by the centre, by the province, essential at the commune, by type of area."""
    site = place.site
    fields = site.metamodel.kinds[ORGANISATION].fields
    area = body["area_type"]
    expected = {e.block.id: e for e in Templates(site.graph).judge(body)}
    found: dict[str, list[Given]] = {}
    for block in blocks_of(site):
        if block["area_type"] in (None, area) or not area:
            key = str(block["provided_by"] or "")
            if key and not (key == _AREA and not area):
                found.setdefault(key, []).append(_given(place, block, expected.get(block.id)))
    order = site.metamodel.values["provided_by"]
    return {
        "unit_type": site.choice(fields["unit_type"], body["unit_type"]),
        "area_type": site.choice(fields["area_type"], area),
        "area_label": fields["area_type"].label.get(site.language),
        "given": {order[key].label.get(site.language): found[key] for key in order if key in found},
    }


def blocks_of(site: Site) -> list[Element]:
    """The blocks of the figure for communes, in its order."""
    return sorted((b for b in site.graph.of_kind(BLOCK) if b["figure"] == _FIGURE), key=lambda b: (b["order"] or 0, b.id))


def _given(place: Place, block: Element, expected: Expected | None) -> Given:
    site = place.site
    component = site.metamodel.label("component", str(block["component"]), site.language)
    link, code = place.link(block.id), str(block["code"] or "")
    if expected is None:
        by = [r.source for r in site.graph.into.get(block.id, ()) if r.field == "blocks"]
        return Given(link, code, component, place.links(by))
    differs = place.link(expected.deviation.id) if expected.deviation else ""
    due = site.day(expected.due) if expected.due else ""
    return Given(link, code, component, place.links(expected.elements), expected.answer, differs, due)
