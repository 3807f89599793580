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
    """A diagram of the dossier: what it answers, its view, and its picture."""

    needed: Needed
    view: Element
    drawing: Drawing

    @property
    def code(self) -> str:
        """Its own code: that of the guidance, or one that goes on from it (SĐ-07-HN is a further SĐ-07)."""
        return str(self.view["code"])


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
            yield finding("K903", subject=diagram.code, clause=cited)


def draw(project: Project, engine: Engine | None = None) -> list[Made]:
    """The diagrams of the dossier in Vietnamese, in the guidance's order; those of the model that the dossier does not need are left out."""
    needed = [d for d in wanted(project.graph) if d.needed]
    graph = project.graph
    chosen = {v.id: d for v in graph.of_kind(VIEW) if (d := _answered(str(v["code"] or ""), needed))}
    kept = [e for e in graph.elements.values() if e.kind != VIEW or e.id in chosen]
    made = pictures(Project(graph.subset(kept), project.report, project.coverage, project.day, project.revision), "vi", engine)
    drawn = [Made(chosen[p.view.id], p.view, p.drawing) for p in made]
    return sorted(drawn, key=lambda d: (needed.index(d.needed), d.code))


def named(project: Project) -> list[Made]:
    """The diagrams of the dossier without their pictures: which there are, in the same order."""
    needed = [d for d in wanted(project.graph) if d.needed]
    found = [(d, v) for v in project.graph.of_kind(VIEW) if (d := _answered(str(v["code"] or ""), needed))]
    made = [Made(d, v, Drawing("", 1, 1, (), ())) for d, v in found]
    return sorted(made, key=lambda d: (needed.index(d.needed), d.code))


def _answered(code: str, needed: Sequence[Needed]) -> Needed | None:
    """The diagram of the guidance that a code stands for."""
    return next((d for d in needed if code == d.code or code.startswith(f"{d.code}-")), None)


def file_name(code: str, version: str) -> str:
    """The name of a diagram's file: its code and version, in letters that every system keeps: "SD-T-01_v1.0"."""
    return f"{fold(code).upper()}_v{version}"


def files(made: Sequence[Made], version: str, images: Mapping[str, bytes]) -> Iterator[Artifact]:
    """Every diagram as SVG, DRAWIO, PDF and PNG (`images`, by code), and all of them in one PDF for printing."""
    for diagram in made:
        path = f"{FOLDER}/{file_name(diagram.code, version)}"
        drawing = unlinked(diagram.drawing)
        yield Artifact.text(f"{path}.svg", drawing.svg)
        yield Artifact.text(f"{path}.drawio", drawio.document({diagram.code: scene(diagram.drawing)}))
        yield Artifact(PurePosixPath(f"{path}.pdf"), pdf([drawing]))
        yield Artifact(PurePosixPath(f"{path}.png"), images[diagram.code])


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
    return {d.code: png(d.drawing) for d in made}
