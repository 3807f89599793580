"""Which law is in force on the day, what came and went and what replaced it, and what in the model still rests on what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generators.site.place import Place, Site
from khung.house import DOCUMENT, PACK
from khung.law import repealed, successors
from khung.model import Element

_EVENTS = ("issued", "in_force", "repealed")
_STATES = ("in-force", "draft", "repealed", "unknown")


@dataclass(frozen=True, slots=True)
class Event:
    """A day on which a text was issued, came into force or went out of it."""

    day: str
    what: str
    key: str
    link: Markup
    number: str
    successors: Sequence[Markup]
    ahead: bool


@dataclass(frozen=True, slots=True)
class Fallen:
    """A text that is gone: what replaced it, and what of the province's own still cites it."""

    link: Markup
    number: str
    day: str
    successors: Sequence[Markup]
    resting: Sequence[Markup]


def force(place: Place) -> str:
    """The whole page."""
    site, today = place.site, place.site.project.day
    documents = site.sorted(site.graph.of_kind(DOCUMENT))
    found = [(day, key, d) for d in documents for key in _EVENTS if (day := d.day(key))]
    found.sort(key=lambda e: (e[0], _EVENTS.index(e[1]), site.order[e[2].id]), reverse=True)
    years: dict[int, list[Event]] = {}
    for day, key, document in found:
        years.setdefault(day.year, []).append(_event(place, day, key, document, today))
    gone = [d for d in documents if repealed(d, today)]
    labels = site.metamodel.values["status_of_text"]
    states = [_state(d, today) for d in documents]
    return place.render(
        "force.jinja",
        years=years,
        this_year=today.year,
        counts={labels[key].label.get(site.language): states.count(key) for key in _STATES},
        fallen=[_fallen(place, d, today) for d in gone],
        packs=[(place.link(p.id), p["version"], place.link(str(p["instrument"]))) for p in site.sorted(site.graph.of_kind(PACK))],
        day=site.day(today),
    )


def _state(document: Element, today: date) -> str:
    if repealed(document, today):
        return "repealed"
    return str(document["status"]) if document["status"] in _STATES else "unknown"


def _event(place: Place, day: date, key: str, document: Element, today: date) -> Event:
    site = place.site
    after = [place.link(id, str(site.graph[id]["number"] or "")) for id in document.refs("replaced_by") if id in site.graph]
    label = site.metamodel.kinds[DOCUMENT].fields[key].label.get(site.language)
    named = str(document["number"] or "")
    return Event(site.day(day), label, key, place.link(document.id), named, after if key == "repealed" else (), day > today)


def _fallen(place: Place, document: Element, today: date) -> Fallen:
    site = place.site
    after = [place.link(d.id) for d in successors(site.graph, document, today)]
    return Fallen(
        place.link(document.id), str(document["number"] or ""), site.day(document["repealed"]), after, place.links(_resting(site, document))
    )


def _resting(site: Site, document: Element) -> list[str]:
    """The province's own elements that cite a text or one of its clauses as what they rest on."""
    into = site.graph.into
    clauses = [r.source for r in into.get(document.id, ()) if r.field == "document"]
    cited = [r for id in (document.id, *clauses) for r in into.get(id, ()) if r.field in ("source", "basis")]
    return [r.source for r in cited if not site.graph[r.source].pack and site.graph[r.source].kind != DOCUMENT]
