"""Small pictures inside pages: boxes in columns, joined left to right. They take the colours of the page, so that they live in dark and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators import svg
from generators.site.page import ELEMENTS
from generators.site.place import Place
from generators.text import wrap

MOST = 7
"""The most boxes of a column; the last then says how many more there are."""
_WIDE, _GAP, _ACROSS = 132.0, 6.0, 26.0
_SCALE = 1.25
"""How large the picture stands where there is room, in pixels per unit."""
_SIZE, _NOTE, _PAD, _TOP = 10.5, 9.0, 5.0, 17.0


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `id` links it to an element ("" for none), `note` is a second, smaller text; `strong` marks what the picture is about."""

    key: str
    text: str
    id: str = ""
    note: str = ""
    strong: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    note: tuple[str, ...]


def box(place: Place, id: str, note: str = "", *, strong: bool = False) -> Box:
    """A box that stands for an element."""
    element = place.site.graph[id]
    return Box(id, place.site.short(element), id, note, strong, element.assumed)


def shortened(place: Place, boxes: Sequence[Box], key: str) -> list[Box]:
    """No more boxes than a column holds, the last (`key`) telling how many are left out."""
    if len(boxes) <= MOST:
        return list(boxes)
    rest = len(boxes) - MOST + 1
    return [*boxes[: MOST - 1], Box(key, f"+{rest}", note=place.site.t["more_below"])]


def columns(place: Place, title: str, held: Sequence[tuple[str, Sequence[Box]]], joined: Iterable[tuple[str, str]]) -> Markup:
    """The picture: headed columns of boxes and the lines between keys of boxes. Columns without boxes are left out."""
    filled = [(head, boxes) for head, boxes in held if boxes]
    placed = [[_measure(b, n) for b in boxes] for n, (_, boxes) in enumerate(filled)]
    tall = max((_tall(column) for column in placed), default=0)
    stood = [_stand(column, tall) for column in placed]
    by_key = {p.box.key: p for column in stood for p in column}
    parts = [_line(by_key[a], by_key[b]) for a, b in dict.fromkeys(joined) if a in by_key and b in by_key]
    parts += [
        svg.text(n * (_WIDE + _ACROSS), 0, wrap(head, _NOTE, _WIDE, lines=1), _NOTE, fill="", class_="k-mini__head")
        for n, (head, _) in enumerate(filled)
    ]
    parts += [_drawn(place, p) for column in stood for p in column]
    width = len(filled) * (_WIDE + _ACROSS) - _ACROSS
    size = f'width="{svg.number(width * _SCALE)}" height="{svg.number((_TOP + tall) * _SCALE)}"'
    head = f'<svg class="k-mini" {size} viewBox="-1 -1 {svg.number(width + 2)} {svg.number(_TOP + tall + 2)}" role="group" aria-label="{svg.escape(title)}">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - made by svg, which escapes


def _measure(found: Box, column: int) -> _Placed:
    lines = wrap(found.text, _SIZE, _WIDE - 2 * _PAD, lines=2)
    note = wrap(found.note, _NOTE, _WIDE - 2 * _PAD, lines=1) if found.note else ()
    height = 2 * _PAD + len(lines) * _SIZE * svg.LEADING + len(note) * _NOTE * svg.LEADING
    return _Placed(found, column * (_WIDE + _ACROSS), 0, height, lines, note)


def _tall(column: Sequence[_Placed]) -> float:
    return sum(p.height for p in column) + _GAP * (len(column) - 1)


def _stand(column: Sequence[_Placed], tall: float) -> list[_Placed]:
    y = _TOP + (tall - _tall(column)) / 2
    made = []
    for p in column:
        made.append(_Placed(p.box, p.x, y, p.height, p.lines, p.note))
        y += p.height + _GAP
    return made


def _line(a: _Placed, b: _Placed) -> str:
    x1, y1, x2, y2 = a.x + _WIDE, a.y + a.height / 2, b.x, b.y + b.height / 2
    middle = (x1 + x2) / 2
    points = [svg.number(v) for v in (x1, y1, middle, y1, middle, y2, x2, y2)]
    return svg.tag("path", class_="k-mini__line", d="M{} {}C{} {} {} {} {} {}".format(*points))


def _drawn(place: Place, p: _Placed) -> str:
    look = "k-mini__box" + (" k-mini__box--strong" if p.box.strong else "") + (" k-mini__box--assumed" if p.box.assumed else "")
    made = svg.rect(p.x, p.y, _WIDE, p.height, rx=2, class_=look)
    made += svg.text(
        p.x + _PAD, p.y + _PAD, p.lines, _SIZE, fill="", class_="k-mini__text" + (" k-mini__text--strong" if p.box.strong else "")
    )
    if p.note:
        made += svg.text(
            p.x + _PAD,
            p.y + _PAD + len(p.lines) * _SIZE * svg.LEADING,
            p.note,
            _NOTE,
            fill="",
            class_="k-mini__note" + (" k-mini__note--strong" if p.box.strong else ""),
        )
    if p.box.id and not p.box.strong:
        return f'<a href="{place.href(f"{ELEMENTS}{p.box.id}/")}"><title>{svg.escape(place.site.name(place.site.graph[p.box.id]))}</title>{made}</a>'
    return made
