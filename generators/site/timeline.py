"""The timeline: what is left until each deadline, how late the overdue are, what waits for an event; milestones; today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from generators import svg
from generators.site.choose import of_duties, tokens
from generators.site.duties import URGENCIES, Duty, by_urgency, duties
from generators.site.place import Place, Site
from khung.house import MILESTONE, PLATEAU
from khung.model import Element

_WIDE, _HIGH = 1000.0, 20.0
_MOST = 24
"""The most marks of the axis; a longer time is told by years."""


@dataclass(frozen=True)
class Axis:
    """The time from the first day of a quarter to the first day of a quarter; every quarter is equally wide."""

    first: date
    quarters: int

    @classmethod
    def of(cls, days: Iterable[date]) -> Axis:
        """The axis that holds these days."""
        held = list(days)
        first, last = _quarter(min(held)), _quarter(max(held))
        return cls(first, _index(last) - _index(first) + 1)

    def at(self, day: date) -> float:
        """Where a day stands on the drawing, from 0 to its width."""
        start = _quarter(day)
        share = (day - start).days / (_next(start) - start).days
        place = (_index(start) - _index(self.first) + share) / self.quarters
        return round(min(max(place, 0.0), 1.0) * _WIDE, 1)

    def labels(self) -> list[tuple[str, int]]:
        """The marks of the axis and how many quarters each spans."""
        firsts = [_from_index(_index(self.first) + n) for n in range(self.quarters)]
        if self.quarters <= _MOST:
            return [(f"{_ROMAN[(day.month - 1) // 3]}/{day.year}", 1) for day in firsts]
        years = [day.year for day in firsts]
        return [(str(year), years.count(year)) for year in dict.fromkeys(years)]


_ROMAN = ("I", "II", "III", "IV")


def _quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _next(quarter: date) -> date:
    return _quarter(quarter + timedelta(days=95))


def _index(quarter: date) -> int:
    return quarter.year * 4 + (quarter.month - 1) // 3


def _from_index(index: int) -> date:
    return date(index // 4, 3 * (index % 4) + 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A milestone or plateau."""

    link: Markup
    kind: str
    day: str
    past: bool
    duties: Sequence[Markup]


def timeline(place: Place) -> str:
    """The whole page: what has a date in order of dates, then what waits for an event, then what is regular."""
    site, today = place.site, place.site.project.day
    found = duties(site)
    moments = _moments(site)
    axis = Axis.of([today, *(d.deadline for d in found if d.deadline), *(day for m in moments if (day := m.day("date")))])
    dated = sorted((d for d in found if d.deadline), key=lambda d: (d.deadline or today, site.order[d.element.id]))
    groups = [("dated", dated), *((urgency, members) for urgency, members in by_urgency(d for d in found if not d.deadline).items())]
    return place.render(
        "timeline.jinja",
        groups=[(key, members) for key, members in groups if members],
        lanes={d.element.id: _lane(d, axis, today) for d in found},
        axis=axis.labels(),
        marks=_marks([m.day("date") for m in moments], axis, today),
        moments=[_moment(place, m) for m in moments],
        choosers=of_duties(site, found),
        tokens=tokens(site, found),
        urgencies=[u for u in URGENCIES if any(d.urgency == u for d in found)],
        today=site.day(today),
    )


def _moments(site: Site) -> list[Element]:
    found = [e for e in site.graph.of_kind(MILESTONE, PLATEAU) if e.day("date")]
    return sorted(found, key=lambda e: (e.day("date") or date.max, site.order[e.id]))


def _moment(place: Place, element: Element) -> Moment:
    site = place.site
    day = element.day("date")
    label = site.kind(element).label.get(site.language)
    return Moment(place.link(element.id), label, site.day(day), bool(day and day <= site.project.day), place.links(element.refs("tasks")))


def _lane(duty: Duty, axis: Axis, today: date) -> Markup:
    """What is left until the deadline, or how late it is; a broken line where it waits for an event."""
    now = axis.at(today)
    parts = [svg.rect(now, -_HIGH * 5, 2, _HIGH * 11, class_="k-lane__today")]
    if duty.deadline:
        end = axis.at(duty.deadline)
        if duty.urgency != "done":
            parts.append(svg.rect(min(now, end), 6, max(abs(end - now), 2), 8, class_=f"k-lane__bar k-lane__bar--{duty.urgency}"))
        parts.append(svg.rect(end - 2.5, 2, 5, 16, class_=f"k-lane__end k-lane__end--{duty.urgency}"))
    else:
        parts.append(svg.tag("path", class_=f"k-lane__open k-lane__open--{duty.urgency}", d=f"M0 10H{svg.number(_WIDE)}"))
    return _drawing(parts)


def _marks(days: Iterable[date | None], axis: Axis, today: date) -> Markup:
    parts = [svg.rect(axis.at(day) - 2, 4, 5, 12, class_="k-lane__moment") for day in days if day]
    return _drawing([svg.rect(axis.at(today), 0, 2, _HIGH, class_="k-lane__today"), *parts])


def _drawing(parts: Iterable[str]) -> Markup:
    head = f'<svg class="k-lane" viewBox="0 0 {svg.number(_WIDE)} {svg.number(_HIGH)}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - numbers and our own names only
