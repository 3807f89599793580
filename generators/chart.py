"""The chart of a roadmap: a head with the months, a band for each group, a bar or diamond at each day, a card for each event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from generators import svg
from generators.grouping import Group
from generators.marks import LINE, Marks, shortened
from generators.packing import Box, Wall
from generators.sheet import NAVY, SMALL
from generators.text import width as text_width
from generators.text import wrap
from khung.diagnostic import Text
from khung.model import Element
from khung.vietnamese import collation_key, format_date

DATES = ("deadline", "date")
"""The fields that place an element on the axis, the first one that it has."""
OVERDUE = "overdue"
LOOKS = {
    "not-started": (svg.PAPER, ""), "in-progress": ("#9cc3ea", "/"), "late": ("#f3c9a5", "x"), "adjusted": ("#d9d2ea", "/"),
    "done-unverified": ("#bfe0c8", "/"), "done-verified": ("#5fa873", ""), "paused": ("#d5dae0", "x"), "stopped": ("#aab2bb", "x"),
    "": ("#eef2f6", ""), OVERDUE: ("#e9a49c", "x"),
}  # fmt: skip
"""Fill and hatching of each execution state: told apart in grey by the hatching and the border."""
RED = "#a8322a"
_ENDED = ("done-unverified", "done-verified", "stopped")
_LEAD, _NAME, _AXIS, _TOP, _YEAR = 132.0, 300.0, 300.0, 34.0, 34.0
_GROUND = "#eef2f6"
_ITEM = Text("Nội dung", "Item")
_EVENT = Text("Theo sự kiện hoặc không nêu thời hạn", "On event, or no deadline stated")
_NO_DEADLINE = Text("Không nêu thời hạn", "No deadline stated")


def when(element: Element) -> date | None:
    """The day that places an element on the axis."""
    return next((day for day in map(element.day, DATES) if day), None)


def event(element: Element, language: str) -> str:
    """What sets off an element without a date, else its deadline as it was written."""
    return element.text("trigger").get(language) or element.text("deadline_text").get(language)


def state(element: Element, day: date) -> str:
    """The execution state as it is drawn: overdue where the deadline has passed and nothing says that it is done."""
    said = str(element["state"] or "")
    due = element.day("deadline")
    if due and due < day and said not in _ENDED:
        return OVERDUE
    return said if said in LOOKS else ""


@dataclass(frozen=True)
class Axis:
    """The months of a picture."""

    first: date
    last: date
    day: date

    @property
    def months(self) -> int:
        """How many."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def place(self, day: date, width: float) -> float:
        """How far a day lies from the left edge of the axis, held inside it."""
        following = _month(day, 1)
        within = (day - day.replace(day=1)).days / (following - day.replace(day=1)).days
        months = (day.year - self.first.year) * 12 + day.month - self.first.month + within
        return min(max(months / self.months, 0), 1) * width

    def marks(self, width: float) -> list[tuple[date, str, bool]]:
        """Where lines stand: first of a month (a quarter or a year where months are narrow), its label, whether a year begins."""
        step = next((n for n in (1, 3, 6, 12) if width / self.months * n >= 22), 12)
        made = []
        for n in range(self.months):
            day = _month(self.first, n)
            if n == 0 or (day.month - 1) % step == 0:
                made.append((day, str(day.month) if step < 12 else "", day.month == 1 or n == 0))
        return made


def _month(day: date, further: int) -> date:
    months = day.year * 12 + day.month - 1 + further
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, eq=False)
class Event(Box):
    """One thing without a date: what sets it off, and what it is."""

    element: Element
    marks: Marks

    @cached_property
    def least(self) -> float:
        """A width for names of three or four words a line."""
        return 170

    def _texts(self, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        trigger = event(self.element, self.marks.language) or _NO_DEADLINE.get(self.marks.language)
        name = self.element.names.get(self.marks.language)
        return wrap(trigger, SMALL, width - 16, bold=True, lines=3), shortened(name, self.marks.assumed(self.element), width - 16, 4)

    def measure(self, width: float) -> float:
        """Both texts."""
        return sum(map(len, self._texts(width))) * LINE + 7

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The card, its left edge in the look of its state."""
        trigger, name = self._texts(width)
        fill, hatch = LOOKS.get(str(self.element["state"] or ""), LOOKS[""])
        dash = svg.DASH if self.element.assumed else ""
        parts = [
            svg.rect(x, y, width, height, fill=svg.PAPER, stroke=svg.LINE, stroke_width=0.8, rx=2, stroke_dasharray=dash),
            hatched(x, y, 7, height, fill, hatch, svg.MUTED),
            svg.text(x + 12, y + 3, trigger, SMALL, fill=NAVY, font_weight="700"),
            svg.text(x + 12, y + 3 + len(trigger) * LINE, name, SMALL),
        ]
        yield svg.link(self.element.id, self.marks.classes(self.element), self.marks.title(self.element), "".join(parts))


def hatched(x: float, y: float, width: float, height: float, fill: str, hatch: str, stroke: str, dash: str = "") -> str:
    """A bar; its hatching is drawn line by line, so that the picture holds no reference."""
    right, low, lines = x + width, y + height, []
    for n in range(1, int((width + height) // 5) + 1) if hatch else ():
        at = 5.0 * n
        start = (x + min(at, width), y + max(at - width, 0))
        end = (x + max(at - height, 0), y + min(at, height))
        lines.append((*start, *end))
        if hatch == "x":
            lines.append((right - start[0] + x, start[1], right - end[0] + x, end[1]))
    drawn = "".join("M{} {}L{} {}".format(*map(svg.number, line)) for line in lines)
    return (
        svg.rect(x, y, width, height, fill=fill)
        + (svg.tag("path", d=drawn, stroke=stroke, stroke_width=0.7) if drawn else "")
        + svg.rect(x, y, width, low - y, fill="none", stroke=stroke, stroke_width=1, stroke_dasharray=dash)
    )


@dataclass(frozen=True, eq=False)
class Chart(Box):
    """The whole chart: a head with the months, then one band for each group."""

    field: str
    groups: Sequence[Group]
    axis: Axis
    marks: Marks
    share: float

    @property
    def least(self) -> float:
        """The columns before the axis, and an axis that can be read."""
        return (_LEAD + _NAME + _AXIS) / (1 - self.share)

    def _columns(self, width: float) -> tuple[float, float]:
        """The widths of axis and event column."""
        events = width * self.share
        return width - _LEAD - _NAME - events, events

    def _dated(self, group: Group) -> list[Element]:
        made = [(when(e), e) for e in group.members]
        return [e for day, e in sorted(((d, e) for d, e in made if d), key=lambda p: (p[0], collation_key(p[1].name), p[1].id))]

    def _wall(self, group: Group) -> Wall:
        undated = [e for e in group.members if when(e) is None]
        undated.sort(key=lambda e: (not e["trigger"], collation_key(e.name), e.id))
        return Wall([Event(e, self.marks) for e in undated], 5, even=True, slack=0.3)

    def _name(self, element: Element) -> tuple[str, ...]:
        code = f"{element['code']} " if element["code"] else ""
        return shortened(code + element.names.get(self.marks.language), self.marks.assumed(element), _NAME - 14, 4)

    def _lead(self, group: Group) -> tuple[str, ...]:
        return wrap(group.label, SMALL, _LEAD - 14, bold=True)

    def _line(self, element: Element) -> float:
        return max(len(self._name(element)) * LINE + 7, 22)

    def _band(self, group: Group, events: float) -> float:
        walls = self._wall(group)
        right = walls.height(events - 12) + 12 if walls.boxes else 0
        return max(len(self._lead(group)) * LINE + 12, sum(map(self._line, self._dated(group))), right)

    def measure(self, width: float) -> float:
        """Head and bands."""
        events = self._columns(width)[1]
        return _TOP + sum(self._band(g, events) for g in self.groups)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Head and bands, in each the line of the day."""
        wide, events = self._columns(width)
        left = x + _LEAD + _NAME
        today = left + self.axis.place(self.axis.day, wide)
        yield from self._head(x, y, wide, events)
        top = y + _TOP
        for n, group in enumerate(self.groups):
            tall = self._band(group, events)
            yield svg.rect(x, top, width, tall, fill=_GROUND if n % 2 else svg.PAPER)
            yield from self._grid(left, top, wide, tall)
            yield svg.rect(today - 0.7, top, 1.4, tall, fill=RED)
            lead = svg.text(x + 7, top + 6, self._lead(group), SMALL, font_weight="700")
            graph = self.marks.project.graph
            yield svg.link(group.id, self.marks.classes(graph[group.id]), group.label, lead) if group.id else lead
            place = top
            for element in self._dated(group):
                yield from self._row(element, x + _LEAD, place, wide, _GROUND if n % 2 else svg.PAPER)
                place += self._line(element)
            yield from self._wall(group).draw(left + wide + 6, top + 6, events - 12, tall - 12)
            yield svg.rect(x, top + tall - 0.4, width, 0.8, fill=svg.LINE)
            top += tall

    def _head(self, x: float, y: float, wide: float, events: float) -> Iterator[str]:
        language, left = self.marks.language, x + _LEAD + _NAME
        yield svg.rect(x, y, _LEAD + _NAME + wide + events, _TOP, fill=NAVY)
        white: dict[str, str | float] = {"fill": svg.PAPER, "font_weight": "700"}
        yield svg.text(x + 7, y + 10, wrap(self.field, 11, _LEAD - 14, bold=True, lines=1), 11, **white)
        yield svg.text(x + _LEAD + 7, y + 10, [_ITEM.get(language)], 11, **white)
        if events:
            yield svg.text(left + wide + 8, y + 10, [_EVENT.get(language)], 11, **white)
        marks = self.axis.marks(wide)
        for n, (day, label, year) in enumerate(marks):
            place = left + self.axis.place(day, wide)
            following = left + (self.axis.place(marks[n + 1][0], wide) if n + 1 < len(marks) else wide)
            if year and left + wide - place > _YEAR:
                yield svg.text(place + 3, y + 2, [str(day.year)], 11, **white)
            elif year:
                yield svg.text(left + wide - 3, y + 2, [str(day.year)], 11, text_anchor="end", **white)
            if label:
                yield svg.text((place + following) / 2, y + 18, [label], SMALL, fill=svg.PAPER, text_anchor="middle")

    def _grid(self, left: float, top: float, wide: float, tall: float) -> Iterator[str]:
        for day, _, year in self.axis.marks(wide):
            place = svg.number(left + self.axis.place(day, wide))
            look = {"stroke": svg.LINE if year else "#d5dbe1", "stroke_width": 1 if year else 0.6}
            yield svg.tag("path", d=f"M{place} {svg.number(top)}v{svg.number(tall)}", **look)

    def _row(self, element: Element, x: float, y: float, wide: float, ground: str) -> Iterator[str]:
        day, tall = when(element), self._line(element)
        if day is None:
            return
        end, middle = x + _NAME + self.axis.place(day, wide), y + tall / 2
        dash = svg.DASH if element.assumed else ""
        label = format_date(day, self.marks.language)
        if element["deadline"]:
            since = element.day("since") or day - timedelta(days=30)
            start = min(x + _NAME + self.axis.place(since, wide), end - 10)
            fill, hatch = LOOKS[state(element, self.axis.day)]
            stroke = RED if state(element, self.axis.day) == OVERDUE else svg.INK
            sign = hatched(start, middle - 6, end - start, 12, fill, hatch, stroke, dash)
        else:
            fill = NAVY if day <= self.axis.day else svg.PAPER
            corners = ((end, middle - 7), (end + 7, middle), (end, middle + 7), (end - 7, middle))
            sign = svg.polygon(corners, fill=fill, stroke=NAVY, stroke_width=1.3, stroke_dasharray=dash)
            start = end - 7
        room = x + _NAME + wide - end > 70
        long = text_width(label, SMALL)
        at = end + 11 if room else start - 5 - long
        parts = [
            svg.text(x + 7, y + (tall - len(self._name(element)) * LINE) / 2, self._name(element), SMALL),
            sign,
            svg.rect(at - 2, middle - LINE / 2, long + 4, LINE, fill=ground),
            svg.text(at, middle - LINE / 2, [label], SMALL, fill=svg.MUTED),
        ]
        yield svg.link(element.id, self.marks.classes(element), f"{self.marks.title(element)} · {label}", "".join(parts))
