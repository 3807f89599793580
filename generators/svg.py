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
