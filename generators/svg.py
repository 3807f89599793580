"""Pictures as values, and the few SVG shapes they are made of. Knows no model and no layout; writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as _escape

from generators.text import FAMILY

INK, MUTED, LINE, WASH, PAPER = "#1f2933", "#52606d", "#9aa5b1", "#f4f6f8", "#ffffff"
LEADING = 1.25
"""Distance of two lines of text, in font sizes."""
DASH = "4 2.5"
"""The line style that means "assumed" in every picture."""
_BASE = 0.95
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Drawing:
    """One picture: the SVG, its size in its own units, and the same content as a table in the same language."""

    svg: str
    width: float
    height: float
    rows: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]


def escape(text: str) -> str:
    """Text as it may stand in SVG, in content and in attributes: markup as text, what XML forbids left out."""
    return _escape(_NOT_XML.sub("", text))


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def tag(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element. `content` is SVG, not text; attribute names write "_" for "-", numbers are shortened, "" leaves out."""
    made = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, (int, float)) else escape(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{made}>{content}</{name}>" if content else f"<{name}{made}/>"


def rect(x: float, y: float, width: float, height: float, **look: str | float) -> str:
    """A rectangle; `look` takes fill, stroke, stroke_width, stroke_dasharray, rx."""
    return tag("rect", x=x, y=y, width=width, height=height, **look)


def text(x: float, y: float, lines: Sequence[str], size: float, **look: str | float) -> str:
    """Lines of text whose first line box starts at `y` (its top, not its base line)."""
    base = y + size * _BASE
    styled: dict[str, str | float] = {"font_size": size, "fill": INK, **look}
    if len(lines) == 1:
        return tag("text", escape(lines[0]), x=x, y=base, **styled)
    spans = (tag("tspan", escape(line), x=x, y=base + n * size * LEADING) for n, line in enumerate(lines))
    return tag("text", "".join(spans), **styled) if lines else ""


def link(id: str, classes: Iterable[str], title: str, content: str) -> str:
    """A shape that stands for an element. The address `khung:ID` is replaced by whoever publishes the picture."""
    about = tag("title", escape(title))
    return f'<a xlink:href="khung:{escape(id)}" class="{escape(" ".join(classes))}">{about}{content}</a>'


def document(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """A whole picture on white paper, named by `title`."""
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
        f' role="group" aria-label="{escape(title)}" font-family="{FAMILY}">'
    )
    return "\n".join((head, tag("title", escape(title)), rect(0, 0, width, height, fill=PAPER), *parts, "</svg>", ""))


def mix(colour: str, share: float, ground: str = PAPER) -> str:
    """`share` of a "#rrggbb" colour over a ground: the tints of a palette."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))


def shape(name: str, x: float, y: float, width: float, height: float, **look: str | float) -> str:
    """A box with one of the `SHAPES`, told apart without colour; inside it, `SHAPES[name]` on each side stays free for text."""
    look["data_shape"] = name
    if name in _ROUNDING:
        return rect(x, y, width, height, rx=_ROUNDING[name], **look)
    cut = min(SHAPES[name], height / 2)
    right, low = x + width, y + height
    corners = {
        "cut": [(x + cut, y), (right, y), (right, low - cut), (right - cut, low), (x, low), (x, y + cut)],
        "hexagon": [(x + cut, y), (right - cut, y), (right, y + height / 2), (right - cut, low), (x + cut, low), (x, y + height / 2)],
        "slant": [(x + cut, y), (right, y), (right - cut, low), (x, low)],
        "arrow": [(x, y), (right - cut, y), (right, y + height / 2), (right - cut, low), (x, low)],
        "page": [(x, y), (right - cut, y), (right, y + cut), (right, low), (x, low)],
        "house": [(x, y + cut), (x + cut, y), (right - cut, y), (right, y + cut), (right, low), (x, low)],
    }
    if name == "drum":
        return _drum(x, y, width, height, **look)
    return polygon(corners[name], **look)


def polygon(corners: Iterable[tuple[float, float]], **look: str | float) -> str:
    """A closed outline through these points."""
    return tag("path", d="M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z", **look)


def _drum(x: float, y: float, width: float, height: float, **look: str | float) -> str:
    lid, half = SHAPES["drum"] / 2, width / 2
    arc = f"a{number(half)} {number(lid)} 0 0"
    side = f"M{number(x)} {number(y + lid)}v{number(height - 2 * lid)}{arc} 0 {number(width)} 0v{number(2 * lid - height)}"
    return tag("path", d=f"{side}{arc} 0 {number(-width)} 0{arc} 0 {number(width)} 0", **look)


_ROUNDING = {"square": 1.5, "round": 7.0}
SHAPES = {"square": 2.0, "round": 3.0, "cut": 7.0, "drum": 8.0, "hexagon": 9.0, "page": 8.0, "slant": 9.0, "house": 7.0, "arrow": 9.0}
"""The outlines by name, and how much of each side they take from the text."""
