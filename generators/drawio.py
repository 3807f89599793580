"""Pictures as DRAWIO files that can be edited: containers, boxes with their words, lines bound to the boxes they join.

The file is plain mxGraph XML, one page a figure. A box keeps the id of its element, a line says its type and what it carries."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape as html_escape

from generators import svg
from generators.render import Spot
from generators.scene import Ink, Item, Line, Scene, Words
from generators.text import FAMILY

_PRINT = (1654, 1169)
"""A lying A3 in hundredths of an inch, the unit of a page in this format."""
_OUTLINES = {
    "square": "rounded=0", "round": "rounded=1;absoluteArcSize=1;arcSize=8", "cut": "shape=card;size=7", "drum": "shape=cylinder3;boundedLbl=1;size=4",
    "hexagon": "shape=hexagon;perimeter=hexagonPerimeter2;fixedSize=1;size=9", "page": "shape=note;size=8",
    "slant": "shape=parallelogram;perimeter=parallelogramPerimeter;fixedSize=1;size=9", "house": "shape=offPageConnector;direction=west;size=0.2",
    "arrow": "shape=step;perimeter=stepPerimeter;fixedSize=1;size=9",
}  # fmt: skip
_CODES = 2
_HEADS = {"full": "block;endFill=1", "hollow": "block;endFill=0", "open": "open", "double": "doubleBlock;endFill=1", "none": "none"}
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


def document(scenes: Mapping[str, Scene]) -> str:
    """A file with one page for each picture, by the name of the page."""
    pages = (_page(name, made) for name, made in scenes.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mxfile host="khung" type="device">{"".join(pages)}\n</mxfile>\n'


def _page(name: str, made: Scene) -> str:
    # The page of the file is the picture's own sheet; the scale prints it on one A3.
    scale = max(made.width / _PRINT[0], made.height / _PRINT[1])
    about = f'pageWidth="{_PRINT[0] if made.width >= made.height else _PRINT[1]}"'
    about += f' pageHeight="{_PRINT[1] if made.width >= made.height else _PRINT[0]}" pageScale="{svg.number(scale)}"'
    cells = "\n".join(_Writer().cells(made))
    head = f'\n<diagram id="{svg.escape(name)}" name="{svg.escape(name)}"><mxGraphModel grid="0" guides="1" connect="1" arrows="1" fold="1" page="1"'
    return f'{head} math="0" shadow="0" {about}><root>\n<mxCell id="0"/>\n<mxCell id="1" parent="0"/>\n{cells}\n</root></mxGraphModel></diagram>'


@dataclass
class _Writer:
    """One page while it is written."""

    count: int = 0

    def cells(self, made: Scene) -> Iterator[str]:
        """Every cell, a container before what is in it, lines last."""
        yield from self._inside(made.sheet, "1")
        for line in made.lines:
            yield _line(line)

    def _inside(self, item: Item, parent: str) -> Iterator[str]:
        at = item.spot
        for inner in item.items:
            yield from self._item(inner, parent, at)
        for said in item.words:
            yield self._words(said, parent, at)
        for sign in item.inks:
            yield self._ink(sign, parent, at)

    def _item(self, item: Item, parent: str, outer: Spot) -> Iterator[str]:
        label, style = _label(item)
        held = item.items or item.inks or item.words
        style = f"{_OUTLINES.get(item.outline, 'rounded=0')};{_look(item.look)};{style}" + ("container=1;collapsible=0;" if held else "")
        yield _vertex(item.name, label, style, parent, _within(item.spot, outer), element=item.element, tooltip=item.title)
        yield from self._inside(item, item.name)

    def _new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.count}"

    def _words(self, said: Words, parent: str, outer: Spot) -> str:
        turn = "horizontal=0;" if said.turned else ""
        style = (
            f"text;html=1;strokeColor=none;fillColor=none;spacing=0;verticalAlign=middle;align={_ALIGN[said.anchor]};{turn}{_font(said)}"
        )
        return _vertex(self._new("text"), _html([said]), style, parent, _within(said.spot, outer))

    def _ink(self, sign: Ink, parent: str, outer: Spot) -> str:
        """A small sign as a picture of its own: it is a mark of the legend, not a thing to be edited."""
        x, y, wide, high = sign.spot.x - 1, sign.spot.y - 1, sign.spot.width + 2, sign.spot.height + 2
        box = " ".join(map(svg.number, (x, y, wide, high)))
        drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{svg.number(wide)}" height="{svg.number(high)}">{sign.svg}</svg>'
        image = b64encode(drawn.replace("ns0:", "").replace(":ns0", "").encode()).decode()
        style = f"shape=image;imageAspect=0;image=data:image/svg+xml,{image};"
        return _vertex(self._new("sign"), "", style, parent, _within(Spot(x, y, wide, high), outer))


def _within(spot: Spot, outer: Spot) -> Spot:
    """A rectangle in the coordinates of what holds it, and no further than its edge."""
    x, y = max(spot.x - outer.x, 0), max(spot.y - outer.y, 0)
    return Spot(x, y, min(spot.width, outer.width - x), min(spot.height, outer.height - y))


def _label(item: Item) -> tuple[str, str]:
    """The label of a box and how it stands in it."""
    said = item.label
    if not said:
        return "", "html=1;"
    left = min(w.at[0] for w in said) - item.spot.x
    top = max(said[0].at[1] - item.spot.y, 0)
    place = f"html=1;align=left;verticalAlign=top;spacing=0;spacingLeft={svg.number(left)};spacingTop={svg.number(top)};"
    return _html(said), place + _font(said[0])


def _font(said: Words) -> str:
    return f"fontFamily={FAMILY};fontSize={svg.number(said.size)};fontColor={said.colour or svg.INK};"


def _html(said: Sequence[Words]) -> str:
    """Words as the HTML of a label: those on one height stand in one line, each line as far in as it is drawn."""
    left = min(w.at[0] for w in said if w.anchor == said[0].anchor)
    rows: dict[int, list[str]] = {}
    for words in said:
        for n, line in enumerate(words.lines):
            row = rows.setdefault(round((words.at[1] + n * words.size * svg.LEADING) / 4), [])
            row.append(_span(line, words, said[0], words.at[0] - left if not row and words.anchor == "start" else 0))
    return "<br>".join(" ".join(rows[key]) for key in sorted(rows))


def _span(line: str, words: Words, first: Words, indent: float) -> str:
    """One line of words, with the look that differs from that of the label's first words."""
    text = html_escape(line, quote=False)
    text = f"<b>{text}</b>" if words.bold else text
    look = [f"font-size:{svg.number(words.size)}px"] if words.size != first.size else []
    look += [f"color:{words.colour}"] if words.colour != first.colour else []
    look += [f"padding-left:{svg.number(indent)}px"] if indent > 1 else []
    return f'<span style="{";".join(look)}">{text}</span>' if look else text


def _look(look: Mapping[str, str]) -> str:
    dash = look.get("stroke-dasharray", "")
    made = (
        f"fillColor={look.get('fill') or 'none'};strokeColor={look.get('stroke') or 'none'};strokeWidth={look.get('stroke-width') or '1'}"
    )
    return f"{made};dashed=1;dashPattern={dash}" if dash else made


def _vertex(id: str, label: str, style: str, parent: str, spot: Spot, *, element: str = "", tooltip: str = "") -> str:
    x, y, wide, high = map(svg.number, (spot.x, spot.y, spot.width, spot.height))
    place = f'<mxGeometry x="{x}" y="{y}" width="{wide}" height="{high}" as="geometry"/>'
    cell = f'style="{svg.escape(style)}" vertex="1" parent="{parent}">{place}</mxCell>'
    if not element:
        return f'<mxCell id="{id}" value="{svg.escape(label)}" {cell}'
    about = f'label="{svg.escape(label)}" tooltip="{svg.escape(tooltip)}" element="{svg.escape(element)}"'
    return f'<object id="{id}" {about}><mxCell {cell}</object>'


def _few(label: str) -> str:
    """The first codes of a line that stands for many; all of them are in its data."""
    codes = label.split(", ")
    return label if len(codes) <= _CODES else f"{', '.join(codes[:_CODES])} +{len(codes) - _CODES}"


def _line(line: Line) -> str:
    points = "".join(f'<mxPoint x="{svg.number(x)}" y="{svg.number(y)}"/>' for x, y in line.points)
    head = _HEADS.get(line.look["head"], _HEADS["full"])
    style = f"html=1;curved=1;rounded=0;endArrow={head};strokeColor={line.look.get('stroke', svg.INK)};strokeWidth=1.3;fontSize=9;fontFamily={FAMILY};"
    style += "startArrow=oval;startFill=0;" if line.look["hollow"] else ""
    dash = line.look.get("stroke-dasharray", "")
    style += f"dashed=1;dashPattern={dash};labelBackgroundColor=#ffffff;" if dash else "labelBackgroundColor=#ffffff;"
    place = f'<mxGeometry relative="1" as="geometry"><Array as="points">{points}</Array></mxGeometry>'
    about = f'label="{svg.escape(html_escape(_few(line.label), quote=False))}" data="{svg.escape(line.label)}" tooltip="{svg.escape(line.title)}" type="{svg.escape(line.type)}"'
    cell = f'<mxCell style="{svg.escape(style)}" edge="1" parent="1" source="{line.tail}" target="{line.head}">{place}</mxCell>'
    return f'<object id="line-{line.name}" {about}>{cell}</object>'
