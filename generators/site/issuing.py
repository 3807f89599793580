"""What still stands between today and a dossier fit to issue: the guidance's checklist, its data quality list, the tasks due by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.duties import by_urgency, duties
from generators.site.home import DUE
from generators.site.mending import Mend, mends
from generators.site.place import Place
from khung.accounts import answerable
from khung.conform import Judgement, Report
from khung.diagnostic import Answer
from khung.house import CLAUSE
from khung.rules import Rule

PROFILE = "issue"
"""The profile of a dossier fit to issue."""
_LISTS = ("checklist", "data_quality")
_ORDER = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of the guidance: what it asks, the answer of all its rules, what proves it, what is to be mended and by whom."""

    number: str
    title: str
    text: str
    clause: Markup
    answer: Answer
    counts: Mapping[Answer, int]
    rules: Sequence[tuple[Markup, Answer]]
    mends: Sequence[Mend]
    bodies: Sequence[Markup]


def issue(place: Place) -> str:
    """The whole page."""
    site, project = place.site, place.site.project
    report = project.under[PROFILE]
    checklist, quality = (_lines(place, report, field) for field in _LISTS)
    before = [d for d in duties(site) if d.deadline and d.deadline <= DUE and d.urgency != "done"]
    return place.render(
        "issue.jinja",
        days=(DUE - project.day).days,
        due=site.day(DUE),
        lists=[
            (site.t["checklist_head"], "danh-muc", site.t["lines_met"], checklist),
            (site.t["quality_head"], "chat-luong", site.t["quality_met"], quality),
        ],
        met=Answer.CONFORM,
        duties=by_urgency(before),
        total=len(before),
        profile=PROFILE,
    )


def _lines(place: Place, report: Report, field: str) -> list[Line]:
    found: dict[str, list[Rule]] = {}
    for rule in report.rules:
        if number := str(rule.element[field] or ""):
            found.setdefault(number, []).append(rule)
    ordered = sorted(found.items(), key=lambda pair: (not pair[0].isdigit(), int(pair[0]) if pair[0].isdigit() else 0, pair[0]))
    clauses = _clauses(place, found)
    return [_line(place, report, number, clauses.get(number, ""), rules) for number, rules in ordered]


def _line(place: Place, report: Report, number: str, clause: str, rules: Sequence[Rule]) -> Line:
    site = place.site
    judgements = [j for r in rules for j in report.by_rule.get(r.id, ())]
    answers = {report.answer(r.id) for r in rules}
    text = site.graph[clause] if clause else None
    return Line(
        number,
        (site.text(text, "heading") or site.name(text)) if text else number,
        site.text(text, "description") if text else "",
        place.cite(clause) if clause else Markup(),
        next((a for a in _ORDER if a in answers), Answer.NOT_APPLICABLE),
        report.counts(judgements),
        sorted(((place.link(r.id), report.answer(r.id)) for r in rules), key=lambda pair: pair[0].striptags()),
        mends(place, judgements),
        place.links(_bodies(place, judgements)),
    )


def _clauses(place: Place, lines: Mapping[str, Sequence[Rule]]) -> dict[str, str]:
    """The clause that states each line: of the clauses its rules cite, the one whose number ends in that of the line, in the list that most
    lines are found in."""
    graph = place.site.graph
    lists: dict[str, dict[str, str]] = {}
    for line, rules in lines.items():
        for id in (id for r in rules for id in r.element.refs("source") if id in graph and graph[id].kind == CLAUSE):
            head, _, last = str(graph[id]["number"]).rpartition(" ")
            if last == line:
                lists.setdefault(f"{graph[id]['document']} {head}", {})[line] = id
    return max(lists.values(), key=len, default={})


def _bodies(place: Place, judgements: Sequence[Judgement]) -> list[str]:
    graph = place.site.graph
    return [id for j in judgements if j.finding and j.subject.id in graph for id in answerable(graph, j.subject)]
