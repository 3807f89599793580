"""A copy of a workbook that came in, with what was found written at its cells: what its sender is given back."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from generators.dossier.intake import Proposal
from generators.dossier.xlsx import sealed
from khung.diagnostic import Diagnostic, Severity

_FILLS = {Severity.ERROR: "F8C9C4", Severity.WARNING: "FFE8B3", Severity.NOTE: "DDE7F3"}
_TAKEN = "D5EBD3"


def annotated(book: Workbook, proposal: Proposal, findings: Sequence[Diagnostic], language: str) -> bytes:
    """The workbook with a comment at each cell that a finding is about; cells that were taken are green."""
    for change in proposal.changes:
        book[change.sheet].cell(change.row, change.column).fill = PatternFill("solid", start_color=_TAKEN)
    said: dict[tuple[str, int, int], list[Diagnostic]] = {}
    for found in findings:
        sheet = found.args.get("sheet", "")
        if found.file == proposal.name and sheet in book.sheetnames:
            said.setdefault((sheet, found.line, found.column), []).append(found)
    for (sheet, row, column), told in said.items():
        cell = book[sheet].cell(row, column)
        lines = [" ".join(filter(None, (f"[{d.code}]", d.message.get(language), d.hint.get(language)))) for d in told]
        cell.comment = Comment("\n".join(lines), "Khung", height=110, width=320)
        worst = min(told, key=lambda d: d.severity.rank)
        cell.fill = PatternFill("solid", start_color=_FILLS[worst.severity])
    return sealed(book)
