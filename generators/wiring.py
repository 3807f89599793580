"""A net as boxes, frames and lines of known size, before it is known where they stand. Starts no program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise

from generators import lines, order, svg
from generators.lines import HEADS, STROKES, Look
from generators.marks import by_code, shortened
from generators.net import Cluster, Net, Tie
from generators.packing import Box, Panel, Wall
from generators.sheet import NAVY, SMALL, UNKNOWN, Key, Legend
from generators.text import width as text_width
from generators.text import wrap
from khung.diagnostic import Text
from khung.model import Element

WORDED = 30
"""From so many lines on, what they say stands in legend and table only."""
HEADING, GAP = 11.0, 8.0
"""The size of the headings of frames, and the distance they keep from them."""
_HEADING_WIDTH = 230.0
_LABEL, _LABEL_LINES = 118.0, 3
_ADDED = 14.0
_FAN = 4
_TITLES = {
    "relation": Text("Quan hệ", "Relation"),
    "status": Text("Trạng thái quan hệ", "State of relation"),
    "mode": Text("Phương thức", "Mode"),
}
_HOLLOW = Text("đầu tròn rỗng: quan hệ giả định", "hollow circle: assumed relation")


@dataclass(frozen=True)
class Cell:
    """A box that is placed: its name in DOT, the elements in it, its size, and the frame it stands in (-1 for none)."""

    name: str
    box: Box
    ids: tuple[str, ...]
    width: float
    height: float
    frame: int


@dataclass(frozen=True)
class Frame:
    """A frame: its name in DOT, that of the frame around it ("" for none), the lines of its heading; where it stands for an element,
    the invisible nodes before and after what it holds, which lines to and from it hold on to."""

    name: str
    cluster: Cluster
    outer: str
    depth: int
    heading: tuple[str, ...]
    entry: str = ""
    exit: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """The rectangle of the heading."""
        wide = max((text_width(text, HEADING, bold=True) for text in self.heading), default=0)
        return wide + 2, len(self.heading) * HEADING * svg.LEADING + 2

    @property
    def room(self) -> tuple[float, float]:
        """What the layout program must be told: it adds a wide margin of its own."""
        wide, high = self.size
        return wide, max(high - _ADDED, 1)


@dataclass(frozen=True)
class Wire:
    """A line between two cells or anchors, for one or more ties, by their names in DOT, cut at the frames that stand for its ends;
    a `loose` one does not decide what stands before what: the lines between frames do."""

    id: str
    ties: tuple[Tie, ...]
    tail: str
    head: str
    tail_frame: str
    head_frame: str
    loose: bool
    words: tuple[str, ...]

    @property
    def tie(self) -> Tie:
        """The first of those it stands for, which are all alike."""
        return self.ties[0]

    @property
    def flows(self) -> tuple[Element, ...]:
        """The flows it stands for, each once."""
        return tuple({f.id: f for t in self.ties for f in t.flows}.values())


@dataclass(frozen=True)
class Wiring:
    """The boxes, frames and lines of a net. `make` gives an element its box, `widths` the widths it may have, best first,
    to be no higher than `fair`; `keys` explain the boxes, `shared` is the SVG they refer to. Elements without lines stand together in walls."""

    net: Net
    make: Callable[[Element], Box]
    widths: Sequence[float]
    fair: float
    keys: Legend = ()
    shared: str = ""

    @cached_property
    def _tied(self) -> set[str]:
        return {id for t in self.net.lines for id in (t.tail, t.head)}

    @cached_property
    def frames(self) -> list[Frame]:
        """The frames, each before those inside it."""
        made: list[Frame] = []

        def enter(clusters: Sequence[Cluster], outer: str, depth: int) -> None:
            for c in clusters:
                name, heading = f"cluster_{len(made)}", wrap(c.label, HEADING, _HEADING_WIDTH, bold=True)
                anchors = (f"i{len(made)}", f"o{len(made)}") if c.id in self.net.frames & self._tied else ()
                made.append(Frame(name, c, outer, depth, heading, *anchors))
                enter(c.inner, name, depth + 1)

        enter(self.net.clusters, "", 0)
        return made

    @cached_property
    def cells(self) -> list[Cell]:
        """The boxes, frame by frame, last those in no frame; in the order of ids."""
        left = {id: e for id, e in self.net.nodes.items() if id not in self.net.frames}
        places = [(n, [f.cluster.id, *f.cluster.own]) for n, f in enumerate(self.frames)]
        framed = {id for _, ids in places for id in ids}
        made: list[Cell] = []
        for frame, ids in (*places, (-1, [id for id in left if id not in framed])):
            bundles = self._bundles([id for id in ids if id in left])
            made += [self._cell(f"n{len(made) + n}", bundle, frame) for n, bundle in enumerate(bundles)]
        return made

    def _bundles(self, ids: Sequence[str]) -> list[tuple[str, ...]]:
        """What is drawn as one: elements without lines, and many that have the same lines to the same others. Flows lose their words
        there, so they are gathered only where no line has any."""
        ends: dict[str, set[tuple[object, ...]]] = {id: set() for id in ids}
        for t in self.net.lines:
            alike = (t.label, t.status, t.mode, t.field, t.assumed, "" if self._worded and t.flows else "any")
            for id, other, way in ((t.tail, t.head, "out"), (t.head, t.tail, "in")):
                if id in ends:
                    ends[id].add((other, way, *alike) if alike[-1] else (id,))
        found: dict[frozenset[tuple[object, ...]], list[str]] = {}
        for id in ids:
            found.setdefault(frozenset(ends[id]), []).append(id)
        gathered = {tuple(group) for shared, group in found.items() if len(group) >= _FAN or (not shared and len(group) > 1)}
        return [(id,) for id in ids if not any(id in group for group in gathered)] + sorted(gathered)

    @cached_property
    def _worded(self) -> bool:
        return len(self.net.lines) < WORDED

    def _cell(self, name: str, ids: tuple[str, ...], frame: int) -> Cell:
        boxes = [self.make(self.net.nodes[id]) for id in ids]
        if len(boxes) == 1:
            wide = next((w for w in self.widths if boxes[0].height(w) <= self.fair), self.widths[-1])
            return Cell(name, boxes[0], ids, wide, boxes[0].height(wide), frame)
        wall = Panel("", Wall(boxes, GAP, even=True, slack=0), fill=svg.WASH)
        wide = wall.least + (max(1, round(0.75 * len(boxes) ** 0.5)) - 1) * (wall.inner.least + GAP)
        return Cell(name, wall, ids, wide, wall.height(wide), frame)

    @cached_property
    def wires(self) -> list[Wire]:
        """The lines, in a stable order."""
        names = {id: c.name for c in self.cells for id in c.ids}
        heads = {f.cluster.id: f for f in self.frames if f.entry}
        tails, framed = names | {id: f.exit for id, f in heads.items()}, {id: f.name for id, f in heads.items()}
        names |= {id: f.entry for id, f in heads.items()}
        places = {id: c.frame for c in self.cells for id in c.ids}
        ordered = any(t.tail in framed and t.head in framed for t in self.net.lines)
        found: dict[tuple[tuple[str, str, str, str, bool], tuple[object, ...]], list[Tie]] = {}
        for t in self.net.lines:
            loose = ordered and not {t.tail, t.head} & set(framed) and places[t.tail] != places[t.head]
            ends = (tails[t.tail], names[t.head], framed.get(t.tail, ""), framed.get(t.head, ""), loose)
            found.setdefault((ends, (t.label, t.status, t.mode, t.backward, t.field)), []).append(t)
        return [Wire(f"e{n}", tuple(ties), *ends, self._words(ties)) for n, ((ends, _), ties) in enumerate(found.items())]

    @cached_property
    def columns(self) -> list[list[str]]:
        """The names in DOT by column and row. Boxes take their rows in the order of codes: one more, which has no code yet or the
        last, moves none. Anchors come with what their frame stands for."""
        nodes = self.net.nodes
        found = {c.name: (len(c.ids) > 1, by_code(nodes[c.ids[0]])) for c in self.cells}
        arcs = [order.Arc(w.tail, w.head) for w in self.wires if not w.loose]
        for number, frame in enumerate(self.frames):
            if frame.entry:
                found |= dict.fromkeys((frame.entry, frame.exit), (False, by_code(nodes[frame.cluster.id])))
                held = [c.name for c in self.cells if c.frame == number]
                arcs += [order.Arc(tail, head, 0) for name in held for tail, head in ((frame.entry, name), (name, frame.exit))]
        bands = {c.name: c.frame for c in self.cells if c.frame >= 0}
        return order.arranged(sorted(found, key=lambda name: found[name]), arcs, [(w.tail, w.head) for w in self.wires], bands)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: n for n, names in enumerate(self.columns) for name in names}

    def about(self, wire: Wire) -> dict[str, str]:
        """What the layout program is told of a line: those that do not run forward decide nothing."""
        on = self._column[wire.head] - self._column[wire.tail]
        free = {"constraint": "false" if wire.loose or on <= 0 else "", "weight": "0" if not on else ""}
        made = {
            "id": wire.id,
            "ltail": wire.tail_frame,
            "lhead": wire.head_frame,
            **free,
            "label": sized(*lines.size(wire.words)) if wire.words else "",
        }
        return {key: value for key, value in made.items() if value}

    def held(self) -> Iterator[str]:
        """Lines of DOT that hold every box in its column and row. The program heeds them less between boxes of two frames."""
        boxes = {c.name for c in self.cells}
        columns = [[name for name in names if name in boxes] for names in self.columns]
        for names in filter(None, columns):
            yield f"{{rank=same {' '.join(names)}}}"
            yield from (f"{one} -> {other} [style=invis]" for one, other in pairwise(names))
        yield from (f"{one[0]} -> {other[0]} [style=invis weight=0]" for one, other in pairwise(filter(None, columns)))

    def _words(self, ties: Sequence[Tie]) -> tuple[str, ...]:
        """What stands on a line; nothing where there are too many lines, or where all references are of the one kind in the legend."""
        flows = ties[0].flows
        if not self._worded or (not flows and len({t.label for t in self.net.lines}) == 1):
            return ()
        if not flows:
            return wrap(ties[0].label, SMALL, _LABEL, lines=_LABEL_LINES)
        most = _LABEL_LINES if len(flows) == 1 else 1
        said = [
            shortened(f"{flow['code'] or ''} {self.net.content(flow)}".strip(), self.net.marks.assumed(flow), _LABEL, most)
            for flow in flows[:_LABEL_LINES]
        ]
        more = (f"+{len(flows) - _LABEL_LINES}",) if len(flows) > _LABEL_LINES else ()
        return (*(line for told in said for line in told), *more)

    @cached_property
    def looks(self) -> Mapping[str, Look]:
        """How each line looks, by its id."""
        kinds = list(dict.fromkeys(w.tie.label for w in self.wires))
        made = {}
        for w in self.wires:
            colour = lines.COLOURS[kinds.index(w.tie.label) % len(lines.COLOURS)]
            stroke = STROKES.get(w.tie.status, STROKES[""]) if w.flows else ""
            made[w.id] = Look(colour, stroke, HEADS.get(w.tie.mode, HEADS[""]), w.tie.assumed)
        return made

    def legend(self) -> Legend:
        """What colours, strokes and arrow heads of the lines mean, after the keys of the boxes."""
        language = self.net.language
        kinds = {w.tie.label: Look(self.looks[w.id].colour) for w in self.wires}
        stated = [Key(partial(lines.sample, Look(NAVY, stroke, "")), label) for stroke, label in self._told("status", STROKES)]
        if any(look.hollow for look in self.looks.values()):
            stated.append(Key(partial(lines.sample, Look(NAVY, "", "", hollow=True)), _HOLLOW.get(language)))
        groups: dict[str, Sequence[Key]] = {
            "relation": [Key(partial(lines.sample, look), label) for label, look in kinds.items()],
            "status": stated,
            "mode": [Key(partial(lines.sample, Look(NAVY, "", head)), label) for head, label in self._told("mode", HEADS)],
        }
        return [*self.keys, *((_TITLES[name].get(language), keys) for name, keys in groups.items() if keys)]

    def _told(self, field: str, marks: Mapping[str, str]) -> list[tuple[str, str]]:
        """Each mark of a field of the flows drawn, with what it stands for, in the metamodel's order."""
        metamodel, flows = self.net.project.graph.metamodel, [f for w in self.wires for f in w.flows]
        lists = {spec.of for f in flows if (spec := self.net.kind(f).fields.get(field))}
        labels = {v.key: v.label for name in sorted(lists) for v in metamodel.values[name].values()} | {"": UNKNOWN}
        used = {str(f[field] or "") for f in flows}
        found: dict[str, list[str]] = {}
        for key in (k for k in labels if k in used):
            found.setdefault(marks.get(key, marks[""]), []).append(labels[key].get(self.net.language))
        return [(mark, ", ".join(told)) for mark, told in found.items()]


def sized(wide: float, high: float) -> str:
    """A label in DOT that is only a size."""
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{wide:.0f}" HEIGHT="{high:.0f}"><TR><TD></TD></TR></TABLE>>'
