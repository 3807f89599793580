"""Conformance and law: rules, answers, findings, clauses and what answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.place import Place, Site
from generators.site.ruled import row
from generators.site.values import reason, undetermined
from generators.wording import about, demand
from khung.conform import Judgement
from khung.diagnostic import Answer, Diagnostic, Severity
from khung.house import DOCUMENT
from khung.law import confidence
from khung.model import Element
from khung.rules import rule as read
from khung.trace import STATUSES, Row, Status

MOST = 60
"""The most findings that the page of a rule shows in full."""


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
    return [shown(place, j.finding, place.link(j.waiver) if j.waiver else "") for j in held if j.finding]


def shown(place: Place, found: Diagnostic, waiver: Markup | str = "") -> Finding:
    """One finding as a page shows it."""
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
    if found.answer is not Answer.INSUFFICIENT:
        return found.message.get(place.site.language)
    return _open(place, found)


def _open(place: Place, found: Diagnostic) -> Markup | str:
    site, names = place.site, _names(found)
    if found.subject not in site.graph or not names:
        return found.message.get(site.language)
    return Markup("{}: {}").format(_fields(place, found), undetermined(place, site.graph[found.subject], names[0]))


def _fields(place: Place, found: Diagnostic) -> str:
    """The open fields by their labels (elements by their names); the message where it names none."""
    site, names = place.site, _names(found)
    if found.subject not in site.graph or not names:
        return found.message.get(site.language)
    fields = site.kind(site.graph[found.subject]).fields
    named = {name: site.name(site.graph[name]) for name in names if name in site.graph} | {
        n: f.label.get(site.language) for n, f in fields.items()
    }
    return ", ".join(named.get(name, name) for name in names)


def _names(found: Diagnostic) -> list[str]:
    return [name.strip() for name in found.args.get("fields", "").split(",") if name.strip()]


def rule_parts(place: Place, rule: Element) -> Mapping[str, Any]:
    """What the page of a rule says beyond its element page: its history, what fails, what cannot be judged yet and who settles it."""
    site, report = place.site, place.site.project.report
    judged = report.by_rule.get(rule.id, ())
    failing = [j for j in judged if j.answer is Answer.NOT_CONFORM]
    lacking = [j for j in judged if j.answer is Answer.INSUFFICIENT]
    findings = shown_findings(place, failing)
    hints = sorted({f.hint for f in findings if f.hint})
    graph, language = site.graph, site.language
    made, known = read(graph, rule), site.kind(rule).fields["confidence"]
    return {
        "judged": True,
        "about": about(graph, made.selector, language) if made else "",
        "known": (known.label.get(language), site.choice(known, confidence(graph, rule))),
        "asks": demand(graph, made, language) if made else "",
        "held": any(r.id == rule.id for r in report.rules),
        "row": row(place, rule),
        "findings": findings[:MOST],
        "hints": hints if len(hints) == 1 else [],
        "failing": len(failing),
        "lacking": _settled(place, lacking),
        "open": len(lacking),
        "excused": [(place.link(j.subject.id), reason(place, *j.reason)) for j in judged if j.answer is Answer.NOT_APPLICABLE],
        "conforming": place.links(j.subject.id for j in judged if j.answer is Answer.CONFORM),
    }


def _settled(place: Place, lacking: Iterable[Judgement]) -> list[tuple[str, Markup | str, list[Markup]]]:
    """What cannot be judged yet, by what is said of it: the open fields, then the same with who determines them and by when."""
    found: dict[tuple[str, Markup | str], list[str]] = {}
    for judgement in lacking:
        if judgement.finding:
            found.setdefault((_fields(place, judgement.finding), _open(place, judgement.finding)), []).append(judgement.subject.id)
    return [(*said, place.links(ids)) for said, ids in sorted(found.items(), key=lambda pair: (-len(pair[1]), *map(str, pair[0])))]


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
    number, rest = place.number_of(row.clause.id), len(row.elements) - _MOST_NAMED
    return {
        "number": number,
        "title": site.name(row.clause).removeprefix(f"{number.striptags()} - "),
        "status": row.status,
        "elements": place.links(row.elements),
        "most": _MOST_NAMED if rest > 1 else len(row.elements),
        "more": place.link(row.clause.id, f"+{rest} {site.t['elements']}"),
        "rules": [place.link(id, id) for id in row.rules],
        "findings": len(row.findings),
        "reason": site.text(row.clause, "no_element"),
    }


_MOST_NAMED = 2
"""The most elements that the table of a document names for a clause; the clause's own page has them all."""
