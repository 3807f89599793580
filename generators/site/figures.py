"""Pictures on pages: inline SVG whose shapes link to their pages, the same content as a table, files to download."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath

from markupsafe import Markup

from generators.site.page import ELEMENTS, PICTURES, Entry, Page, Picture, Recipe
from generators.site.place import Place, Site
from generators.svg import Drawing
from khung.artifact import Artifact

FOLDER = "so-do/"
_SMALL = "-nho.svg"
"""How the file of an outline ends."""
_LINK = re.compile(r'(xlink:href|href)="khung:([a-z0-9-]+)"')
_NARROW, _LONG, _APART = 3, 24, 100
"""The most columns that become headings of groups; from how many rows on; with more rows than this a table is a page of its own."""
_WORDS_WEIGHT = 0.5
_LETTERING = re.compile(r"<title>.*?</title>|</?a\b[^>]*>|<text\b.*?</text>|<circle\b[^>]*/>", re.DOTALL)
_IMAGES = re.compile(r"<image\b[^>]*/>")
_SPECK = re.compile(r'<(?:path|rect)\b[^>]*(?:stroke-width="0\.5"|fill="(#\w+)" stroke="\1")[^>]*/>')
_RECT = re.compile(r'<rect\b[^>]* width="([\d.]+)" height="([\d.]+)"[^>]*/>')
_LOOK = re.compile(r' (?:stroke-width|stroke-dasharray|rx|data-[a-z]+|class|role|aria-label|font-family)="[^"]*"')
_FINE = re.compile(r'(?<=\d)\.\d+(?=[" A-Za-z,-])')
_SPECK_SIZE = 0.04
"""The share of a picture's width below which a box is no more than a dot on a card."""
_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>\s*(?:<!DOCTYPE[^>]*>\s*)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture ready for a page: its own page, SVG, files and table."""

    id: str
    name: str
    href: str
    svg: Markup
    files: str
    headings: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Sequence[str | Markup]]]]
    """The table: what the rows of a group have in common ("" where nothing is said), then the rows."""
    count: int
    """How many rows."""
    words: str
    """Where the table is, when it is too long to stand under the picture; "" where it stands there."""


def figure(place: Place, picture: Picture) -> Figure:
    """A picture as its page shows it."""
    headings, rows = _linked(place, picture.drawing)
    common = _common(rows)
    return Figure(
        picture.view.id,
        place.site.name(picture.view),
        place.href(f"{ELEMENTS}{picture.view.id}/"),
        inline(place, picture.drawing),
        place.href(FOLDER + picture.view.id),
        headings[common:],
        [(" › ".join(map(str, under)), [row[common:] for row in members]) for under, members in groupby(rows, lambda row: row[:common])],
        len(rows),
        place.href(f"{FOLDER}{picture.view.id}/") if len(rows) > _APART else "",
    )


def in_words(site: Site) -> Iterator[Recipe[Page]]:
    """A page for each table that would double the weight of its picture's page."""
    for picture in site.drawn:
        if len(picture.drawing.rows) > _APART:
            yield Recipe(f"{FOLDER}{picture.view.id}/", partial(_in_words, site, picture.view.id))


def _in_words(site: Site, view: str) -> Page:
    picture = site.picture(view)
    assert picture is not None  # noqa: S101 - a recipe is made for what is drawn
    place = Place(site, f"{FOLDER}{view}/")
    name, about = site.name(picture.view), site.t["text_equivalent"]
    body = place.render("picture_words.jinja", name=name, drawn=figure(place, picture))
    return Page(place.path, name, body, PICTURES, Entry(name, about, weight=_WORDS_WEIGHT), about)


def _linked(place: Place, drawing: Drawing) -> tuple[Sequence[str], list[list[str | Markup]]]:
    """The table with links for ids. Where the last column says the elements that another column names, that one becomes their links."""
    graph, headings = place.site.graph, drawing.headings
    ids = [row[-1] if row and row[-1] in graph else "" for row in drawing.rows]
    named = Counter(at for row, id in zip(drawing.rows, ids, strict=True) if id for at in _naming(place.site, row, id))
    if not all(ids) or not named or len(headings) < _NARROW:
        return headings, [[place.link(cell) if cell in graph else cell for cell in row] for row in drawing.rows]
    at = max(named, key=lambda n: (named[n], -n))
    rows: list[list[str | Markup]] = [
        [place.link(id, cell) if n == at and cell else place.link(cell) if cell in graph else cell for n, cell in enumerate(row[:-1])]
        for row, id in zip(drawing.rows, ids, strict=True)
    ]
    return headings[:-1], rows


def _naming(site: Site, row: Sequence[str], id: str) -> list[int]:
    name = site.name(site.graph[id])
    return [at for at, cell in enumerate(row[:-1]) if cell == name]


def _common(rows: Sequence[Sequence[str | Markup]]) -> int:
    """How many columns at the left are the same over runs of rows, so that a long table says them once above each run."""
    if len(rows) < _LONG:
        return 0
    runs = {n: sum(1 for _ in groupby(rows, lambda row: row[:n])) for n in range(1, min(_NARROW, len(rows[0]) - 1) + 1)}  # noqa: B023 - used at once
    return max((n for n, count in runs.items() if 2 * count <= len(rows)), default=0)


def inline(place: Place, drawing: Drawing) -> Markup:
    """The SVG with links that work from this place. The picture generator has escaped every text in it."""
    base, graph = place.elements, place.site.graph

    def target(match: re.Match[str]) -> str:
        return f'{match[1]}="{base}{match[2]}/"' if match[2] in graph else f'data-unknown="{match[2]}"'

    return Markup(_LINK.sub(target, _HEAD.sub("", drawing.svg)))  # noqa: S704 - made by us, texts escaped there


def files(site: Site, png: Callable[[Drawing], bytes]) -> Iterator[Artifact]:
    """Every picture as SVG (links relative to where it lies), as PNG, and in outline for the gallery."""
    for picture in site.pictures:
        path = f"{FOLDER}{picture.view.id}"
        yield Artifact.text(f"{path}.svg", _LINK.sub(rf'\1="../{ELEMENTS}\2/"', picture.drawing.svg))
        yield Artifact(PurePosixPath(f"{path}.png"), png(picture.drawing))
        yield Artifact.text(f"{path}{_SMALL}", outline(picture.drawing))


def outline(drawing: Drawing) -> str:
    """The picture for a card, where no letter can be read: boxes and lines without text, links and dots."""

    def box(match: re.Match[str]) -> str:
        return match[0] if float(match[1]) >= _SPECK_SIZE * drawing.width else ""

    plain = _RECT.sub(box, _SPECK.sub("", _IMAGES.sub("", _LETTERING.sub("", drawing.svg))))
    return re.sub(r"\n+", "\n", _FINE.sub("", _LOOK.sub("", plain)))


def gallery(place: Place) -> str:
    """Every picture as a card."""
    cards = [(p, place.href(f"{ELEMENTS}{p.view.id}/"), place.href(f"{FOLDER}{p.view.id}{_SMALL}")) for p in in_order(place.site)]
    return place.render("pictures.jinja", cards=cards)


def in_order(site: Site) -> list[Picture]:
    """The pictures in the order that the views ask for."""
    return sorted(site.pictures, key=lambda p: (_number(p.view["order"]), site.order[p.view.id]))


def first_figure(site: Site) -> Picture | None:
    """The picture that makes the first figure of the national framework concrete, else the first picture."""
    made = in_order(site)
    return next((p for p in sorted(made, key=lambda p: str(p.view["figure"] or "~")) if p.view["figure"]), made[0] if made else None)


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 1e9
