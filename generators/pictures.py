"""Every view of a model as a picture. The one place that knows which layout is drawn by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generators import blocks, graphs, roadmap, technology, tree
from generators.project import Project
from generators.render import Engine
from generators.svg import PAPER, Drawing
from generators.text import font_file
from khung.house import VIEW
from khung.model import Element

Draw = Callable[..., dict[str, Drawing]]
"""From a model, views and a language ("vi" or "en") to the pictures by the id of their view."""

LAYOUTS: dict[str, Draw] = {
    "blocks": blocks.draw_all,
    "graph": graphs.draw_all,
    "tree": tree.draw_all,
    "roadmap": roadmap.draw_all,
    "icons": technology.draw_all,
}
"""The drawer of each layout."""
_LAID_OUT = ("graph", "icons")
"""The layouts that ask the layout program where things stand."""
_DPI = 192


@dataclass(frozen=True)
class Picture:
    """A view and its drawing in one language."""

    view: Element
    drawing: Drawing


def pictures(project: Project, language: str, engine: Engine | None = None) -> list[Picture]:
    """Every view drawn, in the order that the views ask for, those that ask for none last by their id.
    `engine` runs the layout program, or keeps its answers from before. Raises KhungError where it cannot."""
    shown = views(project)
    made: dict[str, Drawing] = {}
    for batch in batches(shown):
        made |= drawn(project, batch, language, engine)
    return [Picture(view, made[view.id]) for view in shown]


def views(project: Project) -> list[Element]:
    """The views, in the order that they ask for."""
    return sorted((v for v in project.graph.of_kind(VIEW) if v["layout"] in LAYOUTS), key=_order)


def batches(views: Iterable[Element]) -> list[list[Element]]:
    """The views in parts that are best drawn together: the layout program is asked for many graphs at once, all others stand alone."""
    together: dict[str, list[Element]] = {}
    for view in views:
        together.setdefault(str(view["layout"]) if view["layout"] in _LAID_OUT else f"{view['layout']} {view.id}", []).append(view)
    return list(together.values())


def drawn(project: Project, batch: Sequence[Element], language: str, engine: Engine | None = None) -> dict[str, Drawing]:
    """The pictures of a batch of views by their id. Raises KhungError where the layout program cannot make them."""
    layout = batch[0]["layout"]
    return LAYOUTS[layout](project, batch, language, **({"engine": engine} if layout in _LAID_OUT else {}))


def _order(view: Element) -> tuple[bool, float, str]:
    order = view["order"]
    return (not isinstance(order, (int, float)), order if isinstance(order, (int, float)) else 0, view.id)


def png(drawing: Drawing) -> bytes:
    """The picture as PNG on white, with the one font; twice its own size, so that it prints sharp."""
    import resvg_py  # noqa: PLC0415 - heavy, and only files to download need it

    fonts = [str(font_file()), str(font_file(bold=True))]
    made = resvg_py.svg_to_bytes(
        svg_string=drawing.svg, width=round(drawing.width * 2), font_files=fonts, skip_system_fonts=True, background=PAPER, dpi=_DPI
    )
    return bytes(made)
