"""Template 02: which diagrams a dossier needs and why, and each of them as SVG, PDF, PNG and a DRAWIO file that can be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from generators import drawio
from generators.findings import legal_source
from generators.pictures import pictures, png
from generators.project import Project
from generators.render import Engine
from generators.scene import scene
from generators.svg import Drawing
from generators.text import font_file
from khung.artifact import Artifact
from khung.catalogue import finding
from khung.diagnostic import Diagnostic, Text
from khung.graph import Graph
from khung.house import VIEW
from khung.model import Element
from khung.query import select
from khung.shipped import derived
from khung.vietnamese import fold

FOLDER = "mau-02"
_SHEET = (420, 297)
"""A lying A3, in millimetres."""


@dataclass(frozen=True)
class Needed:
    """A diagram of template 02: its code, the guidance's name of it, whether this dossier needs it, why or when, the clause."""

    code: str
    name: Text
    needed: bool
    why: Text
    clause: str


@dataclass(frozen=True)
class Made:
    """A diagram of the dossier: its view, and its picture."""

    needed: Needed
    view: Element
    drawing: Drawing


def wanted(graph: Graph) -> list[Needed]:
    """Every diagram of the guidance, in its order, and whether the model meets the condition for it."""
    return [_wanted(graph, code, about) for code, about in derived("mau-02")["figures"].items()]


def _wanted(graph: Graph, code: str, about: Mapping[str, Any]) -> Needed:
    needed = "when" not in about or bool(select(graph, {**about["when"], "own": True}))
    why = Text(about["why"]["vi"], about["why"]["en"])
    return Needed(code, Text(about["vi"], about["en"]), needed, why, about["clause"])


def missing(graph: Graph) -> Iterator[Diagnostic]:
    """A finding for each diagram that is needed and that no view of the model draws."""
    codes = {str(v["code"]) for v in graph.of_kind(VIEW)}
    for diagram in wanted(graph):
        if diagram.needed and diagram.code not in codes:
            cited = legal_source(graph, diagram.clause, "vi")
            yield finding("K903", subject=diagram.code, why=diagram.why.vi, why_en=diagram.why.en, clause=cited)


def draw(project: Project, engine: Engine | None = None) -> list[Made]:
    """The diagrams of the dossier in Vietnamese, in the guidance's order; those of the model that the dossier does not need are left out."""
    needed = {d.code: d for d in wanted(project.graph) if d.needed}
    graph = project.graph
    kept = [e for e in graph.elements.values() if e.kind != VIEW or e["code"] in needed]
    made = pictures(Project(graph.subset(kept), project.report, project.coverage, project.day, project.revision), "vi", engine)
    order = list(needed)
    drawn = [Made(needed[str(p.view["code"])], p.view, p.drawing) for p in made]
    return sorted(drawn, key=lambda d: order.index(d.needed.code))


def file_name(code: str, version: str) -> str:
    """The name of a diagram's file: its code and version, in letters that every system keeps: "SD-T-01_v1.0"."""
    return f"{fold(code).upper()}_v{version}"


def files(made: Sequence[Made], version: str, images: Mapping[str, bytes]) -> Iterator[Artifact]:
    """Every diagram as SVG, DRAWIO, PDF and PNG (`images`, by code), and all of them in one PDF for printing."""
    for diagram in made:
        path = f"{FOLDER}/{file_name(diagram.needed.code, version)}"
        drawing = unlinked(diagram.drawing)
        yield Artifact.text(f"{path}.svg", drawing.svg)
        yield Artifact.text(f"{path}.drawio", drawio.document({diagram.needed.code: scene(diagram.drawing)}))
        yield Artifact(PurePosixPath(f"{path}.pdf"), pdf([drawing]))
        yield Artifact(PurePosixPath(f"{path}.png"), images[diagram.needed.code])


def unlinked(drawing: Drawing) -> Drawing:
    """The picture without addresses that only a site can answer."""
    return Drawing(
        drawing.svg.replace('<a xlink:href="khung:', '<a data-element="'), drawing.width, drawing.height, drawing.rows, drawing.headings
    )


def pdf(drawings: Sequence[Drawing]) -> bytes:
    """Pictures as vectors, one a page: on a lying A3, a page of its own shape where the picture is higher than that."""
    import typst  # noqa: PLC0415 - heavy

    pages, inputs = [], {}
    for number, drawing in enumerate(drawings):
        name = f"{number}.svg"
        inputs[name] = drawing.svg.encode()
        wide, least = _SHEET
        high = max(float(least), round(wide * drawing.height / drawing.width, 2))
        pages.append(f'#page(width: {wide}mm, height: {high}mm, margin: 0pt, image("{name}", width: 100%, alt: "{number}"))')
    inputs["main.typ"] = "\n".join(pages).encode()
    compiled: Any = typst.compile  # its types do not know a map of files
    made = compiled(inputs, font_paths=[str(font_file().parent)], ignore_system_fonts=True, timestamp=0)
    return bytes(made)


def images(made: Sequence[Made]) -> dict[str, bytes]:
    """The PNG of each diagram by its code."""
    return {d.needed.code: png(d.drawing) for d in made}
