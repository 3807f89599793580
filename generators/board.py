"""A wiring as a picture, once it is known where its boxes, frames and lines stand. Starts no program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot

from generators import lines, svg
from generators.blocks import Note
from generators.marks import More
from generators.packing import Box
from generators.render import Layout, Point, Spot
from generators.sheet import ASPECT, ASSUMED, NAVY, WIDTHS, Sheet
from generators.svg import Drawing
from generators.wiring import GAP, HEADING, Frame, Wire, Wiring
from khung.diagnostic import Text
from khung.model import Element

_GROUNDS = ("#eef2f6", svg.PAPER)
_FAR, _TURNED = 12.0, 1.25
_NOTHING = Text("Chưa có phần tử nào.", "Nothing yet.")


def drawing(wiring: Wiring, layouts: Sequence[Layout]) -> Drawing:
    """The picture from the best of some layouts, the one from left to right last, on the smallest sheet that holds it; a large one has
    a sheet of its own."""
    net = wiring.net
    chosen = best(layouts)
    body: Box = Board(wiring, chosen) if chosen else Note(_NOTHING.get(net.language))
    beside = WIDTHS[0] - Sheet(net.project, net.view, net.language, WIDTHS[0], ()).body_width
    widths = [*WIDTHS, max(WIDTHS[-1], body.least + beside)]
    sheets = [Sheet(net.project, net.view, net.language, wide, wiring.legend() if chosen else ()) for wide in widths]
    holding = [s for s in sheets if body.least <= s.body_width]
    sheet = next((s for s in holding if body.height(s.body_width) <= s.room), holding[0])
    return sheet.drawing(body, [row for _, row in net.rows()], net.headings)


def best(layouts: Sequence[Layout]) -> Layout | None:
    """The last, unless another is much smaller: one more element, or the other language, shall not turn the picture about."""
    if not layouts:
        return None
    sizes = [max(made.width, made.height * ASPECT) * (_TURNED if made is not layouts[-1] else 1) for made in layouts]
    return layouts[sizes.index(min(sizes))]


@dataclass(frozen=True, eq=False)
class Board(Box):
    """The laid out picture, in the middle of the room it is given, with a note of what is left out."""

    wiring: Wiring
    layout: Layout

    @property
    def least(self) -> float:
        """The width of the layout."""
        return self.layout.width

    @property
    def _more(self) -> More | None:
        left_out = self.wiring.net.left_out
        return More(left_out, self.wiring.net.language) if left_out else None

    def measure(self, width: float) -> float:
        """The height of the layout and the note."""
        return self.layout.height + (self._more.height(width) + GAP if self._more else 0)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Frames, lines, boxes, words, so that no line hides a text."""
        need = self.measure(width)
        left, top = x + (width - self.layout.width) / 2, y + (height - need) / 2
        yield self.wiring.shared
        yield from self._frames(left, top)
        for wire in self.wiring.wires:
            yield self._wire(wire, left, top)
        yield from self._headings(left, top)
        for cell in self.wiring.cells:
            spot = self._spots[cell.name]
            drawn = "".join(cell.box.draw(left + spot.x, top + spot.y, spot.width, spot.height))
            yield svg.tag("g", drawn, data_cell=cell.name)
        for wire in self.wiring.wires:
            yield self._words(wire, left, top)
        if self._more:
            yield from self._more.draw(left, top + self.layout.height + GAP, width, need - self.layout.height - GAP)

    @cached_property
    def _spots(self) -> dict[str, Spot]:
        """Where the boxes stand, in the size that we gave them: the program hands it back rounded, and a box with less than it
        has asked for is drawn over its edge."""
        middles = {name: (spot.x + spot.width / 2, spot.y + spot.height / 2) for name, spot in self.layout.nodes.items()}
        return {c.name: _rectangle(middles[c.name], (c.width, c.height)) for c in self.wiring.cells}

    def _frames(self, left: float, top: float) -> Iterator[str]:
        for frame in self.wiring.frames:
            spot, element = self.layout.clusters[frame.name], self._element(frame)
            ground, dash = _GROUNDS[frame.depth % 2], svg.DASH if element and element.assumed else ""
            look = {"fill": ground, "stroke": svg.LINE, "stroke_dasharray": dash}
            drawn = svg.rect(left + spot.x, top + spot.y, spot.width, spot.height, stroke_width=0.9, rx=4, **look)
            yield svg.tag("g", drawn, data_cell=frame.name)

    def _element(self, frame: Frame) -> Element | None:
        """The element that a frame stands for."""
        return self.wiring.net.project.graph[frame.cluster.id] if frame.cluster.id else None

    def _headings(self, left: float, top: float) -> Iterator[str]:
        """The headings of the frames, over the lines; they open what their frames stand for."""
        marks = self.wiring.net.marks
        for frame in self.wiring.frames:
            spot, (wide, high), element = self.layout.clusters[frame.name], frame.size, self._element(frame)
            x, y = left + spot.x + GAP, top + spot.y + GAP / 2
            made = svg.rect(x - 2, y, wide + 4, high, fill=_GROUNDS[frame.depth % 2], fill_opacity=0.85)
            made += svg.text(x, y, frame.heading, HEADING, fill=NAVY, font_weight="700")
            yield svg.link(element.id, marks.classes(element), marks.title(element), made) if element else made

    def _wire(self, wire: Wire, left: float, top: float) -> str:
        route = self.layout.edges.get(wire.id)
        if route is None:
            return ""
        look, back = self.wiring.looks[wire.id], wire.tie.backward
        made = lines.line(route, look, backward=back, shift=(left, top))
        ends = [wire.tail_frame or wire.tail, wire.head_frame or wire.head]
        said = " ".join(wire.words) or ", ".join(str(f["code"]) for f in wire.flows if f["code"])
        told = {"data_from": ends[back], "data_to": ends[not back], "data_head": look.head or "none", "data_label": said}
        marked = {"data_line": wire.id, "data_type": wire.tie.label, "data_hollow": "yes" if look.hollow else ""}
        return svg.tag("g", self._linked(wire, made), **marked, **told)

    def _words(self, wire: Wire, left: float, top: float) -> str:
        route = self.layout.edges.get(wire.id)
        if route is None or route.label is None or not wire.words:
            return ""
        x, y = self._settled[wire.id]
        return self._linked(wire, lines.label((x + left, y + top), wire.words, self.wiring.looks[wire.id].colour))

    @cached_property
    def _settled(self) -> dict[str, Point]:
        """The middles of the words: where the layout has put them, or on their line where that runs far from there and has room."""
        placed = {w.id: (w.words, r.label) for w in self.wiring.wires if w.words and (r := self.layout.edges.get(w.id)) and r.label}
        taken = {id: _rectangle(middle, lines.size(words)) for id, (words, middle) in placed.items()}
        boxes = list(self._spots.values())
        for id, (words, middle) in placed.items():
            wide, high = lines.size(words)
            near = min(lines.points(self.layout.edges[id]), key=lambda p: hypot(p[0] - middle[0], p[1] - middle[1]))
            moved = _rectangle(near, (wide, high))
            free = not any(_meet(moved, other) for other in (*boxes, *(spot for key, spot in taken.items() if key != id)))
            if hypot(near[0] - middle[0], near[1] - middle[1]) > wide / 2 + _FAR and free:
                taken[id] = moved
        return {id: (spot.x + spot.width / 2, spot.y + spot.height / 2) for id, spot in taken.items()}

    def _linked(self, wire: Wire, made: str) -> str:
        """A line that stands for one flow opens it; any other says what it stands for."""
        net, tie = self.wiring.net, wire.tie
        if len(wire.flows) == 1:
            flow = wire.flows[0]
            return svg.link(flow.id, ["edge", f"domain-{net.marks.domain(flow)}"], self._title(flow), made)
        ends = [self._names(wire, head) for head in (tie.backward, not tie.backward)]
        said = "; ".join(map(self._title, wire.flows)) or f"{ends[0]} → {tie.label} → {ends[1]}"
        return svg.tag("g", svg.tag("title", svg.escape(said)) + made, class_="edge")

    def _names(self, wire: Wire, head: bool) -> str:
        """The names of what a line joins at one end."""
        ids = dict.fromkeys(t.head if head else t.tail for t in wire.ties)
        return ", ".join(self.wiring.net.project.graph[id].names.get(self.wiring.net.language) for id in ids)

    def _title(self, flow: Element) -> str:
        net = self.wiring.net
        parts = (str(flow["code"] or ""), flow.names.get(net.language), net.marks.label(flow, "status"), net.marks.label(flow, "mode"))
        return " · ".join(p for p in (*parts, ASSUMED.get(net.language) if flow.assumed else "") if p)


def _rectangle(middle: Point, size: tuple[float, float]) -> Spot:
    return Spot(middle[0] - size[0] / 2, middle[1] - size[1] / 2, *size)


def _meet(one: Spot, other: Spot) -> bool:
    return abs(one.x * 2 + one.width - other.x * 2 - other.width) < one.width + other.width and (
        abs(one.y * 2 + one.height - other.y * 2 - other.height) < one.height + other.height
    )
