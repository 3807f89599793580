"""Accepted exceptions: rule, subject, reason, basis, until when, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generators.site.judged import shown
from generators.site.place import Place
from generators.site.values import facts
from khung.house import WAIVER
from khung.model import Element
from khung.waivers import ASKED

_BESIDE = ("reason", "basis")


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exception: where it stands today ("in_force", "expired", "unused"), days left, and every field it states."""

    link: Markup
    rule: Markup
    subject: Markup
    state: str
    expires: str
    days: int | None
    facts: list[tuple[str, Markup]]
    gaps: list[Markup]


def waivers(place: Place) -> str:
    """The whole page."""
    site, report = place.site, place.site.project.report
    found = site.sorted(site.graph.of_kind(WAIVER))
    fields = site.metamodel.kinds[WAIVER].fields
    ids = {w.id for w in found}
    return place.render(
        "waivers.jinja",
        waivers=[_exemption(place, w) for w in found],
        asked=[fields[name].label.get(site.language) for name in (*_BESIDE, *ASKED)],
        about=[shown(place, d) for d in report.about if d.subject in ids],
    )


def _exemption(place: Place, waiver: Element) -> Exemption:
    site = place.site
    expires = waiver.day("expires")
    days = (expires - site.project.day).days if expires else None
    used = any(j.waiver == waiver.id for j in site.project.report.judgements)
    state = "expired" if days is not None and days < 0 else "in_force" if used else "unused"
    told = [(f.label, f.value) for f in facts(place, waiver)]
    gaps = place.links(r.source for r in site.graph.into.get(waiver.id, ()))
    rule, subject = (place.link(str(waiver[name] or "")) for name in ("rule", "subject"))
    return Exemption(place.link(waiver.id), rule, subject, state, site.day(expires), days, told, gaps)
