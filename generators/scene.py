"""A picture as a tree of things: boxes in boxes, lines bound to boxes, words in boxes. Read from the picture's own SVG, which stays
the one place that says where everything stands, so that every other format shows the same. Knows no model and no format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring  # only the type: what is read was written by us

from defusedxml.ElementTree import fromstring

from generators.render import Point, Spot
from generators.svg import LEADING, Drawing
from generators.text import width as text_width

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_BASE = 0.95
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
_STEP = re.compile(r"([MLCvhaAZz])([^MLCvhaAZz]*)")
_SMALL = 40.0
_APART = 12.0
_SLACK = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text: the point they hang on (the top of the first line), how they stand to it, and their look."""

    lines: tuple[str, ...]
    at: Point
    anchor: str
    size: float
    bold: bool
    colour: str
    turned: bool = False

    @property
    def spot(self) -> Spot:
        """The rectangle they take."""
        wide = max(text_width(line, self.size, bold=self.bold) for line in self.lines)
        high = ((len(self.lines) - 1) * LEADING + 1.2) * self.size
        x = self.at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        if self.turned:
            middle = self.at[1] + high / 2
            return Spot(self.at[0] - high / 2, middle - wide / 2, high, wide)
        return Spot(x, self.at[1], wide, high)


@dataclass(frozen=True, slots=True)
class Ink:
    """A small sign that is drawn as it is: its SVG and the rectangle it takes."""

    svg: str
    spot: Spot


@dataclass(slots=True)
class Item:
    """A box: its outline by name, its look, the element it stands for ("" for none), what a reader is told who stops at it, the
    words that are its label, and what else is in it."""

    name: str
    spot: Spot
    outline: str
    look: Mapping[str, str]
    element: str = ""
    title: str = ""
    label: list[Words] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A line from one box to another, by their names, in the direction of its arrow; the points between, and what it says."""

    name: str
    tail: str
    head: str
    points: tuple[Point, ...]
    look: Mapping[str, str]
    label: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture: its size, the boxes on the sheet, signs and words beside them, and the lines."""

    width: float
    height: float
    title: str
    sheet: Item
    lines: tuple[Line, ...]


def scene(drawing: Drawing) -> Scene:
    """The picture as a tree. A box stands in the smallest box that was drawn before it and holds it whole."""
    return _Reader().read(fromstring(drawing.svg), drawing)


class _Reader:
    """One picture while it is read."""

    def __init__(self) -> None:
        self._placed: list[Item] = []
        self._lines: list[Line] = []
        self._names: dict[str, int] = {}
        self._cells: dict[str, str] = {}

    def read(self, root: Element, drawing: Drawing) -> Scene:
        sheet = Item("sheet", Spot(0, 0, drawing.width, drawing.height), "square", {})
        self._placed.append(sheet)
        children = list(root)
        for node in children[2:]:  # after the title and the white paper
            self._node(node, "", "")
        bound = tuple(line for line in self._lines if {line.tail, line.head} <= set(self._cells))
        named = tuple(
            Line(line.name, self._cells[line.tail], self._cells[line.head], line.points, line.look, line.label, line.type, line.title)
            for line in bound
        )
        return Scene(drawing.width, drawing.height, children[0].text or "", sheet, named)

    def _name(self, wanted: str) -> str:
        """A name that no other box has."""
        n = self._names[wanted] = self._names.get(wanted, 0) + 1
        return wanted if n == 1 else f"{wanted}.{n}"

    def _node(self, node: Element, element: str, title: str) -> Item | None:
        """Whatever stands at the top: a line, a cell, a link, a group, or one shape."""
        kind = node.tag.removeprefix(_SVG)
        if kind == "title":
            return None
        if node.get("data-line"):
            self._lines.append(_line(node))
            return None
        if kind == "a":
            return self._group(node, node.get(_LINK, "").removeprefix("khung:"), _titled(node))
        if kind == "g" and node.get("data-cell"):
            made = [item for child in node if (item := self._node(child, element, title))]
            if made:
                self._cells[node.get("data-cell", "")] = made[0].name
            return made[0] if made else None
        if kind == "g":
            return self._group(node, element, _titled(node) or title)
        return self._group([node], element, title)

    def _group(self, nodes: Sequence[Element] | Element, element: str, title: str) -> Item | None:
        """Shapes that belong together: the first box that is no small sign is their outline, words and signs go in it."""
        box: Item | None = None
        words: list[Words] = []
        inks: list[tuple[Spot, str]] = []
        for node in nodes:
            kind, spot = node.tag.removeprefix(_SVG), _spot(node)
            if kind == "text":
                words += [said] if (said := _words(node)) else []
            elif kind in ("a", "g"):
                self._node(node, element, title)
            elif spot is None:
                continue
            elif box is None and _boxed(node, spot):
                box = self._place(node, spot, element, title)
            else:
                inks.append((spot, tostring(node, encoding="unicode")))
        signs = [Ink(*sign) for sign in _joined(inks)]
        for said in words:
            self._say(said, box if box and _holds(box.spot, Spot(*said.at, 0, 0)) else None)
        for sign in signs:
            (box if box and _holds(box.spot, sign.spot) else self._around(sign.spot)).inks.append(sign)
        return box

    def _say(self, said: Words, box: Item | None) -> None:
        """Words of a box's own, and those that follow it at once, are its label as long as they run on from one another."""
        holder = box or self._around(said.spot)
        ours = box is not None or (holder is self._placed[-1] and holder is not self._placed[0] and not holder.element)
        starts = said.anchor == "start" and not said.turned
        (holder.label if ours and starts and _runs_on(holder, said) else holder.words).append(said)

    def _place(self, node: Element, spot: Spot, element: str, title: str) -> Item:
        outline = node.get("data-shape") or ("round" if float(node.get("rx", "0")) > 2 else "square")
        made = Item(self._name(element or "box"), spot, outline, dict(node.attrib), element, title)
        self._around(spot).items.append(made)
        self._placed.append(made)
        return made

    def _around(self, spot: Spot) -> Item:
        """The smallest box so far that holds a rectangle whole; the sheet where none does."""
        holding = [item for item in self._placed if _holds(item.spot, spot)]
        return min(reversed(holding), key=lambda item: item.spot.width * item.spot.height, default=self._placed[0])


def _titled(node: Element) -> str:
    return next((child.text or "" for child in node if child.tag == f"{_SVG}title"), "")


def _holds(outer: Spot, inner: Spot) -> bool:
    return (
        outer.x - _SLACK <= inner.x
        and outer.y - _SLACK <= inner.y
        and inner.x + inner.width <= outer.x + outer.width + _SLACK
        and inner.y + inner.height <= outer.y + outer.height + _SLACK
    )


def _runs_on(holder: Item, said: Words) -> bool:
    """Whether words stand where the label of a box begins, or beside or under the words before."""
    if not holder.label:
        return said.at[1] - holder.spot.y < max(_SMALL, holder.spot.height / 2)
    last = holder.label[-1].spot
    beside = abs(last.y - said.at[1]) < 3 and 0 <= said.at[0] - last.x - last.width < _APART
    return beside or 0 <= said.at[1] - last.y - last.height < _APART


def _boxed(node: Element, spot: Spot) -> bool:
    """Whether a shape is a box that can hold words: a rectangle or a named outline that is no small sign."""
    if node.tag == f"{_SVG}rect" or node.get("data-shape"):
        return spot.width > _SMALL or (spot.width > 8 and spot.height > _SMALL)
    return False


def _spot(node: Element) -> Spot | None:
    """The rectangle that a shape takes."""
    kind = node.tag.removeprefix(_SVG)
    if kind == "rect":
        return Spot(*(float(node.get(key, "0")) for key in ("x", "y", "width", "height")))
    if kind == "circle":
        x, y, r = (float(node.get(key, "0")) for key in ("cx", "cy", "r"))
        return Spot(x - r, y - r, 2 * r, 2 * r)
    if kind == "path":
        found = list(_points(node.get("d", "")))
        xs, ys = [x for x, _ in found], [y for _, y in found]
        return Spot(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)) if found else None
    return None


def _points(path: str) -> Iterator[Point]:
    """The points of a path as it is written by `generators.svg`; arcs are taken by their ends."""
    x = y = 0.0
    for letter, told in _STEP.findall(path):
        n = [float(v) for v in _NUMBER.findall(told)]
        if letter in "MLC":
            for a, b in zip(n[::2], n[1::2], strict=True):
                x, y = a, b
                yield x, y
        elif letter == "v":
            y += n[0]
            yield x, y
        elif letter == "h":
            x += n[0]
            yield x, y
        elif letter == "a":
            for start in range(0, len(n), 7):
                bulge = n[start + 1] if n[start + 5] else 0
                yield x + n[start + 5] / 2, y - bulge
                yield x + n[start + 5] / 2, y + bulge
                yield x - (n[start] if n[start + 6] else 0), y + n[start + 6] / 2
                x, y = x + n[start + 5], y + n[start + 6]
                yield x, y


def _joined(inks: Sequence[tuple[Spot, str]]) -> Iterator[tuple[str, Spot]]:
    """Small shapes that touch as one sign."""
    left = [(spot, [drawn]) for spot, drawn in inks]
    while left:
        spot, drawn = left.pop(0)
        near = next((n for n, (other, _) in enumerate(left) if _near(spot, other)), None)
        if near is None:
            yield "".join(drawn), spot
        else:
            other, more = left.pop(near)
            left.insert(0, (_union(spot, other), [*drawn, *more]))


def _near(one: Spot, other: Spot) -> bool:
    apart = (abs(one.x * 2 + one.width - other.x * 2 - other.width), abs(one.y * 2 + one.height - other.y * 2 - other.height))
    return apart[0] < one.width + other.width + 4 and apart[1] < one.height + other.height + 4


def _union(one: Spot, other: Spot) -> Spot:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right, low = max(one.x + one.width, other.x + other.width), max(one.y + one.height, other.y + other.height)
    return Spot(x, y, right - x, low - y)


def _words(node: Element) -> Words | None:
    """The lines of a text element; None where it says nothing."""
    spans = list(node) or [node]
    size = float(node.get("font-size", "10"))
    lines = tuple(span.text or "" for span in spans)
    if not any(lines):
        return None
    at = (float(spans[0].get("x", "0")), float(spans[0].get("y", "0")) - size * _BASE)
    look = (node.get("text-anchor", "start"), size, node.get("font-weight") == "700", node.get("fill", ""))
    return Words(lines, at, *look, turned="rotate" in node.get("transform", ""))


def _line(node: Element) -> Line:
    """A line: its curve is the first path in it."""
    path = next(node.iter(f"{_SVG}path"))
    curve = list(_points(path.get("d", "")))
    middle = [curve[n] for n in range(3, len(curve) - 1, 3)]
    ends = (node.get("data-from", ""), node.get("data-to", ""))
    title = next((t.text or "" for t in node.iter(f"{_SVG}title")), "")
    points = tuple(middle) if len(middle) > 1 else tuple(_halfway(curve))
    look = {**path.attrib, "head": node.get("data-head", ""), "hollow": node.get("data-hollow", "")}
    return Line(node.get("data-line", ""), *ends, points, look, node.get("data-label", ""), node.get("data-type", ""), title)


def _halfway(curve: Sequence[Point]) -> Iterator[Point]:
    """One point on a curve of one piece, so that it keeps its bow."""
    for a, d in pairwise(curve[::3]):
        b, c = curve[1], curve[2]
        yield tuple((a[n] + 3 * b[n] + 3 * c[n] + d[n]) / 8 for n in (0, 1))  # type: ignore[misc]


def boxes(item: Item) -> Iterator[Item]:
    """A box and every box in it, outer before inner."""
    yield item
    for inner in item.items:
        yield from boxes(inner)
