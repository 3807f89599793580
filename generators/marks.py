"""How one element is marked in every figure: owner, role, sharing, state and assumption, by shape as well as colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generators import svg
from generators.packing import Box
from generators.project import Project
from generators.sheet import ASSUMED, SMALL, Key
from generators.text import width as text_width
from generators.text import wrap
from khung.diagnostic import Text
from khung.model import Element
from khung.vietnamese import collation_key

LINE = SMALL * svg.LEADING
COLOURS = ("#a2452c", "#1d5fa8", "#2f7d4f", "#8a6d00", "#6b4fa0", "#5b6470")
"""Nation, province, commune, type of area, other, unknown: dark enough for text; tints are told apart by the glyphs beside them."""
AREA, OTHER, UNKNOWN = 3, 4, 5
_JOINT = "\ue000"
"""Stands for a space at which no line is broken."""
_OWNERS = (Text("Theo loại địa bàn", "By type of area"), Text("Hệ thống khác", "Other systems"), Text("Chưa xác định", "Not determined"))
_ROLES = {
    "square": Text("Bản ghi gốc (của tỉnh, xã)", "Original record (province, commune)"),
    "round": Text("Dùng chung quốc gia", "Shared nationally"),
    "cut": Text("Tham chiếu khác", "Other reference"),
}
_REACH = {
    4: Text("Quốc gia (nhóm A, B)", "National (groups A, B)"),
    3: Text("Cấp bộ, cấp tỉnh", "Ministry, province"),
    2: Text("Nội bộ", "Inside one body"),
    1: Text("Riêng/đặc thù", "Own or specific"),
    0: Text("Chưa xác định/không áp dụng", "Not determined or applicable"),
}
_REACHES = {"national-a": 4, "national-b": 4, "ministry": 3, "province": 3, "internal": 2, "own": 1}
_STAGES = {
    "full": Text("Đang vận hành/khai thác", "In operation or use"),
    "half": Text("Đang xây dựng, thử nghiệm, kết nối, khai thác một phần", "Being built, tried, connected, partly used"),
    "ring": Text("Nâng cấp, hợp nhất, thay thế", "Being upgraded, merged, replaced"),
    "empty": Text("Dự kiến/chưa khai thác", "Planned or not used yet"),
    "cross": Text("Tạm dừng, kết thúc", "Paused or ended"),
    "unknown": Text("Chưa xác định", "Not determined"),
}
_STAGE = {
    "planned": "empty", "building": "half", "trial": "half", "operating": "full", "upgrading": "ring", "merging": "ring", "replacing": "ring",
    "ended": "cross", "not-used": "empty", "connecting": "half", "in-use": "full", "partly-used": "half", "paused": "cross", "no-longer-used": "cross",
}  # fmt: skip
_TARGET = Text("Nền trắng: mục tiêu, chưa có hiện trạng", "White ground: target, not there today")
_DASHED = Text("Nét đứt: giả định", "Broken line: assumed")
_TITLES = {
    "owner": Text("Cấp cung cấp, chủ quản", "Provider, owner"),
    "role": Text("Vai trò", "Role"),
    "reach": Text("Phạm vi dùng chung", "Sharing"),
    "stage": Text("Trạng thái", "State"),
}


@dataclass(frozen=True)
class Marks:
    """The marks of a model's elements in one language."""

    project: Project
    language: str

    def rank(self, element: Element) -> int:
        """Whose it is: the position of the owner's tier; further for a body outside the province's own system."""
        graph = self.project.graph
        owner = next(graph.targets(element.id, "owner"), None)
        work = self.project.workspace
        home = next(graph.targets(work.id, "province"), None) if work else None
        if owner is None:
            return UNKNOWN
        tiers = list(graph.metamodel.values["tier"])
        outside = home is not None and owner["system"] != home["system"]
        return OTHER if outside or owner["tier"] not in tiers else min(tiers.index(owner["tier"]), AREA - 1)

    def owner(self, element: Element) -> str:
        """The owner's abbreviation, else its name. A Vietnamese abbreviation of several words is none in English."""
        owner = next(self.project.graph.targets(element.id, "owner"), None)
        if owner is None:
            return ""
        short = owner.text("abbreviation")
        fit = short.get(self.language) if self.language == "vi" or short.en or " " not in short.vi else ""
        return fit or owner.names.get(self.language)

    def role(self, element: Element) -> str:
        """The outline that says whose record it is."""
        if element["record"] != "reference":
            return "square"
        national = _REACHES.get(str(element["sharing"]), 0) == 4 or "national" in (element["scope"] or ())
        return "round" if national else "cut"

    def label(self, element: Element, field: str) -> str:
        """The label of a choice field's value, "" where it has none."""
        spec = self.project.graph.metamodel.kinds[element.kind].fields.get(field)
        value = element[field]
        return self.project.graph.metamodel.label(spec.of, value, self.language) if spec and isinstance(value, str) else ""

    def state(self, element: Element) -> str:
        """Lifecycle or local use, and model state, in words."""
        parts = [self.label(element, f) for f in ("lifecycle", "local_use", "model_state")]
        return "; ".join(dict.fromkeys(p for p in parts if p))

    def stage(self, element: Element) -> str:
        """The disc that says how far it is."""
        return _STAGE.get(str(element["lifecycle"] or element["local_use"]), "unknown")

    def reach(self, element: Element) -> int:
        """How many bars of sharing."""
        return _REACHES.get(str(element["sharing"]), 0)

    def classes(self, element: Element) -> list[str]:
        """The class names of its shape."""
        return ["node", f"domain-{self.domain(element)}", *(["assumed"] if element.assumed else [])]

    def domain(self, element: Element) -> str:
        """The domain of its kind."""
        return self.project.graph.metamodel.kinds[element.kind].domain

    def title(self, element: Element) -> str:
        """What a reader is told who stops at the shape."""
        name = element.names.get(self.language)
        parts = [str(element["code"] or ""), name, self.owner(element), self.state(element), self.assumed(element)]
        return " · ".join(p for p in parts if p)

    def assumed(self, element: Element) -> str:
        """The words that say that no source states it."""
        return ASSUMED.get(self.language) if element.assumed else ""

    def legend(self, shown: Sequence[Element], providers: Iterable[int] = ()) -> list[tuple[str, list[Key]]]:
        """What the marks of these elements mean, those of the providers of blocks with them."""

        def say(words: Text) -> str:
            return words.get(self.language)

        tiers = [v.label.get(self.language) for v in self.project.graph.metamodel.values["tier"].values()]
        owners = [*tiers[:AREA], *map(say, _OWNERS)]
        ranks = sorted({*(self.rank(e) for e in shown), *providers})
        roles, reaches, stages = ({mark(e) for e in shown} for mark in (self.role, self.reach, self.stage))
        outlines = [Key(_outlined(name), say(words)) for name, words in _ROLES.items() if name in roles]
        if any(e.assumed for e in shown):
            outlines.append(Key(_outlined("square", dash=svg.DASH), say(_DASHED)))
        if any(e["model_state"] == "to-be" for e in shown):
            outlines.append(Key(_outlined("square", fill=svg.PAPER), say(_TARGET)))
        groups: dict[str, list[Key]] = {
            "owner": [Key(_centred(glyph, n), owners[n]) for n in ranks],
            "role": outlines,
            "reach": [Key(_centred(_gauge, n), say(words)) for n, words in _REACH.items() if n in reaches],
            "stage": [Key(_centred(disc, name), say(words)) for name, words in _STAGES.items() if name in stages],
        }
        return [(say(_TITLES[name]), keys) for name, keys in groups.items() if keys]


def glyph(rank: int, x: float, y: float) -> str:
    """The owner's mark, 8 units wide, around a point: disc, square, triangle, hollow triangle, diamond, ring."""
    colour = COLOURS[rank]
    outlines = {
        1: ((-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)),
        2: ((0, -4.2), (4.2, 3.4), (-4.2, 3.4)),
        AREA: ((0, -4), (4, 3.2), (-4, 3.2)),
        OTHER: ((0, -4.6), (4.6, 0), (0, 4.6), (-4.6, 0)),
    }
    fill = svg.PAPER if rank in (AREA, UNKNOWN) else colour
    if rank in outlines:
        return svg.polygon([(x + dx, y + dy) for dx, dy in outlines[rank]], fill=fill, stroke=colour, stroke_width=1)
    return svg.tag("circle", cx=x, cy=y, r=3.4, fill=fill, stroke=colour, stroke_width=1.2)


def disc(stage: str, x: float, y: float) -> str:
    """The mark of a state, 9 units wide, around a point."""
    ring = svg.tag("circle", cx=x, cy=y, r=4, fill=svg.INK if stage == "full" else svg.PAPER, stroke=svg.INK, stroke_width=1)
    if stage == "half":
        return ring + svg.tag("path", d=f"M{svg.number(x)} {svg.number(y - 4)}a4 4 0 0 0 0 8Z", fill=svg.INK)
    if stage == "ring":
        return ring + svg.tag("circle", cx=x, cy=y, r=2.1, fill=svg.INK)
    if stage == "cross":
        a, b, c, d = (svg.number(v) for v in (x - 2.6, y - 2.6, x + 2.6, y + 2.6))
        return ring + svg.tag("path", d=f"M{a} {b}L{c} {d}M{c} {b}L{a} {d}", stroke=svg.INK, stroke_width=1)
    return ring + svg.tag("circle", cx=x, cy=y, r=0.8, fill=svg.INK) if stage == "unknown" else ring


def gauge(reach: int, x: float, y: float, step: float = 3.6) -> str:
    """Four bars, `step` apart and up to 9 units high, from (x, y): as many filled as the sharing reaches far."""
    wide = svg.number(step * 0.67)
    bars = [f"M{svg.number(x + step * n)} {svg.number(y + 9)}v{-3 - 2 * n}h{wide}v{3 + 2 * n}z" for n in range(4)]
    halves = ((bars[:reach], svg.INK), (bars[reach:], svg.PAPER))
    return "".join(svg.tag("path", d="".join(d), fill=fill, stroke=svg.MUTED, stroke_width=0.5) for d, fill in halves if d)


def _centred(draw: Callable[[Any, float, float], str], what: Any) -> Callable[[float, float], str]:
    return lambda x, y: draw(what, x + 14, y + 6)


def _outlined(name: str, fill: str = svg.WASH, dash: str = "") -> Callable[[float, float], str]:
    return lambda x, y: svg.shape(name, x + 1, y, 25, 12, fill=fill, stroke=svg.INK, stroke_width=1, stroke_dasharray=dash)


def _gauge(reach: int, x: float, y: float) -> str:
    return gauge(reach, x - 7, y - 4.5)


def shortened(name: str, mark: str, most: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """A name in at most `lines` lines that end with a mark which is never cut off nor broken."""
    words, whole = name.split(), mark.replace(" ", _JOINT)
    for count in range(len(words), 0, -1):
        kept = " ".join(words[:count]) + ("" if count == len(words) else "…")
        made = wrap(f"{kept} {whole}".rstrip(), SMALL, most, bold=bold)
        if len(made) <= lines:
            return tuple(line.replace(_JOINT, " ") for line in made)
    return wrap(mark or name, SMALL, most, bold=bold, lines=lines)


@dataclass(frozen=True, eq=False)
class Chip(Box):
    """An element inside a block: owner's mark, code, owner, sharing and state over its name. With no `lines` for the name,
    it follows the code, and owner's name and the words for an assumption are left to the title."""

    element: Element
    marks: Marks
    lines: int

    @cached_property
    def least(self) -> float:
        """The width that holds code, gauge and disc."""
        return 116

    def measure(self, width: float) -> float:
        """One line of marks and the name."""
        return LINE * (1 + len(self._name(width))) + (5 if self.lines else 2)

    def _name(self, width: float) -> tuple[str, ...]:
        name, mark = self.element.names.get(self.marks.language), self.marks.assumed(self.element)
        return shortened(name, mark, width - 14, self.lines) if self.lines else ()

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The chip."""
        element, marks = self.element, self.marks
        rank, role = marks.rank(element), marks.role(element)
        fill = svg.PAPER if element["model_state"] == "to-be" else svg.mix(COLOURS[rank], 0.12)
        dash = svg.DASH if element.assumed else ""
        top = y + (2 if self.lines else (height - LINE) / 2)
        code, middle = str(element["code"] or ""), top + LINE / 2
        after = x + 15 + text_width(f"{code} ", SMALL, bold=True)
        room = x + width - (34 if self.lines else 28) - after
        beside = marks.owner(element) if self.lines else element.names.get(marks.language)
        parts = [
            svg.shape(role, x, y, width, height, fill=fill, stroke=COLOURS[rank], stroke_width=1, stroke_dasharray=dash),
            glyph(rank, x + 8, middle),
            svg.text(x + 15, top, [code], SMALL, font_weight="700") if code else "",
            svg.text(
                after, top, wrap(beside, SMALL, room, lines=1) if room > 2 * SMALL else (), SMALL, fill=svg.MUTED if self.lines else svg.INK
            ),
            gauge(marks.reach(element), x + width - 31, middle - 5)
            if self.lines
            else gauge(marks.reach(element), x + width - 25, middle - 5, 2.2),
            disc(marks.stage(element), x + width - 9, middle),
            svg.text(x + 7, top + LINE, self._name(width), SMALL),
        ]
        yield svg.link(element.id, marks.classes(element), marks.title(element), "".join(parts))


@dataclass(frozen=True, eq=False)
class More(Box):
    """What stands for the elements that are not drawn."""

    count: int
    language: str

    @cached_property
    def least(self) -> float:
        """The width of its words."""
        return text_width(self._words, SMALL) + 12

    @property
    def _words(self) -> str:
        return f"+{self.count} " + Text("đối tượng khác", "more").get(self.language)

    def measure(self, width: float) -> float:
        """One line."""
        return LINE + 4

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The words."""
        yield svg.text(x + 6, y + (height - LINE) / 2, [self._words], SMALL, fill=svg.MUTED, font_weight="700")


def capped(elements: Sequence[Element], cap: int, make: Callable[[Element], Box], language: str) -> list[Box]:
    """Boxes of at most `cap` elements, and one for the rest. A rest of one is drawn itself."""
    shown = len(elements) if len(elements) <= cap + 1 else cap
    boxes = [make(e) for e in elements[:shown]]
    return [*boxes, More(len(elements) - shown, language)] if shown < len(elements) else boxes


def by_code(element: Element) -> tuple[str, int, object, str]:
    """The order of elements: by the letters and the number of their code, those without one last by name."""
    head, _, digits = str(element["code"] or "").partition("-")
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    return (head or "~", number, collation_key(element.name), element.id)
