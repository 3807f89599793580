"""The national components: realised in the province, reused from the centre, planned by when, missing, not applicable and why; and what is built twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.place import Place, Site
from generators.site.values import reason
from khung.model import Element
from khung.national import PRESENCES, Component, Presence, components

_TONES = {
    Presence.REALISED: "conform",
    Presence.REUSED: "conform",
    Presence.PLANNED: "insufficient",
    Presence.MISSING: "not-conform",
    Presence.NOT_APPLICABLE: "not-applicable",
}
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One component as the page shows it."""

    link: Markup
    code: str
    layer: str
    sharing: str
    by: list[Markup]
    more: int
    due: str
    reason: Markup
    sources: Sequence[Markup]
    duplicates: list[Markup]
    tokens: str


def national(place: Place) -> str:
    """The whole page: a part for each way of being present, what lacks most first."""
    site = place.site
    found = components(site.graph)
    held = {c.element.id: c for c in found}
    ordered = [held[e.id] for e in site.sorted(c.element for c in found)]
    order = (Presence.MISSING, Presence.PLANNED, Presence.REUSED, Presence.REALISED, Presence.NOT_APPLICABLE)
    parts = {p: [_row(place, c) for c in ordered if c.presence is p] for p in order}
    twice = [(place.link(c.element.id), place.links(c.duplicates)) for c in ordered if c.duplicates]
    return place.render(
        "national.jinja", parts=parts, presences=PRESENCES, tones=_TONES, total=len(found), twice=twice, choosers=_choosers(site, ordered)
    )


def _row(place: Place, component: Component) -> Row:
    site, element = place.site, component.element
    by, excuse = place.links(component.by), element.excuse("local_use")
    return Row(
        place.link(element.id),
        str(element["code"] or ""),
        _label(site, element, "layer"),
        _label(site, element, "sharing"),
        by[:_SHOWN],
        max(0, len(by) - _SHOWN),
        site.day(component.due),
        reason(place, excuse.vi, excuse.en),
        place.cites(element.refs("source")),
        place.links(component.duplicates),
        f"l-{element['layer']} s-{element['sharing']} k-{element.kind}",
    )


def _label(site: Site, element: Element, name: str) -> str:
    field = site.kind(element).fields.get(name)
    return site.choice(field, element[name]) if field else ""


def _choosers(site: Site, found: list[Component]) -> list[Chooser]:
    elements = [c.element for c in found]
    kinds = {e.kind: site.kind(e).label.get(site.language) for e in elements}
    return [
        Chooser(site.t["layer"], _options(site, elements, "layer", "l")),
        Chooser(site.t["sharing_level"], _options(site, elements, "sharing", "s")),
        Chooser(site.t["kind"], [(f"k-{key}", label) for key, label in sorted(kinds.items(), key=lambda pair: pair[1])]),
    ]


def _options(site: Site, elements: list[Element], name: str, letter: str) -> list[tuple[str, Any]]:
    found = {str(e[name]): _label(site, e, name) for e in elements if e[name]}
    return [(f"{letter}-{key}", label) for key, label in found.items()]
