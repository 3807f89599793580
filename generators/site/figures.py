"""Pictures on pages: inline SVG whose shapes link to their pages, the same content as a table, files to download."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import Markup

from generators.site.page import ELEMENTS, Picture
from generators.site.place import Place, Site
from generators.svg import Drawing
from khung.artifact import Artifact

FOLDER = "so-do/"
_LINK = re.compile(r'(xlink:href|href)="khung:([a-z0-9-]+)"')
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
    rows: Sequence[Sequence[str | Markup]]


def figure(place: Place, picture: Picture) -> Figure:
    """A picture as its page shows it."""
    graph = place.site.graph
    rows = [[place.link(cell) if isinstance(cell, str) and cell in graph else cell for cell in row] for row in picture.drawing.rows]
    return Figure(
        picture.view.id,
        place.site.name(picture.view),
        place.href(f"{ELEMENTS}{picture.view.id}/"),
        inline(place, picture.drawing),
        place.href(FOLDER + picture.view.id),
        picture.drawing.headings,
        rows,
    )


def inline(place: Place, drawing: Drawing) -> Markup:
    """The SVG with links that work from this place. The picture generator has escaped every text in it."""
    base, graph = place.base + ELEMENTS, place.site.graph

    def target(match: re.Match[str]) -> str:
        return f'{match[1]}="{base}{match[2]}/"' if match[2] in graph else f'data-unknown="{match[2]}"'

    return Markup(_LINK.sub(target, _HEAD.sub("", drawing.svg)))  # noqa: S704 - made by us, texts escaped there


def files(site: Site, png: Callable[[Drawing], bytes]) -> Iterator[Artifact]:
    """Every picture as SVG (links relative to where it lies) and PNG."""
    for picture in site.pictures:
        path = f"{FOLDER}{picture.view.id}"
        yield Artifact.text(f"{path}.svg", _LINK.sub(rf'\1="../{ELEMENTS}\2/"', picture.drawing.svg))
        yield Artifact(PurePosixPath(f"{path}.png"), png(picture.drawing))


def gallery(place: Place) -> str:
    """Every picture as a card."""
    cards = [(p, place.href(f"{ELEMENTS}{p.view.id}/"), place.href(f"{FOLDER}{p.view.id}.svg")) for p in in_order(place.site)]
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
