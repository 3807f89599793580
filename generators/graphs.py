"""Layout `graph`: elements as cards, flows and references as lines between them, groups as frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generators import kinds
from generators.blocks import Card
from generators.board import drawing
from generators.lines import LEADING
from generators.net import Net
from generators.project import Project
from generators.render import UNITS, Engine
from generators.svg import Drawing
from generators.wiring import Wiring, sized
from khung.model import Element

DIRECTIONS = ("TB", "LR")
SPACING = {"nodesep": "0.22", "ranksep": "0.5", "splines": "true", "newrank": "true"}
"""The least distances between boxes, in inches; columns run through frames."""
_WIDTHS, _FAIR, _LINES = (132.0, 160.0, 190.0), 3 * LEADING + 12, 4


def draw_all(project: Project, views: Sequence[Element], language: str, engine: Engine | None = None) -> dict[str, Drawing]:
    """The pictures of these views by their id, all laid out together. Raises KhungError naming a view that cannot be."""
    plans = {view.id: wiring(Net(project, view, language)) for view in views}
    wanted = {f"{id} {way}": dot(plan, way) for id, plan in plans.items() if plan.net.nodes for way in directions(plan.net.view)}
    layouts = (engine or Engine()).lay_out(wanted)
    return {id: drawing(plan, [layouts[f"{id} {way}"] for way in DIRECTIONS if f"{id} {way}" in layouts]) for id, plan in plans.items()}


def directions(view: Element) -> tuple[str, ...]:
    """The direction that the view asks for, else those to choose from."""
    asked = str(view["direction"] or "").upper()
    return (asked,) if asked in DIRECTIONS else DIRECTIONS


def wiring(net: Net) -> Wiring:
    """What is drawn of a net: cards in the outlines of their kinds."""
    metamodel = net.project.graph.metamodel
    outlines = kinds.outlines(metamodel)
    keys = kinds.legend(metamodel, net.nodes.values(), net.language)
    return Wiring(net, lambda e: Card(e, net.marks, outlines[e.kind], _LINES), _WIDTHS, _FAIR, keys)


def dot(plan: Wiring, direction: str) -> str:
    """The DOT text of a picture: sizes and lines without a word, in an order that one more element changes little."""
    return "\n".join(_dot(plan, direction))


def _dot(plan: Wiring, direction: str) -> Iterator[str]:
    spacing = " ".join(f"{key}={value}" for key, value in SPACING.items())
    yield f"digraph {{graph [rankdir={direction} compound=true {spacing}]"
    yield 'node [shape=box fixedsize=true label=""]'
    open_: list[str] = []
    for n, frame in enumerate(plan.frames):
        while open_ and open_[-1] != frame.outer:
            open_.pop()
            yield "}"
        open_.append(frame.name)
        yield f"subgraph {frame.name} {{graph [label={sized(*frame.room)} labeljust=l margin=10]"
        held = [c for c in plan.cells if c.frame == n]
        if frame.entry:
            yield from (f"{name} [width=0.02 height=0.02]" for name in (frame.entry, frame.exit))
            yield from (f"{frame.entry} -> {c.name} -> {frame.exit} [style=invis minlen=0]" for c in held)
        yield from (_cell(c.name, c.width, c.height) for c in held)
    yield from "}" * len(open_)
    yield from (_cell(c.name, c.width, c.height) for c in plan.cells if c.frame < 0)
    for w in plan.wires:
        about = plan.about(w) | ({"dir": "back"} if w.tie.backward else {})
        yield f"{w.tail} -> {w.head} [{' '.join(f'{k}={v}' for k, v in about.items())}]"
    yield from (*plan.held(), "}")


def _cell(name: str, wide: float, high: float) -> str:
    return f"{name} [width={wide / UNITS:.4f} height={high / UNITS:.4f}]"
