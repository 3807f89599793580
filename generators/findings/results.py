"""What every format of findings is made from: one list, and what is said around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from khung.baseline import Known
from khung.conform import Judgement, Report
from khung.diagnostic import ANSWERS, Diagnostic, Severity, Text
from khung.graph import Graph
from khung.house import CLAUSE
from khung.load import positioned
from khung.model import Element
from khung.revisions import State

LABELS = {Severity.ERROR: Text("lỗi", "error"), Severity.WARNING: Text("cảnh báo", "warning"), Severity.NOTE: Text("ghi nhận", "note")}
Cite = Callable[[str, str], str]
"""From the id of a clause and a language to the words that cite it."""


@dataclass(frozen=True)
class Results:
    """What one check found. `findings` are all that count; `texts` the files they are about."""

    graph: Graph
    report: Report
    findings: Sequence[Diagnostic]
    texts: Mapping[str, bytes]
    language: str
    fails: Callable[[Diagnostic], bool] = lambda found: found.severity is Severity.ERROR
    compared: str = ""
    """The revision or file that findings were compared with; only new ones are told then."""
    part: bool = False
    """Whether only what a change can touch was judged: nothing is said of the whole then."""
    gone: Sequence[Known] = ()
    """What was known and is no more."""
    state: State | None = None
    """Where git has the workspace, if it has it."""
    version: str = ""
    notes: bool = True
    """Whether notes are told, not only counted."""
    colour: bool = False
    most: int = 0
    """How many findings a terminal is shown; 0 for all."""

    @cached_property
    def told(self) -> Sequence[Diagnostic]:
        """The findings to be told, each at its line, in reading order. Lines are looked up here, for what is told only."""
        wanted = [d for d in self.findings if self.notes or d.severity is not Severity.NOTE]
        return sorted(positioned(wanted, self.texts), key=lambda d: d.order)

    def say(self, text: Text) -> str:
        """The text in the language of the results."""
        return text.get(self.language)

    def cite(self, id: str) -> str:
        """A clause or document as people cite it."""
        return legal_source(self.graph, id, self.language)

    def basis(self, d: Diagnostic) -> str:
        """The citations of a finding, each once; "" where it has none."""
        return "; ".join(dict.fromkeys(map(self.cite, d.source)))

    @property
    def profile(self) -> str:
        """The profile as its readers call it."""
        return self.graph.metamodel.label("profile", self.report.profile, self.language)

    @cached_property
    def waived(self) -> tuple[tuple[Judgement, Element], ...]:
        """What does not conform and is accepted, each at its line and with its waiver."""
        waived = [j for j in self.report.judgements if j.waiver in self.graph and j.finding] if not self.part else []
        placed = positioned([j.finding for j in waived if j.finding], self.texts)
        return tuple((j._replace(finding=d), self.graph[j.waiver]) for j, d in zip(waived, placed, strict=True))

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    def line(self, file: str, number: int) -> str:
        """One line of a file, "" where there is none."""
        if file not in self.texts:
            return ""
        if file not in self._lines:
            self._lines[file] = self.texts[file].decode("utf-8-sig", errors="replace").split("\n")
        lines = self._lines[file]
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""

    def path(self, file: str) -> str:
        """A file as seen from the top of its repository, which is where forges look from."""
        return f"{self.state.prefix if self.state else ''}{file}"

    def counted(self) -> str:
        """How many rules were asked and how much each severity was found: one sentence."""
        rules = len(self.report.rules)
        return count(self.findings, Text(f"{rules} quy tắc", f"{rules} rules"), self.language)

    def answers(self) -> list[tuple[str, int]]:
        """How many judgements have each official answer; none of a part."""
        if self.part:
            return []
        counts = self.report.counts()
        return [(self.say(text), counts[answer]) for answer, text in ANSWERS.items()]


def ranked(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The weightiest first, each weight in reading order."""
    return sorted(findings, key=lambda d: (d.severity.rank, d.order))


def count(findings: Sequence[Diagnostic], about: Text, language: str) -> str:
    """What was looked at and how many findings of each severity there are: one sentence."""
    errors, warnings, notes = (sum(d.severity is s for d in findings) for s in Severity)
    text = Text(
        f"{about.vi}: {errors} lỗi, {warnings} cảnh báo, {notes} ghi nhận.",
        f"{about.en}: {errors} errors, {warnings} warnings, {notes} notes.",
    )
    return text.get(language)


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
    """The stable JSON shape of findings; `lacking` are the fields to fill, `answer` is "" outside of rules."""
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
            "answer": d.answer.value if d.answer else "",
            "lacking": sorted(d.lacking),
            "fingerprint": d.fingerprint,
        }
        for d in findings
    ]
