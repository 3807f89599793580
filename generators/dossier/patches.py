"""From what workbooks ask for to the model's files: YAML edits that keep comments and order, as values. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generators.dossier.cells import Words
from generators.dossier.intake import Confirmed, Proposal
from generators.dossier.newcomers import Newcomer, welcome
from generators.dossier.parse import Reader
from khung import numbering
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph
from khung.house import CONFIRMATION, WORKSPACE
from khung.splice import Unspliceable, edited
from khung.yamltree import Path

_CONFIRMATIONS = "model/to-chuc/xac-nhan.yaml"
_MODELINE = b"# yaml-language-server: $schema=../../.khung/model.schema.json\n"
Edits = dict[str, dict[Path, Any]]


class Patches(NamedTuple):
    """The files as they are to be, the elements that are new with the workbook they come from, and what could not be taken."""

    files: Mapping[str, bytes]
    new: tuple[tuple[str, Newcomer], ...]
    findings: tuple[Diagnostic, ...]


def patches(graph: Graph, texts: Mapping[str, bytes], proposals: Sequence[Proposal]) -> Patches:
    """The files of the model with all that the proposals ask for; `texts` are the files by name.
    Two workbooks that say two things of one field are told, and the first stands."""
    edits: Edits = {}
    findings: list[Diagnostic] = []
    for proposal in proposals:
        for change in proposal.changes:
            element, into = change.element, edits.setdefault(change.element.file, {})
            paths: dict[Path, Any] = {(element.kind, element.id, *path): value for path, value in change.edits.items()}
            if any(path in into and into[path] != value for path, value in paths.items()):
                words = {"subject": f"{proposal.name}, {change.place}", "found": element["code"] or element.id, "column_name": change.title}
                findings.append(finding("K824", proposal.name, line=change.row, column=change.column, sheet=change.sheet, **words))
                continue
            into.update(paths)
    new = _newcomers(graph, proposals, edits, findings)
    for proposal in proposals:
        if proposal.confirmed:
            _confirm(graph, proposal.confirmed, edits)
    return Patches(_written(texts, edits, findings), tuple(new), tuple(findings))


def _confirm(graph: Graph, said: Confirmed, edits: Edits) -> None:
    """Record a confirmation: an element of its own, and the contact of records that the body itself owns or runs."""
    id = f"xac-nhan-{said.body.id}-{said.date}"
    known = graph.elements.get(id)
    file = known.file if known else _CONFIRMATIONS
    into = edits.setdefault(file, {})
    fields: dict[str, Any] = {
        "name": f"{said.body.name} xác nhận thông tin kiến trúc",
        "by": said.body.id,
        "person": said.person,
        "date": said.date,
    }
    fields |= {"evidence": said.evidence} if said.evidence else {}
    for field, elements in (("concerns", said.right), ("disclaims", said.disclaimed)):
        ids = dict.fromkeys((*(known.refs(field) if known else ()), *(e.id for e in elements)))
        fields |= {field: list(ids)} if ids else {}
    if known is None:
        into[CONFIRMATION, id] = fields
    else:
        into.update({(CONFIRMATION, id, field): value for field, value in fields.items() if known[field] != value})
    for element in said.right:
        own = said.body.id in (element["owner"], element["operator"], element["data_owner"])
        if own and not element.pack and "confirmed_by" in graph.metamodel.kinds[element.kind].fields and not element["confirmed_by"]:
            place = edits.setdefault(element.file, {})
            place.setdefault((element.kind, element.id, "confirmed_by"), said.body.name)
            place.setdefault((element.kind, element.id, "undetermined", "confirmed_by"), None)


def _newcomers(graph: Graph, proposals: Sequence[Proposal], edits: Edits, findings: list[Diagnostic]) -> list[tuple[str, Newcomer]]:
    reader, ledger, taken = Reader(Words(graph)), numbering.highest(graph), set(graph.elements)
    new: list[tuple[str, Newcomer]] = []
    for proposal in proposals:
        made = welcome(reader, proposal.name, proposal.new, ledger, taken)
        findings += made.findings
        for newcomer in made.elements:
            element = newcomer.element
            edits.setdefault(element.file, {})[element.kind, element.id] = dict(element.fields)
            new.append((proposal.name, newcomer))
        for (id, field), ids in made.linked.items():
            element = graph[id]
            path: Path = (element.kind, id, field)
            before = edits.setdefault(element.file, {}).get(path, list(element.refs(field)))
            edits[element.file][path] = [*dict.fromkeys((*before, *ids))]
    workspace = next(graph.of_kind(WORKSPACE), None)
    if new and workspace is not None:
        for prefix, number in ledger.items():
            edits.setdefault(workspace.file, {})[workspace.kind, workspace.id, "codes", prefix] = number
    return new


def _written(texts: Mapping[str, bytes], edits: Edits, findings: list[Diagnostic]) -> dict[str, bytes]:
    files = {}
    for name, changes in edits.items():
        before = texts.get(name, _MODELINE)
        try:
            after = edited(before, name, changes)
        except Unspliceable as error:
            findings.append(finding("K825", name, line=1, column=1, subject=name, problem=str(error)))
            continue
        if after != before:
            files[name] = after
    return files
