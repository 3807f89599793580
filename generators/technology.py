"""Layout `icons`: the technology of a model with the icons of the library `diagrams`, which writes its DOT text too."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from generators import svg
from generators.board import drawing
from generators.graphs import DIRECTIONS, SPACING, directions
from generators.marks import LINE, Marks, shortened
from generators.net import Net
from generators.packing import Box
from generators.project import Project
from generators.render import UNITS, Engine
from generators.sheet import EXPLAINED, NAVY, SMALL, Key, Legend
from generators.svg import Drawing
from generators.wiring import Cell, Frame, Wire, Wiring, sized
from khung.diagnostic import Text
from khung.metamodel import Kind
from khung.model import Element

GROUPS = ("part_of", "zone")
"""What a view groups by that says nothing: data centres with the zones in them."""
RELATIONS = ("networks", "connects", "hosted_on", "runs_on", "depends_on", "reaches", "syncs_to")
"""The references that a view draws that names none."""
_TYPES = {
    "Facility": "generic.place.Datacenter",
    "Node": "onprem.compute.Server",
    "CommunicationNetwork": "generic.network.Subnet",
    "BusinessInterface": "generic.device.Mobile",
}
_DOMAINS = {
    "organisation": "onprem.client.Users",
    "business": "onprem.client.User",
    "data": "generic.storage.Storage",
    "application": "onprem.client.Client",
    "technology": "generic.compute.Rack",
    "security": "generic.network.Firewall",
}
_ELSE = "onprem.client.Client"
_PATH = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+\.[A-Za-z0-9_]+")
_SIDE, _LINES, _WIDTHS = 40.0, 4, (116.0, 138.0)
_DOMAIN = Text("Lĩnh vực kiến trúc", "Domain")
_ICON = Text("Biểu tượng", "Icon")
_UNKNOWN = Text("không có biểu tượng “{name}”, dùng {used}", "no icon “{name}”, {used} is used")


def draw_all(project: Project, views: Sequence[Element], language: str, engine: Engine | None = None) -> dict[str, Drawing]:
    """The pictures of these views by their id, all laid out together. Raises KhungError naming a view that cannot be."""
    plans = {view.id: wiring(Net(project, view, language, GROUPS, RELATIONS)) for view in views}
    wanted = {f"{id} {way}": dot(plan, way) for id, plan in plans.items() if plan.net.nodes for way in directions(plan.net.view)}
    layouts = (engine or Engine()).lay_out(wanted)
    return {
        id: _told(plan, drawing(plan, [layouts[f"{id} {way}"] for way in DIRECTIONS if f"{id} {way}" in layouts]))
        for id, plan in plans.items()
    }


@lru_cache(maxsize=1024)
def icon_class(path: str) -> Any:
    """The class of `diagrams` that a dotted path such as "generic.network.Firewall" names; None where it names no icon."""
    if not _PATH.fullmatch(path):
        return None
    module, _, name = path.rpartition(".")
    try:
        found = getattr(import_module(f"diagrams.{module}"), name, None)
    except ImportError:
        return None
    return found if getattr(found, "_icon", None) and getattr(found, "_icon_dir", None) else None


def icon_path(kind: Kind, element: Element) -> str:
    """The dotted path of the icon that stands for an element: its own where that exists, else that of its kind."""
    asked = str(element["icon"] or "")
    return asked if icon_class(asked) else _TYPES.get(kind.archimate) or _DOMAINS.get(kind.domain, _ELSE)


def _symbol(path: str) -> str:
    return "khung-" + path.replace(".", "-")


@lru_cache(maxsize=1024)
def _image(path: str) -> str:
    """The icon itself, for others to refer to."""
    import diagrams  # noqa: PLC0415 - heavy, and only this layout needs it

    found = icon_class(path)
    file = Path(diagrams.__file__).resolve().parent.parent / found._icon_dir / found._icon  # noqa: SLF001 - what the library itself joins
    data = b64encode(file.read_bytes()).decode()
    return svg.tag("image", id=_symbol(path), width=_SIDE, height=_SIDE, href=f"data:image/png;base64,{data}")


@dataclass(frozen=True, eq=False)
class Icon(Box):
    """One element: its icon over code and name."""

    element: Element
    marks: Marks
    path: str

    @cached_property
    def least(self) -> float:
        """A width for two words a line."""
        return _WIDTHS[0]

    def _name(self, width: float) -> tuple[str, ...]:
        return shortened(self.element.names.get(self.marks.language), self.marks.assumed(self.element), width - 12, _LINES)

    def measure(self, width: float) -> float:
        """Icon, code, name."""
        return _SIDE + 14 + LINE * (len(self._name(width)) + bool(self.element["code"]))

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The icon in the middle over its words, on paper, so that no line runs through it."""
        element, marks, code = self.element, self.marks, str(self.element["code"] or "")
        colour = marks.project.graph.metamodel.domains[marks.domain(element)].colour or NAVY
        look = {"fill": svg.PAPER, "stroke": colour, "stroke_dasharray": svg.DASH if element.assumed else ""}
        middle, top = x + width / 2, y + (height - self.measure(width)) / 2 + 6
        centred = {"text_anchor": "middle"}
        parts = [
            svg.rect(x, y, width, height, stroke_width=1, rx=6, **look),
            svg.tag("use", href=f"#{_symbol(self.path)}", x=middle - _SIDE / 2, y=top),
            svg.text(middle, top + _SIDE + 2, [code], SMALL, fill=colour, font_weight="700", **centred) if code else "",
            svg.text(middle, top + _SIDE + 2 + LINE * bool(code), self._name(width), SMALL, **centred),
        ]
        yield svg.link(element.id, marks.classes(element), marks.title(element), "".join(parts))


def wiring(net: Net) -> Wiring:
    """What is drawn of a net: icons, those that exist or stand for their kind."""
    paths = {id: icon_path(net.kind(e), e) for id, e in net.nodes.items() if id not in net.frames}
    shared = svg.tag("defs", "".join(_image(path) for path in sorted(set(paths.values()))))
    return Wiring(net, lambda e: Icon(e, net.marks, paths[e.id]), _WIDTHS, _SIDE + 14 + 4 * LINE, _legend(net), shared)


def _legend(net: Net) -> Legend:
    """What the colours and strokes of the boxes mean."""
    used = {net.kind(e).domain for e in net.nodes.values()}
    domains = [d for d in net.project.graph.metamodel.domains.values() if d.key in used]
    keys = [Key(partial(_sample, d.colour or NAVY, ""), d.label.get(net.language)) for d in domains]
    if any(e.assumed for e in net.nodes.values()):
        keys.append(Key(partial(_sample, svg.INK, svg.DASH), EXPLAINED.get(net.language)))
    return [(_DOMAIN.get(net.language), keys)]


def _sample(colour: str, dash: str, x: float, y: float) -> str:
    return svg.rect(x + 1, y - 0.5, 25, 13, fill=svg.PAPER, stroke=colour, stroke_width=1, stroke_dasharray=dash, rx=4)


def _told(plan: Wiring, made: Drawing) -> Drawing:
    """The drawing whose table also tells the icon of each element, and that one was asked for which does not exist."""
    net = plan.net
    rows = []
    for element, row in net.rows():
        used, asked = icon_path(net.kind(element), element), str(element["icon"] or "")
        said = used if asked in ("", used) else _UNKNOWN.get(net.language).format(name=asked, used=used)
        rows.append((*row[:-1], said, row[-1]))
    return replace(made, rows=tuple(rows), headings=(*made.headings[:-1], _ICON.get(net.language), made.headings[-1]))


def dot(plan: Wiring, direction: str) -> str:
    """The DOT text of a picture as `diagrams` writes it: its classes, sizes and lines without a word or a path of this machine."""
    return str(copy_context().run(_Pen(plan).source, direction))


@dataclass(frozen=True)
class _Pen:
    """Writes a wiring with the classes of the library, which know their diagram and cluster by context."""

    plan: Wiring

    def source(self, direction: str) -> str:
        """The DOT text."""
        from diagrams import Diagram, setdiagram  # noqa: PLC0415

        spacing = {**SPACING, "pad": "0", "compound": "true"}
        diagram = Diagram("khung", direction=direction, show=False, graph_attr={**spacing, "label": ""}, node_attr={"margin": "0"})
        setdiagram(diagram)
        nodes: dict[str, Any] = {}
        self._frames("", nodes)
        for cell in (c for c in self.plan.cells if c.frame < 0):
            nodes[cell.name] = self._node(cell)
        for wire in self.plan.wires:
            self._wire(wire, nodes)
        diagram.dot.body += [f"\t{line}\n" for line in self.plan.held()]
        return str(diagram.dot.source)

    def _frames(self, outer: str, nodes: dict[str, Any]) -> None:
        from diagrams import Cluster  # noqa: PLC0415

        for number, frame in enumerate(self.plan.frames):
            if frame.outer == outer:
                look = {"label": sized(*frame.room), "labeljust": "l", "margin": "10", "bgcolor": ""}
                with Cluster(frame.name.removeprefix("cluster_"), graph_attr=look):
                    held = [c for c in self.plan.cells if c.frame == number]
                    nodes.update((cell.name, self._node(cell)) for cell in held)
                    self._anchor(frame, held, nodes)
                    self._frames(frame.name, nodes)

    def _anchor(self, frame: Frame, held: Sequence[Cell], nodes: dict[str, Any]) -> None:
        from diagrams import Edge, Node  # noqa: PLC0415

        if frame.entry:
            for name in (frame.entry, frame.exit):
                nodes[name] = Node("", nodeid=name, width="0.02", height="0.02")
            for cell in held:
                for tail, head in ((frame.entry, cell.name), (cell.name, frame.exit)):
                    nodes[tail].connect(nodes[head], Edge(forward=True, style="invis", minlen="0"))

    def _node(self, cell: Cell) -> Any:
        from diagrams import Node  # noqa: PLC0415

        look = {"width": f"{cell.width / UNITS:.4f}", "height": f"{cell.height / UNITS:.4f}"}
        made = icon_class(cell.box.path) if isinstance(cell.box, Icon) else Node
        return made("", nodeid=cell.name, image="", **look)

    def _wire(self, wire: Wire, nodes: Mapping[str, Any]) -> None:
        from diagrams import Edge  # noqa: PLC0415

        back = wire.tie.backward
        edge = Edge(forward=not back, reverse=back, **self.plan.about(wire))
        nodes[wire.tail].connect(nodes[wire.head], edge)
