"""Layout `tree`: a chart along an acyclic reference such as `parent`: heads over what hangs below them, leaves in walls by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators import kinds, svg
from generators.blocks import Card, Note
from generators.grouping import field_label, grouped
from generators.marks import Marks, by_code, capped
from generators.packing import Box, Panel, Row, Rows, Stack, Wall
from generators.project import Project
from generators.sheet import NAVY, WIDTHS, Sheet
from generators.svg import Drawing
from khung.diagnostic import Text
from khung.metamodel import Field
from khung.model import Element
from khung.query import select

_GAP, _HEAD, _LINES, _MOST = 22.0, 240.0, 3, 12
_ROOM, _LOOSE, _SLACK = 1600.0, 1.2, 0.3
_GROUPS = ("tier", "unit_type")
"""What is grouped by where the view names nothing and the elements have it: the tiers of administration, the types of commune."""
_GROUND = "#eef2f6"
_NOTHING = Text("Chưa có phần tử nào.", "Nothing yet.")
_HEADINGS = (Text("Mã", "Code"), Text("Tên", "Name"), Text("Loại", "Kind"), Text("Căn cứ", "Basis"), Text("Phần tử", "Element"))


def draw_all(project: Project, views: Sequence[Element], language: str) -> dict[str, Drawing]:
    """The pictures of these views by their id."""
    return {view.id: Tree(project, view, language).drawing() for view in views}


@dataclass(frozen=True, eq=False)
class Branch(Box):
    """A head in the middle over its parts, joined to each by a line."""

    head: Box
    parts: Sequence[Box]

    @cached_property
    def _row(self) -> Row:
        parts = self.parts if Row(self.parts).least <= _ROOM else [Panel("", Rows(self.parts), stroke=svg.PAPER)]
        last = len(parts) - 1
        return Row([Hung(part, n > 0, n < last) for n, part in enumerate(parts)])

    @cached_property
    def least(self) -> float:
        """The wider of head and parts."""
        return max(self.head.least, self._row.least)

    def measure(self, width: float) -> float:
        """Head over parts."""
        return self.head.height(min(width, _HEAD)) + _GAP + self._row.height(width)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Lines, head, parts."""
        wide = min(width, _HEAD)
        high, middle = self.head.height(wide), x + width / 2
        yield _line((middle, y + high), (middle, y + high + _GAP / 2))
        yield from self.head.draw(middle - wide / 2, y, wide, high)
        yield from self._row.draw(x, y + high + _GAP, width, height - high - _GAP)


@dataclass(frozen=True, eq=False)
class Hung(Box):
    """A part of a branch, with its share of the line above all parts: on to its neighbours at the left, at the right."""

    inner: Box
    left: bool
    right: bool

    @property
    def least(self) -> float:
        """That of the part."""
        return self.inner.least

    def measure(self, width: float) -> float:
        """That of the part."""
        return self.inner.height(width)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The line and the part, no higher than it needs."""
        middle, bar, half = x + width / 2, y - _GAP / 2, Row(()).gap / 2
        yield _line((x - half if self.left else middle, bar), (x + width + half if self.right else middle, bar))
        yield _line((middle, bar), (middle, y))
        wide = min(width, _HEAD) if isinstance(self.inner, Card) else width
        yield from self.inner.draw(middle - wide / 2, y, wide, min(height, _LOOSE * self.inner.height(self.inner.grid(wide))))


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (a, b), (c, d) = start, end
    return svg.tag("path", d=f"M{svg.number(a)} {svg.number(b)}L{svg.number(c)} {svg.number(d)}", stroke=NAVY, stroke_width=1.2)


@dataclass(frozen=True)
class Tree:
    """The chart of one view in one language."""

    project: Project
    view: Element
    language: str

    @cached_property
    def marks(self) -> Marks:
        """How elements are marked."""
        return Marks(self.project, self.language)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """What the view selects, by id, in the order of codes and names."""
        return {e.id: e for e in sorted(select(self.project.graph, self.view["select"] or {}), key=by_code)}

    def _field(self, element: Element) -> Field | None:
        """The reference that leads upwards: the one the view names, else the first to the element's own kind that may not circle."""
        wanted = self.view["relations"] or ()
        specs = self.project.graph.metamodel.kinds[element.kind].references
        own = [s for s in specs if s.acyclic and (s.name in wanted if wanted else element.kind in (s.to or ()))]
        return own[0] if own else None

    def _above(self, element: Element) -> str:
        spec = self._field(element)
        return next((id for id in element.refs(spec.name) if id in self.elements), "") if spec else ""

    @cached_property
    def below(self) -> Mapping[str, Sequence[Element]]:
        """The elements below each; below "" those with nothing above them."""
        found: dict[str, list[Element]] = {}
        for e in self.elements.values():
            found.setdefault(self._above(e), []).append(e)
        return found

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """What the elements below one head are grouped by."""
        known = {name for kind in {e.kind for e in self.elements.values()} for name in self.project.graph.metamodel.kinds[kind].fields}
        return tuple(self.view["group_by"] or (f for f in _GROUPS if f in known))[:2]

    def drawing(self) -> Drawing:
        """The picture on the smallest sheet that holds it; a long one makes the largest sheet longer."""
        metamodel = self.project.graph.metamodel
        legend = kinds.legend(metamodel, self.elements.values(), self.language)
        body = self._body()
        beside = WIDTHS[0] - Sheet(self.project, self.view, self.language, WIDTHS[0], ()).body_width
        widths = [w for w in (*WIDTHS, body.least + beside) if w - beside >= body.least]
        sheets = [Sheet(self.project, self.view, self.language, wide, legend) for wide in widths]
        sheet = next((s for s in sheets if body.height(s.body_width) <= s.room), sheets[max(len(sheets) - 2, 0)])
        above = next((s.label for s in map(self._field, self.elements.values()) if s), Text("Thuộc", "Part of"))
        fields = [field_label(self.project, list(self.elements.values()), f, self.language) for f in self.fields]
        headings = [above.get(self.language), *fields, *(h.get(self.language) for h in _HEADINGS)]
        return sheet.drawing(body, list(self._rows()), headings)

    def _body(self) -> Box:
        roots = self.below.get("", ())
        if not roots:
            return Note(_NOTHING.get(self.language))
        heads = [self._box(e) for e in sorted(roots, key=lambda e: self._weight(e.id)) if e.id in self.below]
        leaves = [e for e in roots if e.id not in self.below]
        walls = self._walls(leaves, self.fields)
        return Stack([*([Row(walls) if len(walls) < 4 else Rows(walls)] if walls else []), *([Rows(heads, 16)] if heads else [])], 16)

    def _weight(self, id: str) -> int:
        """How many elements hang below one."""
        return sum(1 + self._weight(e.id) for e in self.below.get(id, ()))

    def _box(self, element: Element) -> Box:
        card = Card(element, self.marks, kinds.outlines(self.project.graph.metamodel)[element.kind], _LINES)
        below = self.below.get(element.id, ())
        return Branch(card, self._walls(below, self.fields)) if below else card

    def _walls(self, members: Sequence[Element], fields: Sequence[str]) -> list[Box]:
        """One box for each group, before them those without a value."""
        if not members:
            return []
        if len(members) == 1:
            return [self._box(members[0])]
        if not fields or len(members) < 3:
            return [self._wall(members)]
        boxes: list[Box] = []
        for group in grouped(self.project, members, fields[0], self.language):
            inner = self._walls(group.members, fields[1:])
            box = inner[0] if len(inner) == 1 else Rows(inner)
            said = any(e[fields[0]] not in (None, "", []) for e in group.members)
            ground = _GROUND if len(inner) > 1 else svg.PAPER
            if said:
                boxes.append(Panel(f"{group.label} ({len(group.members)})", box, 11, ground, svg.LINE, NAVY))
            else:
                boxes.insert(0, box)
        return boxes

    def _wall(self, members: Sequence[Element]) -> Box:
        """Leaves in a wall over a wall of heads with what hangs below them."""
        limit = self.view["limit"]
        parts = [p for p in ([e for e in members if (e.id in self.below) is head] for head in (False, True)) if p]
        walls = []
        for part in parts:
            share = max(1, limit * len(part) // len(self.elements)) if isinstance(limit, int) else len(part)
            walls.append(Wall(capped(part, share, self._box, self.language), even=True, most=_MOST, slack=_SLACK))
        return walls[0] if len(walls) == 1 else Stack(walls, 6)

    def _rows(self, above: str = "") -> Iterator[tuple[str, ...]]:
        """Each element after what it hangs below."""
        graph, language = self.project.graph, self.language
        for e in self.below.get(above, ()):
            head = graph[above].names.get(language) if above else ""
            groups = [g.label for f in self.fields for g in grouped(self.project, [e], f, language)]
            told = (str(e["code"] or ""), e.names.get(language), graph.metamodel.kinds[e.kind].label.get(language))
            yield (head, *groups, *told, self.marks.assumed(e), e.id)
            yield from self._rows(e.id)
