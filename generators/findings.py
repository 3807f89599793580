"""Findings in the forms that people and programs read. Every form is made from the same list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from khung.diagnostic import Diagnostic, Severity, Text
from khung.graph import Graph
from khung.house import CLAUSE

_LABELS = {Severity.ERROR: Text("lỗi", "error"), Severity.WARNING: Text("cảnh báo", "warning"), Severity.NOTE: Text("ghi nhận", "note")}
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_FRAME = 1
Cite = Callable[[str, str], str]
"""From the id of a clause and a language to the words that cite it."""


def citing(graph: Graph) -> Cite:
    """Citations by the clauses of a graph."""
    return lambda id, language: legal_source(graph, id, language)


def legal_source(graph: Graph, id: str, language: str) -> str:
    """A clause or document as people cite it: "1425/QĐ-TTg, Điều 2.1.h"."""
    if id not in graph:
        return id
    element = graph[id]
    if element.kind != CLAUSE:
        return str(element["number"] or element.text("short_name").get(language) or element.names.get(language))
    document = next(graph.targets(id, "document"), None)
    title = legal_source(graph, document.id, language) if document else ""
    return f"{title}, {element['number']}"


def as_data(cite: Cite, findings: Sequence[Diagnostic], language: str) -> list[dict[str, Any]]:
    """The stable JSON shape: code, severity, message, file, line, column, subject, hint, source."""
    return [
        {
            "code": d.code,
            "severity": d.severity.value,
            "message": d.message.get(language),
            "file": d.file,
            "line": d.line,
            "column": d.column,
            "subject": d.subject,
            "hint": d.hint.get(language),
            "source": [cite(s, language) for s in d.source],
        }
        for d in findings
    ]


def as_text(cite: Cite, findings: Sequence[Diagnostic], texts: Mapping[str, bytes], language: str, *, colour: bool = False) -> str:
    """One block a finding: place, code and message, the lines of the file around it, hint and legal source."""
    lines: dict[str, list[str]] = {}
    blocks = []
    for d in findings:
        label = _LABELS[d.severity].get(language)
        head = f"\x1b[{_COLOURS[d.severity]}m{label} {d.code}\x1b[0m" if colour else f"{label} {d.code}"
        block = [f"{d.file}:{d.line}:{d.column}: {head} {d.message.get(language)}"]
        if d.file in texts and d.line:
            if d.file not in lines:
                lines[d.file] = texts[d.file].decode("utf-8-sig", errors="replace").splitlines()
            block += _frame(lines[d.file], d.line, d.column)
        if hint := d.hint.get(language):
            block.append(f"  {'gợi ý' if language == 'vi' else 'hint'}: {hint}")
        if d.source:
            cited = "; ".join(cite(s, language) for s in d.source)
            block.append(f"  {'căn cứ' if language == 'vi' else 'basis'}: {cited}")
        blocks.append("\n".join(block) + "\n")
    return "".join(blocks)


def _frame(lines: Sequence[str], line: int, column: int) -> list[str]:
    frame = []
    for number in range(max(1, line - _FRAME), min(len(lines), line + _FRAME) + 1):
        text = lines[number - 1][:120].replace("\t", " ")
        frame.append(f"  {'>' if number == line else ' '}{number:>5} │ {text}")
        if number == line:
            frame.append(f"        │ {' ' * (column - 1)}^")
    return frame
