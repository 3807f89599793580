"""Conformance and law: rules, answers, findings, clauses and what answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.place import Place, Site
from generators.site.values import undetermined
from khung.conform import Judgement
from khung.diagnostic import Answer, Diagnostic, Severity
from khung.house import DOCUMENT
from khung.model import Element
from khung.trace import STATUSES, Row, Status

MOST = 250
"""The most findings on the conformance page; each rule's own page has all of its own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a page shows it. `waiver` links to the accepted exception ("" where there is none)."""

    rule: Markup
    subject: Markup
    severity: Severity
    answer: Answer | None
    message: Markup | str
    hint: str
    where: str
    sources: tuple[Markup, ...]
    waiver: Markup | str


def findings_of(place: Place, ids: Iterable[str]) -> list[Finding]:
    """What is to mend in these elements, the gravest first."""
    return shown_findings(place, place.site.judgements(ids))


def shown_findings(place: Place, judgements: Iterable[Judgement]) -> list[Finding]:
    """The judgements that carry a finding, the gravest first, then by name of the subject."""
    held = [j for j in judgements if j.finding]
    order = place.site.order
    held.sort(key=lambda j: (j.finding.severity.rank if j.finding else 9, j.answer is Answer.INSUFFICIENT, order[j.subject.id], j.rule.id))
    return [_finding(place, j.finding, place.link(j.waiver) if j.waiver else "") for j in held if j.finding]


def _finding(place: Place, found: Diagnostic, waiver: Markup | str) -> Finding:
    site = place.site
    rule = place.link(found.code, found.code) if found.code in site.graph else Markup("{}").format(found.code)
    return Finding(
        rule,
        place.link(found.subject) if found.subject else Markup(),
        found.severity,
        found.answer,
        _message(place, found),
        found.hint.get(site.language),
        site.where(found),
        tuple(place.cite(s) for s in found.source),
        waiver,
    )


def _message(place: Place, found: Diagnostic) -> Markup | str:
    """The message; where the basis is insufficient, the open fields by their labels and who determines the first."""
    site = place.site
    names = [name.strip() for name in found.args.get("fields", "").split(",") if name.strip()]
    if found.answer is not Answer.INSUFFICIENT or found.subject not in site.graph or not names:
        return found.message.get(site.language)
    element = site.graph[found.subject]
    fields = site.kind(element).fields
    labels = ", ".join(fields[name].label.get(site.language) if name in fields else name for name in names)
    return Markup("{}: {}").format(labels, undetermined(place, element, names[0]))


def conformance(place: Place) -> str:
    """The rule table, the counts by the four official answers, and the findings with their place in the model."""
    site, report = place.site, place.site.project.report
    held = sorted(report.rules, key=lambda r: (_GRAVITY.index(report.answer(r.id)), r.id))
    findings = shown_findings(place, report.judgements)
    return place.render(
        "conformance.jinja",
        rules=[rule_row(place, rule.element) for rule in held],
        by_rule=_counted(report.answer(r.id) for r in held),
        by_judgement=report.counts(),
        findings=findings[:MOST],
        total=len(findings),
        about=[_finding(place, d, "") for d in report.about],
        profile=report.profile,
        day=site.day(report.day),
    )


_GRAVITY = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM, Answer.NOT_APPLICABLE)


def _counted(answers: Iterable[Answer]) -> Mapping[Answer, int]:
    found = Counter(answers)
    return {answer: found[answer] for answer in Answer}


def rule_row(place: Place, rule: Element) -> Mapping[str, Any]:
    """A rule with its clauses, answer, and how many subjects have each answer."""
    report = place.site.project.report
    return {
        "link": place.link(rule.id),
        "id": rule.id,
        "sources": [place.cite(id) for id in rule.refs("source")],
        "answer": report.answer(rule.id),
        "counts": report.counts(report.by_rule.get(rule.id, ())),
    }


def rule_parts(place: Place, rule: Element) -> Mapping[str, Any]:
    """What the page of a rule says beyond its element page."""
    report = place.site.project.report
    judged = report.by_rule.get(rule.id, ())
    return {
        "judged": True,
        "held": any(r.id == rule.id for r in report.rules),
        "row": rule_row(place, rule),
        "findings": shown_findings(place, judged),
        "conforming": place.links(j.subject.id for j in judged if j.answer is Answer.CONFORM),
    }


@dataclass(frozen=True, slots=True)
class Covered:
    """A document and how many of its clauses are answered, by status."""

    document: Element
    counts: Mapping[Status, int]

    @property
    def clauses(self) -> int:
        """How many clauses it has."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """How many of them are not a gap."""
        return self.clauses - self.counts[Status.GAP]


def rows_of(site: Site, document: str) -> Sequence[Row]:
    """The coverage of a document's clauses, in the order of the text."""
    return site.coverage.get(document, ())


def covered(site: Site) -> list[Covered]:
    """Every document, those with most answered clauses first."""
    made = []
    for document in site.sorted(site.graph.of_kind(DOCUMENT)):
        found = Counter(r.status for r in rows_of(site, document.id))
        made.append(Covered(document, {s: found[s] for s in Status}))
    return sorted(made, key=lambda c: (-c.answered, -c.clauses))


def law(place: Place) -> str:
    """Every document with the coverage of its clauses, and every clause that nothing answers."""
    site = place.site
    gaps = [(place.cite(r.clause.id), site.name(r.clause)) for r in site.project.coverage if r.status is Status.GAP]
    return place.render(
        "law.jinja", documents=covered(site), gaps=gaps, statuses=STATUSES, status=site.metamodel.kinds[DOCUMENT].fields["status"]
    )


def document_parts(place: Place, document: Element) -> Mapping[str, Any]:
    """The clause table of a document."""
    rows = rows_of(place.site, document.id)
    found = Counter(r.status for r in rows)
    return {"covered": True, "rows": [clause_row(place, r) for r in rows], "counts": {s: found[s] for s in Status}, "statuses": STATUSES}


def clause_parts(place: Place, clause: Element) -> Mapping[str, Any]:
    """What answers a clause."""
    row = next((r for r in rows_of(place.site, str(clause["document"])) if r.clause.id == clause.id), None)
    return {"answered": True, "row": clause_row(place, row) if row else None, "statuses": STATUSES}


def clause_row(place: Place, row: Row) -> Mapping[str, Any]:
    """One clause with the elements and rules that answer it."""
    site = place.site
    return {
        "number": place.number_of(row.clause.id),
        "title": site.name(row.clause),
        "status": row.status,
        "elements": place.links(row.elements),
        "rules": [place.link(id, id) for id in row.rules],
        "findings": len(row.findings),
        "reason": site.text(row.clause, "no_element"),
    }
