"""From which plateau to which an element is part of the architecture, and what each plateau adds and changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.duties import Duty, by_urgency, duties
from generators.site.place import Place, Site
from khung.house import MILESTONE, PLATEAU
from khung.model import Element

_ADDING = ("adds", "delivers")
"""Fields of a duty that name what its end brings."""
_SHOWN = 40


@dataclass(frozen=True)
class Stages:
    """The plateaus in time; for every element that belongs to the landscape, its first plateau and the first it is gone from."""

    plateaus: Sequence[Element]
    life: Mapping[str, tuple[int, int]]

    def tokens(self, id: str) -> str:
        """The plateaus an element belongs to, as tokens of a row."""
        first, gone = self.life.get(id, (0, len(self.plateaus)))
        return " ".join(f"p-{n}" for n in range(first, gone))


def stages(site: Site) -> Stages:
    """Read from dates, from what duties and plateaus add, and from the state an element is modelled in: what is modelled as a target only
    begins with the duty that adds it, or with the last plateau; what is modelled as current only is gone in the last."""
    plateaus = sorted((e for e in site.graph.of_kind(PLATEAU) if e.day("date")), key=lambda e: (e.day("date") or date.max, e.id))
    days = [e.day("date") or date.max for e in plateaus]
    last = len(plateaus) - 1
    brought: dict[str, int] = {}
    for n, plateau in reversed(list(enumerate(plateaus))):
        brought |= dict.fromkeys(plateau.refs("adds"), n)
    for duty in site.elements_in("duty"):
        deadline = duty.day("deadline")
        n = next((n for n, day in enumerate(days) if deadline and deadline <= day), last)
        for field in _ADDING:
            for id in duty.refs(field):
                brought[id] = min(brought.get(id, last), n)
    life = {e.id: _life(e, days, brought.get(e.id, last)) for e in site.elements_in("object")} if plateaus else {}
    return Stages(plateaus, life)


def _life(element: Element, days: Sequence[date], brought: int) -> tuple[int, int]:
    count = len(days)
    first = brought if element["model_state"] == "to-be" else 0
    gone = count - 1 if element["model_state"] == "as-is" and count > 1 else count
    since, until = element.day("since"), element.day("until")
    if since:
        first = next((n for n, day in enumerate(days) if since <= day), count)
    if until:
        gone = next((n for n, day in enumerate(days) if until <= day), count)
    return first, gone


def life_of(site: Site, ids: Iterable[str]) -> str:
    """For a picture: which of these elements are not there all the time, as "id=first-end" ("" where all are)."""
    held = site.once(stages)
    whole = (0, len(held.plateaus))
    return " ".join(f"{id}={first}-{gone}" for id in ids for first, gone in [held.life.get(id, whole)] if (first, gone) != whole)


def chooser(site: Site) -> Chooser:
    """The choice of a plateau."""
    held = site.once(stages)
    return Chooser(site.t["at_plateau"], [(f"p-{n}", f"{site.day(p['date'])}: {site.name(p)}") for n, p in enumerate(held.plateaus)])


@dataclass(frozen=True, slots=True)
class Stage:
    """One plateau: what begins, what is changed by duties that end by then, what is gone, and what must be done until then."""

    plateau: Element
    link: Markup
    begins: Mapping[str, Sequence[Markup]]
    begun: int
    changed: Sequence[Markup]
    gone: Sequence[Markup]
    moments: Sequence[tuple[str, Markup]]
    duties: Mapping[str, Sequence[Duty]]
    total: int


def plateaus(place: Place) -> str:
    """The page of plateaus: from today to the target."""
    site = place.site
    held = site.once(stages)
    return place.render("plateaus.jinja", stages=[_stage(place, held, n) for n in range(len(held.plateaus))], shown=_SHOWN)


def _stage(place: Place, held: Stages, n: int) -> Stage:
    site, plateau = place.site, held.plateaus[n]
    day = plateau.day("date") or date.max
    before = held.plateaus[n - 1].day("date") or date.min if n else date.min
    ending = [d for d in duties(site) if d.deadline and before < d.deadline <= day]
    begun = [id for id, (first, _) in held.life.items() if first == n] if n else []
    brought = {id for d in ending for field in _ADDING for id in d.element.refs(field)}
    kinds: dict[str, list[str]] = {}
    for id in begun:
        kinds.setdefault(site.kind(site.graph[id]).label.get(site.language), []).append(id)
    moments = [m for m in site.graph.of_kind(MILESTONE) if (on := m.day("date")) and before < on <= day]
    return Stage(
        plateau,
        place.link(plateau.id),
        {label: place.links(ids) for label, ids in kinds.items()},
        len(begun),
        place.links(id for id in brought if id not in begun),
        place.links(id for id, (_, gone) in held.life.items() if gone == n),
        [(site.day(m["date"]), place.link(m.id)) for m in sorted(moments, key=lambda m: (m.day("date") or day, site.order[m.id]))],
        by_urgency(ending),
        sum(first <= n < gone for first, gone in held.life.values()),
    )
