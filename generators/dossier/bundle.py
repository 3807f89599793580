"""One dossier as a set of files: the three templates of one model, one version and one data date, proved against one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from generators.dossier import consistency, document, figures, form
from generators.dossier.columns import UNDETERMINED
from generators.dossier.content import Block
from generators.dossier.material import Edition, Material
from generators.dossier.workbook import Edition as Version
from generators.dossier.workbook import workbook
from generators.project import Project
from generators.render import Engine
from khung.artifact import Artifact
from khung.diagnostic import Diagnostic, KhungError
from khung.house import ORGANISATION
from khung.vietnamese import format_date

BOOK = "mau-03"


@dataclass(frozen=True)
class Bundle:
    """The files of a dossier, what was found on the way, what was compared over the files as written, and the document once more in
    the form from which its PDF is made."""

    edition: Edition
    files: tuple[Artifact, ...]
    findings: tuple[Diagnostic, ...]
    proof: consistency.Proof
    for_pdf: Artifact


def edition(project: Project) -> Edition:
    """The edition that the workspace names. Raises KhungError where it names none."""
    work = project.workspace
    if work is None or not work["version"]:
        raise KhungError("Mô hình chưa ghi phiên bản (workspace: version). / The model states no version.")
    return Edition(str(work["version"]), work.day("data_date") or project.day, work.day("since"))


def bearing(project: Project, version: str, effective: str) -> Project:
    """The project as its workspace stands once it is issued: of that version, in force from that day."""
    work = project.workspace
    if work is None:
        return project
    issued = replace(work, fields={**work.fields, "version": version, "since": effective})
    elements = project.graph.elements.values()
    return replace(project, graph=project.graph.subset(issued if e.id == work.id else e for e in elements))


def follow_up(project: Project) -> str:
    """The body that keeps the framework."""
    work = project.workspace
    return next((b.name for b in project.graph.targets(work.id, "follow_up")), UNDETERMINED) if work else UNDETERMINED


def working(project: Project) -> Version:
    """The line of the history for an edition that is not issued."""
    named = edition(project)
    day = format_date(named.data_date, "vi")
    return Version(named.version, day, "Bản làm việc, chưa ban hành", UNDETERMINED, "Toàn bộ hồ sơ", follow_up(project))


def expected(project: Project, own: Mapping[str, str], history: Sequence[Version]) -> tuple[list[Block], list[str]]:
    """What the document of this model says, without its pictures: its blocks, and the lines that stand around them."""
    agreed = consistency.Proof((), 0, 0, ())
    material = Material(project, edition(project), figures.named(project), consistency.checks(project, agreed), history)
    blocks, _ = document.content(material, own)
    return blocks, [*document.front(material, own).title, form.CONTENTS]


def bundle(project: Project, own: Mapping[str, str], history: Sequence[Version], engine: Engine | None = None) -> Bundle:
    """The whole dossier. `own` is the province's text of the document by file name. The list before issue is filled from the files
    as they were written, then the document that holds it is written again and compared again."""
    named = edition(project)
    drawn = figures.draw(project, engine)
    images = figures.images(drawn)
    drawings = list(figures.files(drawn, named.version, images))
    book = workbook(project, history=history)
    data = Artifact(PurePosixPath(f"{BOOK}/Bo-du-lieu_v{named.version}.xlsx"), book.data)
    material = Material(project, named, drawn, history=history)
    short = {o.name: str(o["abbreviation"]) for o in project.graph.of_kind(ORGANISATION) if o["abbreviation"]}
    first, _ = document.made(material, own, images)
    material = replace(material, checks=consistency.checks(project, consistency.proof(first.data, data.data, drawings, named, short)))
    text, findings = document.made(material, own, images)
    proof = consistency.proof(text.data, data.data, drawings, named, short)
    for_pdf, _ = document.made(material, own, images, fields=False)
    found = (*figures.missing(project.graph), *findings, *book.findings, *proof.findings)
    return Bundle(named, (text, *drawings, data), found, proof, for_pdf)
