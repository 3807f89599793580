"""Layout `blocks`: elements in boxes by group; a view that makes a figure of the national framework concrete is drawn as that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from generators import kinds, svg
from generators.figures import Figure
from generators.grouping import Group, field_label, grouped
from generators.marks import LINE, Marks, by_code, capped, shortened
from generators.packing import Box, Panel, Rows, Stack, Wall, first
from generators.project import Project
from generators.sheet import ASSUMED, NAVY, SMALL, WIDTHS, Sheet
from generators.svg import SHAPES, Drawing
from khung.diagnostic import Text
from khung.model import Element
from khung.query import select

_GROUND = "#eef2f6"
_NOTHING = Text("Chưa có phần tử nào.", "Nothing yet.")
_HEADINGS = (
    Text("Mã", "Code"), Text("Tên", "Name"), Text("Loại", "Kind"), Text("Cơ quan chủ quản", "Owner"), Text("Trạng thái", "State"),
    Text("Căn cứ", "Basis"), Text("Phần tử", "Element"),
)  # fmt: skip
_ENDLESS = 10**6
DENSITIES = (*((lines, _ENDLESS) for lines in (9, 4, 3, 2)), *((2, cap) for cap in (40, 24, 16, 12, 9, 6, 4, 3)))
"""Lines of a name and boxes of a group, from all that one could wish to the least."""


def draw_all(project: Project, views: Sequence[Element], language: str) -> dict[str, Drawing]:
    """The pictures of these views by their id."""
    made = {}
    for view in views:
        made[view.id] = Figure(project, view, language).drawing() if view["figure"] else Cards(project, view, language).drawing()
    return made


@dataclass(frozen=True, eq=False)
class Card(Box):
    """One element: code over name, in the colour of its domain and the outline of its kind."""

    element: Element
    marks: Marks
    outline: str
    lines: int

    @cached_property
    def least(self) -> float:
        """A width for names of two or three words a line."""
        return 128

    @property
    def _inset(self) -> float:
        return max(7, SHAPES[self.outline] + 3)

    def _name(self, width: float) -> tuple[str, ...]:
        name, mark = self.element.names.get(self.marks.language), self.marks.assumed(self.element)
        return shortened(name, mark, width - 2 * self._inset, self.lines)

    @property
    def _top(self) -> float:
        return 9 if self.outline == "drum" else 4

    def measure(self, width: float) -> float:
        """Code and name."""
        return self._top + 4 + LINE * (len(self._name(width)) + bool(self.element["code"]))

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The card, its text in the middle of its height."""
        element, name = self.element, self._name(width)
        colour = self.marks.project.graph.metamodel.domains[self.marks.domain(element)].colour or NAVY
        look = {"fill": svg.mix(colour, 0.1), "stroke": colour, "stroke_dasharray": svg.DASH if element.assumed else ""}
        top = y + (height - self.measure(width)) / 2 + self._top
        code = str(element["code"] or "")
        parts = [
            svg.shape(self.outline, x, y, width, height, stroke_width=1, **look),
            svg.text(x + self._inset, top, [code], SMALL, fill=colour, font_weight="700") if code else "",
            svg.text(x + self._inset, top + LINE * bool(code), name, SMALL),
        ]
        yield svg.link(element.id, self.marks.classes(element), self.marks.title(element), "".join(parts))


@dataclass(frozen=True, eq=False)
class Note(Box):
    """A sentence where there is nothing to draw."""

    words: str

    @property
    def least(self) -> float:
        """Any."""
        return 0

    def measure(self, width: float) -> float:
        """Two lines."""
        return 4 * LINE

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The sentence."""
        yield svg.text(x + 6, y + LINE, [self.words], 12, fill=svg.MUTED)


@dataclass(frozen=True)
class Cards:
    """The selected elements of one view by group, in one language."""

    project: Project
    view: Element
    language: str

    @cached_property
    def marks(self) -> Marks:
        """How elements are marked."""
        return Marks(self.project, self.language)

    @cached_property
    def elements(self) -> list[Element]:
        """What the view selects, in the order of codes and names."""
        return sorted(select(self.project.graph, self.view["select"] or {}), key=by_code)

    @cached_property
    def outlines(self) -> Mapping[str, str]:
        """The outline of each kind."""
        return kinds.outlines(self.project.graph.metamodel)

    def drawing(self) -> Drawing:
        """The picture on the smallest sheet that holds it, groups cut where even the largest cannot."""
        sheets = [
            Sheet(self.project, self.view, self.language, wide, kinds.legend(self.project.graph.metamodel, self.elements, self.language))
            for wide in WIDTHS
        ]
        bodies: dict[tuple[int, int], Box] = {}

        def fits(density: tuple[int, int], sheet: Sheet = sheets[-1]) -> bool:
            bodies[density] = bodies.get(density) or self._body(*density)
            return bodies[density].height(sheet.body_width) <= sheet.room

        density = first(DENSITIES, fits)
        sheet = next((s for s in sheets if fits(density, s)), sheets[-1])
        fields = [field_label(self.project, self.elements, f, self.language) for f in self._fields]
        return sheet.drawing(bodies[density], list(self._rows()), [*fields, *(h.get(self.language) for h in _HEADINGS)])

    @property
    def _fields(self) -> list[str]:
        return list(self.view["group_by"] or ())[:2]

    def _body(self, lines: int, cap: int) -> Box:
        if not self.elements:
            return Note(_NOTHING.get(self.language))
        limit = self.view["limit"]
        if isinstance(limit, int):
            cap = min(cap, _share(limit, [len(members) for _, members in self._leaves()]))
        return self._groups(self.elements, self._fields, partial(self._wall, lines, cap))

    def _leaves(self) -> list[tuple[tuple[str, ...], Sequence[Element]]]:
        """The innermost groups with their labels."""
        leaves: list[tuple[tuple[str, ...], Sequence[Element]]] = [((), self.elements)]
        for field in self._fields:
            leaves = [((*head, g.label), g.members) for head, inside in leaves for g in self._grouped(inside, field)]
        return leaves

    def _grouped(self, members: Sequence[Element], field: str) -> list[Group]:
        return grouped(self.project, members, field, self.language)

    def _wall(self, lines: int, cap: int, members: Sequence[Element]) -> Box:
        return Wall(capped(members, cap, lambda e: Card(e, self.marks, self.outlines[e.kind], lines), self.language), even=True, slack=0.3)

    def _groups(self, members: Sequence[Element], fields: Sequence[str], leaf: partial[Box]) -> Box:
        if not fields:
            return leaf(members)
        outer = len(fields) > 1
        panels = []
        for group in self._grouped(members, fields[0]):
            box = self._groups(group.members, fields[1:], leaf)
            wrapped = partial(self._linked, group) if group.id else str
            ground, edge = (_GROUND, _GROUND) if outer else (svg.PAPER, svg.LINE)
            title = f"{group.label} ({len(group.members)})"
            panels.append(Panel(title, box, 12.5 if outer else 11, ground, edge, NAVY, 8 if outer else 6, wrapped))
        return Stack(panels) if outer else Rows(panels)

    def _linked(self, group: Group, heading: str) -> str:
        return svg.link(group.id, self.marks.classes(self.project.graph[group.id]), group.label, heading)

    def _rows(self) -> Iterator[tuple[str, ...]]:
        marks, kinds = self.marks, self.project.graph.metamodel.kinds
        for head, members in self._leaves():
            for e in members:
                told = (str(e["code"] or ""), e.names.get(self.language), kinds[e.kind].label.get(self.language), marks.owner(e))
                yield (*head, *told, marks.state(e), ASSUMED.get(self.language) if e.assumed else "", e.id)


def _share(limit: int, sizes: Sequence[int]) -> int:
    """The largest number of boxes a group may have so that all groups together have at most `limit`; at least one."""
    cap = 1
    while cap < max(sizes, default=0) and sum(min(size, cap + 1) for size in sizes) <= limit:
        cap += 1
    return cap
