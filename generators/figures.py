"""The figures of the national framework made concrete: its blocks in their layers, and in each block what the province has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generators import svg
from generators.marks import AREA, COLOURS, LINE, OTHER, Chip, Marks, by_code, capped, glyph
from generators.packing import Box, Flanked, Panel, Row, Rows, Stack, Wall, first
from generators.project import Project
from generators.sheet import NAVY, SMALL, WIDTHS, Key, Legend, Sheet
from generators.svg import Drawing
from generators.text import width as text_width
from generators.text import wrap
from khung.diagnostic import Text
from khung.house import BLOCK
from khung.model import Element

_GROUND, _LABEL = "#eaf0f7", 104.0
_BARS = 2
_MORE = 0.15
"""How the chips of a block grow with what realises it: 2 chips of 4 elements become 3 of 73."""
_ALL = 99
_NONE = Text("chưa có", "not yet")
_LAYER = Text("Lớp", "Layer")
_BLOCKS = Text("Khối kiến trúc", "Block")
_BOLD = Text("Chữ đậm: khối bắt buộc", "Bold: mandatory block")
_PLAIN = Text("Chữ thường: khối tham khảo, lựa chọn", "Plain: block for reference or choice")
_EMPTY = Text("Chưa có đối tượng hiện thực hóa", "Nothing realises it yet")
_HEADINGS = (
    Text("Lớp", "Layer"), Text("Thành phần", "Component"), Text("Khối", "Block"), Text("Mã", "Code"), Text("Đối tượng", "Object"),
    Text("Cơ quan chủ quản", "Owner"), Text("Trạng thái", "State"), Text("Dùng chung", "Sharing"), Text("Căn cứ", "Basis"),
    Text("Phần tử", "Element"),
)  # fmt: skip


@dataclass(frozen=True)
class Density:
    """How much of each block is written: lines of its name, lines of a chip's name, chips; and how near things stand."""

    lines: int
    chip_lines: int
    chips: int
    pad: float = 4
    gap: float = 6
    least: float = 96


_TIGHT = (2, 3, 132)
DENSITIES = (
    *(Density(_ALL, 3, n) for n in (80, 48, 32, 24, 16, 12, 9)),
    *(Density(_ALL, 2, n) for n in (9, 7, 5, 4, 3, 2)),
    *(Density(n, 2, m, *_TIGHT) for n, m in ((6, 2), (4, 2), (3, 2), (4, 1), (3, 1))),
    *(Density(2, 1, n, *_TIGHT) for n in (2, 1)),
    *(Density(n, 0, m, *_TIGHT) for n, m in ((2, 2), (2, 1), (1, 1))),
)
"""From all that one could wish to the least; the first that fits the sheet is taken."""


@dataclass(frozen=True, eq=False)
class Block(Box):
    """One block of the framework with what realises it."""

    block: Element
    marks: Marks
    realised: Sequence[Element]
    chips: Box
    density: Density

    @cached_property
    def least(self) -> float:
        """The width that holds one chip."""
        return max(self.chips.least + 12 if self.realised else 0, self.density.least)

    @property
    def rank(self) -> int:
        """Who provides it: the position in the list of providers; other systems where none is said."""
        providers = list(self.marks.project.graph.metamodel.values["provided_by"])
        return min(providers.index(self.block["provided_by"]), AREA) if self.block["provided_by"] in providers else OTHER

    @property
    def _bold(self) -> bool:
        return self.block["mandatory"] is True

    @cached_property
    def _names(self) -> list[str]:
        """The official name and the short one, each after the framework's code."""
        code = f"{self.block['code']}. " if self.block["code"] else ""
        names = (self.block.names, self.block.text("short_name"))
        return [code + said for said in (name.get(self.marks.language) for name in names) if said]

    def _name(self, width: float, lines: int) -> tuple[str, ...]:
        """The official name; the short one where that does not fit the lines."""
        most = width - (24 if self.realised else 36)
        made = (wrap(name, SMALL, most, bold=self._bold) for name in self._names)
        cut = wrap(self._names[-1], SMALL, most, bold=self._bold, lines=lines)
        return next((whole for whole in made if len(whole) <= lines), cut)

    def _below(self, width: float) -> float:
        """The height of all but the name."""
        return 2 * self.density.pad + (self.chips.height(width - 12) + 4 if self.realised else 0)

    def measure(self, width: float) -> float:
        """Name and chips. What is neither mandatory nor realised gives way first."""
        lines = self.density.lines - (0 if self._bold or self.realised else 1)
        return self._below(width) + len(self._name(width, max(lines, 1))) * LINE

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The block; it opens the block's own element, each chip opens its own. Height to spare goes to the name first."""
        pad, colour, language = self.density.pad, COLOURS[self.rank], self.marks.language
        name = self._name(width, max(1, int((height - self._below(self.grid(width)) + 0.01) // LINE)))
        parts = [
            svg.rect(x, y, width, height, fill=svg.mix(colour, 0.06), stroke=colour, stroke_width=1.1 if self._bold else 0.6, rx=2),
            glyph(self.rank, x + 9, y + pad + LINE / 2),
            svg.text(x + 17, y + pad, name, SMALL, font_weight="700" if self._bold else ""),
        ]
        if not self.realised:
            parts.append(_hollow(x + width - 10, y + pad + LINE / 2))
            words, low = _NONE.get(language), y + height - LINE - pad
            free = width - 36 - text_width(name[-1], SMALL, bold=self._bold) * (low < y + pad + len(name) * LINE)
            if text_width(words, SMALL) < free:
                beside = 16 if low < y + pad + LINE else 7
                parts.append(svg.text(x + width - beside, low, [words], SMALL, fill=svg.MUTED, text_anchor="end"))
        yield svg.link(self.block.id, self.marks.classes(self.block), self.block.names.get(language), "".join(parts))
        if self.realised:
            top = len(name) * LINE + pad + 2
            yield from self.chips.draw(x + 6, y + top, width - 12, height - top - pad - 2)


def _hollow(x: float, y: float) -> str:
    return svg.tag("circle", cx=x, cy=y, r=3, fill=svg.PAPER, stroke=svg.MUTED, stroke_width=0.8, stroke_dasharray="1.5 1.2")


@dataclass(frozen=True, eq=False)
class Bar(Box):
    """A block that runs beside all layers and that nothing realises: its name is written upwards."""

    inner: Block

    @cached_property
    def least(self) -> float:
        """One line of the name."""
        return 34

    def measure(self, width: float) -> float:
        """The length of the name."""
        return text_width(self._name, 11.5, bold=True) + 40

    @property
    def _name(self) -> str:
        return self.inner.block.names.get(self.inner.marks.language)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The bar."""
        colour, centre, middle = COLOURS[self.inner.rank], x + width / 2, y + height / 2
        turned = f"rotate(-90 {svg.number(centre)} {svg.number(middle)})"
        parts = (
            svg.rect(x, y, width, height, fill=svg.mix(colour, 0.06), stroke=colour, stroke_width=1.1, rx=2),
            glyph(self.inner.rank, centre, y + 12),
            svg.text(centre, middle - 7, [self._name], 11.5, font_weight="700", text_anchor="middle", transform=turned),
            _hollow(centre, y + height - 12),
        )
        yield svg.link(self.inner.block.id, self.inner.marks.classes(self.inner.block), self._name, "".join(parts))


@dataclass(frozen=True, eq=False)
class Band(Box):
    """One layer: its number and name at the left, its groups beside one another."""

    number: str
    label: str
    inner: Box

    @cached_property
    def least(self) -> float:
        """Label and content."""
        return _LABEL + self.inner.least + 12

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return wrap(self.label, 11.5, _LABEL - 16, bold=True)

    def measure(self, width: float) -> float:
        """The content, or the label where that is higher."""
        return max(self.inner.height(width - _LABEL - 12) + 12, len(self._lines) * 11.5 * svg.LEADING + 46)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Ground, label, content."""
        top = y + (height - len(self._lines) * 11.5 * svg.LEADING - 24) / 2
        yield svg.rect(x, y, width, height, fill=_GROUND, rx=3)
        yield svg.rect(x, y, _LABEL, height, fill=NAVY, rx=3)
        yield svg.text(x + _LABEL / 2, top, [self.number], 15, fill=svg.PAPER, font_weight="700", text_anchor="middle")
        yield svg.text(x + _LABEL / 2, top + 24, self._lines, 11.5, fill=svg.PAPER, font_weight="700", text_anchor="middle")
        yield from self.inner.draw(x + _LABEL + 6, y + 6, width - _LABEL - 12, height - 12)


@dataclass(frozen=True)
class Figure:
    """One figure of the framework, for one view in one language."""

    project: Project
    view: Element
    language: str

    @cached_property
    def marks(self) -> Marks:
        """How elements are marked."""
        return Marks(self.project, self.language)

    @cached_property
    def realised(self) -> dict[str, list[Element]]:
        """What realises each block of the figure in the state that the view shows: blocks in the framework's order, elements
        in that of their codes."""
        graph = self.project.graph
        found = [b for b in graph.of_kind(BLOCK) if b["figure"] == self.view["figure"]]
        found.sort(key=lambda b: (b["order"] if isinstance(b["order"], (int, float)) else 0, b.id))
        state = self.view["model_state"]
        states = (state, "both", None) if state in ("as-is", "to-be") else ("as-is", "to-be", "both", None)
        return {b.id: sorted((e for e in graph.sources(b.id, "blocks") if e["model_state"] in states), key=by_code) for b in found}

    def drawing(self) -> Drawing:
        """The figure on the smallest sheet that shows everything, else on the largest with as much as fits."""
        sheets = [Sheet(self.project, self.view, self.language, wide, self._legend()) for wide in WIDTHS]
        bodies: dict[Density, Box] = {}

        def fits(density: Density, sheet: Sheet = sheets[-1]) -> bool:
            bodies[density] = bodies.get(density) or self._body(density)
            return bodies[density].height(sheet.body_width) <= sheet.room

        density = first(DENSITIES, fits)
        sheet = next((s for s in sheets if fits(density, s)), sheets[-1])
        return sheet.drawing(bodies[density], list(self._rows()), [h.get(self.language) for h in _HEADINGS])

    def _legend(self) -> Legend:
        def sample(x: float, y: float) -> str:
            return svg.rect(x + 1, y, 25, 12, fill=svg.PAPER, stroke=svg.INK, stroke_width=0.8, rx=2) + glyph(1, x + 8, y + 6)

        blocks = [Block(b, self.marks, (), Stack(()), DENSITIES[0]) for b in self._blocks()]
        shown = [e for elements in self.realised.values() for e in elements]
        keys = [Key(sample, words.get(self.language)) for words in (_BOLD, _PLAIN)]
        keys.append(Key(lambda x, y: _hollow(x + 14, y + 6), _EMPTY.get(self.language)))
        return [*self.marks.legend(shown, {b.rank for b in blocks}), (_BLOCKS.get(self.language), keys)]

    def _blocks(self) -> list[Element]:
        return [self.project.graph[id] for id in self.realised]

    def _body(self, density: Density) -> Box:
        layers = list(self.project.graph.metamodel.values["layer"])
        inside: dict[str, list[Element]] = {}
        beside: dict[str, list[Element]] = {}
        for block in self._blocks():
            crossing = block["component"] in (None, "not-applicable")
            group = block.text("group").get(self.language)
            (beside.setdefault(group, []) if crossing else inside.setdefault(str(block["layer"]), [])).append(block)
        bands = Stack([self._band(layer, inside[layer], density) for layer in reversed(layers) if layer in inside], density.gap + 2)
        left: list[Box] = []
        right: list[Box] = []
        for group, blocks in beside.items():
            boxes = [self._block(b, density) for b in blocks]
            plain = len(boxes) <= _BARS and not any(b.realised for b in boxes)
            inner = Row([Bar(b) for b in boxes], 6) if plain else Stack(boxes, 8)
            panel = Panel(group, inner, fill=_GROUND, stroke=_GROUND, ink=NAVY, pad=8)
            (right if len(boxes) <= _BARS else left).append(panel)
        return Flanked(left, bands, right)

    def _band(self, layer: str, blocks: Sequence[Element], density: Density) -> Box:
        value = self.project.graph.metamodel.values["layer"][layer]
        groups: dict[str, list[Element]] = {}
        for block in blocks:
            groups.setdefault(self._group(block), []).append(block)
        panels = [Panel(name, self._group_box(members, density), ink=NAVY, pad=density.gap) for name, members in groups.items()]
        sizes = [len({self._part(b) for b in members}) for members in groups.values()]
        joined = frozenset(n for n in range(1, len(sizes)) if sizes[n] == 1 < sizes[n - 1])
        rows = Rows(panels, density.gap, joined)
        return Band(f"{_LAYER.get(self.language)} {value.short}", value.label.get(self.language), rows)

    def _group(self, block: Element) -> str:
        metamodel = self.project.graph.metamodel
        return block.text("group").get(self.language) or metamodel.label("component", str(block["component"]), self.language)

    def _group_box(self, blocks: Sequence[Element], density: Density) -> Box:
        """The blocks of a group; by provider and type of area where these are many."""
        parts: dict[str, list[Element]] = {}
        for block in blocks:
            parts.setdefault(self._part(block), []).append(block)
        if len(parts) <= _BARS:
            return Wall([self._block(b, density) for b in blocks], density.gap)
        walls = ((name, Wall([self._block(b, density) for b in members], density.gap, even=True)) for name, members in parts.items())
        return Row([Panel(name, wall, SMALL, svg.PAPER, svg.PAPER, svg.MUTED, 0) for name, wall in walls], density.gap + 1)

    def _part(self, block: Element) -> str:
        """Who provides a block, in as few words as there are: the type of area, the tier, the label of the provider."""
        metamodel = self.project.graph.metamodel
        if block["area_type"]:
            return metamodel.label("area_type", str(block["area_type"]), self.language)
        provider = str(block["provided_by"] or "")
        return metamodel.label("tier" if provider in metamodel.values["tier"] else "provided_by", provider, self.language)

    def _block(self, block: Element, density: Density) -> Block:
        marks, realised = self.marks, self.realised[block.id]
        most = round(density.chips * max(len(realised) / density.chips, 1) ** _MORE)
        chips = capped(realised, most, lambda e: Chip(e, marks, density.chip_lines), self.language)
        return Block(block, marks, realised, Wall(chips, 4, even=True, slack=0.3), density)

    def _rows(self) -> Iterator[tuple[str, ...]]:
        marks, metamodel = self.marks, self.project.graph.metamodel
        for block in self._blocks():
            name = " ".join(str(p) for p in (block["code"], block.names.get(self.language)) if p)
            head = (metamodel.label("layer", str(block["layer"]), self.language), self._group(block), name)
            if not self.realised[block.id]:
                yield (*head, "", _EMPTY.get(self.language), "", "", "", "", block.id)
            for e in self.realised[block.id]:
                told = (str(e["code"] or ""), e.names.get(self.language), marks.owner(e), marks.state(e), marks.label(e, "sharing"))
                yield (*head, *told, marks.assumed(e), e.id)
