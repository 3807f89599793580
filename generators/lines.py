"""How a line of a picture is marked and drawn: kind by colour, state by stroke, mode by arrow head. Knows no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from generators import svg
from generators.render import Point, Route
from generators.sheet import SMALL
from generators.text import width as text_width

COLOURS = ("#3d4a5c", "#1d5fa8", "#a2452c", "#2f7d4f", "#6b4fa0", "#8a6d00", "#a8456b", "#0f6e78", "#7a3b10", "#4d5d00")
"""Of the kinds of relations in a picture, one after the other; dark enough for text."""
STROKES = {
    "in-use": "", "upgrading": "10 3", "trial": "10 3", "planned": "5 3", "not-connected": "1.5 3", "ended": "1.5 3", "": "8 3 1.5 3",
}  # fmt: skip
"""The broken line of each state of a relation, "" for any other and for none."""
HEADS = {"real-time": "double", "batch": "hollow", "on-demand": "open", "": "full"}
"""The arrow head of each mode, "" for none."""
LEADING = SMALL * svg.LEADING
_LONG, _HALF, _ROUND = 9.0, 3.6, 3.5


@dataclass(frozen=True)
class Look:
    """How one line looks: head "" has no arrow, `hollow` puts an empty circle at the first end: assumed."""

    colour: str
    stroke: str = ""
    head: str = "full"
    hollow: bool = False


def line(route: Route, look: Look, *, backward: bool = False, shift: Point = (0, 0)) -> str:
    """A line with its arrow."""
    curve = [(x + shift[0], y + shift[1]) for x, y in route.curve]
    tips = [(p[0] + shift[0], p[1] + shift[1]) if p else None for p in (route.tail, route.head)]
    start, end = (tips[1] or curve[-1], tips[0] or curve[0]) if backward else (tips[0] or curve[0], tips[1] or curve[-1])
    before = next((p for p in (curve if backward else reversed(curve)) if p != end), start)
    path = "M" + _at(curve[0]) + "".join("C" + " ".join(map(_at, curve[n : n + 3])) for n in range(1, len(curve) - 2, 3))
    made = svg.tag("path", d=path, fill="none", stroke=look.colour, stroke_width=1.3, stroke_dasharray=look.stroke)
    made += arrow(before, end, look)
    if look.hollow:
        after = next((p for p in (reversed(curve) if backward else curve) if p != start), end)
        long = hypot(after[0] - start[0], after[1] - start[1]) or 1
        x, y = (s + (a - s) * _ROUND / long for s, a in zip(start, after, strict=True))
        made += svg.tag("circle", cx=x, cy=y, r=_ROUND - 0.5, fill=svg.PAPER, stroke=look.colour, stroke_width=1.1)
    return made


def points(route: Route, steps: int = 12) -> list[Point]:
    """Points along a line, near enough to one another to say where it runs."""
    made = []
    for n in range(0, len(route.curve) - 3, 3):
        a, b, c, d = route.curve[n : n + 4]
        for step in range(steps + 1):
            t, u = step / steps, 1 - step / steps
            w = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            made.append((w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0], w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1]))
    return made or list(route.curve)


def arrow(before: Point, tip: Point, look: Look) -> str:
    """The head of an arrow that comes from a point."""
    if not look.head:
        return ""
    long = hypot(tip[0] - before[0], tip[1] - before[1]) or 1
    dx, dy = (tip[0] - before[0]) / long, (tip[1] - before[1]) / long

    def at(back: float, side: float) -> Point:
        return tip[0] - dx * back - dy * side, tip[1] - dy * back + dx * side

    outline: dict[str, str | float] = {"stroke": look.colour, "stroke_width": 1.2}
    corners = [at(_LONG, _HALF), tip, at(_LONG, -_HALF)]
    if look.head == "open":
        shaft = "M" + _at(at(_LONG, 0)) + "L" + _at(tip)
        return svg.tag("path", d="M" + "L".join(map(_at, corners)) + shaft, fill="none", **outline)
    fill = svg.PAPER if look.head == "hollow" else look.colour
    made = svg.polygon(corners, fill=fill, **outline)
    if look.head == "double":
        second = [at(2 * _LONG - 1, _HALF), at(_LONG - 1, 0), at(2 * _LONG - 1, -_HALF)]
        made = svg.polygon(second, fill=fill, **outline) + made
    return made


def label(middle: Point, lines: Sequence[str], colour: str) -> str:
    """Words on a line, on white ground."""
    wide, high = size(lines)
    x, y = middle[0] - wide / 2, middle[1] - high / 2
    ground = svg.rect(x, y, wide, high, fill=svg.PAPER, fill_opacity=0.85, rx=2)
    return ground + svg.text(middle[0], y + 1, lines, SMALL, fill=colour, text_anchor="middle")


def size(lines: Sequence[str]) -> tuple[float, float]:
    """The rectangle of a label."""
    return max((text_width(text, SMALL) for text in lines), default=0) + 6, len(lines) * LEADING + 3


def sample(look: Look, x: float, y: float) -> str:
    """A line for the legend in the 26 × 12 rectangle at (x, y)."""
    end = x + 25 - (_LONG if look.head else 0)
    curve = ((x + 1, y + 6), (x + 9, y + 6), (end - 8, y + 6), (end, y + 6))
    return line(Route(curve, None, (x + 25, y + 6) if look.head else None, None), look)


def _at(point: Point) -> str:
    return f"{svg.number(round(point[0], 2))} {svg.number(round(point[1], 2))}"
