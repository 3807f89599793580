"""What has changed in a judged model: a fingerprint for every part that `generators/site/watch.py` has a key for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from generators.project import Project
from generators.site.page import Picture, showing
from generators.site.watch import ALL, COVERAGE, LABEL, REPORT, SINCE, Texts
from khung.conform import Judgement, Report
from khung.model import Element
from khung.trace import Row, by_document

_SHORT = 24
"""A text that is not longer is its own fingerprint."""


class Digests:
    """The fingerprints of a project, each made at the first question; "" for what is not there. Elements are those of the model over
    all time: what is judged besides looks at other days."""

    def __init__(self, project: Project) -> None:
        self._project, self._whole = project, project.whole or project.graph
        self._texts = Texts(project.graph.metamodel)
        self._made: dict[str, str] = {}
        self._elements: dict[str, tuple[str, str, str]] = {}

    def __getitem__(self, key: str) -> str:
        made = self._made.get(key)
        if made is None:
            prefix, _, id = key.partition(":")
            made = self._made[key] = self._makers[prefix](id)
        return made

    @cached_property
    def _makers(self) -> Mapping[str, Callable[[str], str]]:
        graph, report = self._project.graph, self._project.report
        elements, by_kind = self._whole.elements, self._whole.by_kind
        return {
            "l": lambda id: self._parts(id)[0],
            "t": lambda id: self._parts(id)[1],
            "e": lambda id: self._parts(id)[2],
            "i": lambda id: _told(f"{r.source} {r.field}" for r in graph.into.get(id, ())),
            "o": lambda id: _told(f"{r.source} {r.target} {r.field}" for r in (graph.out.get(id, ()) if id else graph.relations)),
            "n": lambda kind: _told(self._roll(e) for e in (by_kind.get(kind, ()) if kind else elements.values())),
            "v": self._field,
            "k": lambda kind: _told("".join(self._parts(e.id)) for e in by_kind.get(kind, ())),
            "m": self._fact,
            "j": lambda id: _digest([_judged(j) for j in report.by_subject.get(id, ())]),
            "d": lambda id: _digest([_covered(r) for r in self._rows.get(id, ())]),
            COVERAGE: lambda _: _digest([_covered(r) for r in self._project.coverage]),
            REPORT: lambda _: _reported(report),
            SINCE: lambda _: _digest(self._project.since),
            ALL: lambda _: _told([*("".join(self._parts(id)) for id in elements), self["n:"], self[COVERAGE], self[REPORT]]),
        }

    def _parts(self, id: str) -> tuple[str, str, str]:
        """The label of an element, its other texts, the rest of it; "" each where there is no such element."""
        made = self._elements.get(id)
        if made is None:
            made = self._elements[id] = self._split(id)
        return made

    def _split(self, id: str) -> tuple[str, str, str]:
        element = self._whole.elements.get(id)
        if element is None:
            return "", "", ""
        told = self._texts[element.kind]
        label: list[Any] = [self._roll(element)]
        long: list[Any] = []
        rest: list[Any] = [element.kind]
        for field in element.fields.items():
            (label if field[0] in LABEL else long if field[0] in told else rest).append(field)
        return _digest(label), _digest(long), _digest(rest)

    def _roll(self, element: Element) -> str:
        return f"{element.id} {element.kind} {element.file} {element.pack} {element.id in self._project.graph}"

    def _fact(self, name: str) -> str:
        made = getattr(self._project, name)
        if name == "trend":
            return _digest([(m.day, m.plateau and m.plateau.id, m.counts, m.findings, m.rules, m.waived) for m in made])
        return _told(map(_reported, made.values() if isinstance(made, dict) else [made]))

    def _field(self, which: str) -> str:
        kind, _, field = which.partition(".")
        return _digest([e.fields.get(field) for e in self._whole.by_kind.get(kind, ())])

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        return by_document(self._project.coverage)


class Drawn:
    """The fingerprints of a project and of its pictures in one language."""

    def __init__(self, parts: Digests, pictures: Sequence[Picture]) -> None:
        self._parts, self._pictures = parts, pictures

    def __getitem__(self, key: str) -> str:
        if key.startswith("s:"):
            return _digest([p.view.id for p in self._showing.get(key[2:], ())])
        if key.startswith("p:"):
            return _digest([p.drawing.svg for p in self._pictures if key in ("p:", f"p:{p.view.id}")])
        return self._parts[key]

    @cached_property
    def _showing(self) -> dict[str, list[Picture]]:
        return showing(self._pictures)


def _reported(report: Report) -> str:
    return _digest([[_judged(j) for j in report.judgements], [_found(f) for f in report.about], [r.id for r in report.rules]])


def _covered(row: Row) -> tuple[Any, ...]:
    return row.clause.id, row.status.value, row.elements, row.rules, len(row.findings)


def _judged(judged: Judgement) -> tuple[Any, ...]:
    return judged.rule.id, judged.subject.id, judged.answer.value, judged.waiver, _found(judged.finding) if judged.finding else ""


def _found(found: Any) -> tuple[Any, ...]:
    return found.code, found.severity.value, found.file, found.line, found.path, tuple(sorted(found.args.items())), found.message.vi


def _told(parts: Iterable[str]) -> str:
    text = ";".join(parts)
    return text if len(text) <= _SHORT else hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def _digest(value: Any) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=9).hexdigest() if value else ""
