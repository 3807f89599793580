"""Judging: rules × profile × day × waivers → a report with the official answers. Knows no output format."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from khung.diagnostic import UNKNOWN, Answer, Diagnostic, Severity, Text
from khung.graph import Graph
from khung.house import RULE, WORKSPACE
from khung.load import uncollected
from khung.metamodel import Field
from khung.model import Element
from khung.query import select
from khung.rules import Rule, flaws, rules, stale
from khung.shipped import derived
from khung.templates import Templates
from khung.verbs import WORDS, Verdict
from khung.waivers import Waivers


class Judgement(NamedTuple):
    """What one rule says of one subject. A waiver never changes the answer: it is an accepted exception on top."""

    rule: Rule
    subject: Element
    answer: Answer
    finding: Diagnostic | None = None
    waiver: str = ""
    reason: Text = Text("", "")
    """Why it does not apply, as the model states it; empty for every other answer, and where no template applies."""


@dataclass(frozen=True)
class Report:
    """Every judgement of every rule on a day, and the findings about rules and waivers themselves."""

    profile: str
    day: date
    judgements: tuple[Judgement, ...]
    about: tuple[Diagnostic, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What is not (or cannot be) answered with "Đáp ứng" and is not waived, then what is wrong with rules and waivers."""
        return (*(j.finding for j in self.judgements if j.finding and not j.waiver), *self.about)

    @cached_property
    def by_rule(self) -> Mapping[str, tuple[Judgement, ...]]:
        """Judgements by rule id."""
        return _grouped((j.rule.id, j) for j in self.judgements)

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Judgement, ...]]:
        """Judgements by element id."""
        return _grouped((j.subject.id, j) for j in self.judgements)

    def counts(self, judgements: Sequence[Judgement] | None = None) -> Mapping[Answer, int]:
        """How many judgements have each answer (all of them where none are given)."""
        found = Counter(j.answer for j in (self.judgements if judgements is None else judgements))
        return {answer: found[answer] for answer in Answer}

    def answer(self, rule: str) -> Answer:
        """The answer of a rule as a whole: the worst of its subjects; not applicable where it has none."""
        answers = {j.answer for j in self.by_rule.get(rule, ())}
        order = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM)
        return next((a for a in order if a in answers), Answer.NOT_APPLICABLE)


def judge(graph: Graph, day: date, profile: str = "complete") -> Report:
    """Judge the state of `graph` on `day` by every rule that the profile holds and that is in force on that day."""
    with uncollected():
        alive = graph.at(day)
        in_force = rules(graph, day)
        held = [r for r in in_force if r.severity(profile)]
        waivers = Waivers(graph, day)
        judgements = [_waived(j, waivers) if j.answer is Answer.NOT_CONFORM else j for r in held for j in apply(alive, r, profile)]
        judged = {e.id for e in graph.of_kind(RULE)} - {r.id for r in in_force if not r.severity(profile)}
        about = [
            *flaws(graph),
            *stale(graph, held, day),
            *Templates(alive).flaws(),
            *waivers.findings({j.waiver for j in judgements}, judged),
        ]
        return Report(profile, day, tuple(judgements), tuple(about), tuple(held))


def apply(graph: Graph, rule: Rule, profile: str, only: Sequence[Element] | None = None) -> Iterator[Judgement]:
    """The judgements of one rule: the verdicts of its word, and "Đáp ứng" for every other element it selects (of those it selects,
    `only` these, where they are given)."""
    selected = select(graph, rule.selector) if only is None else only
    answered = set()
    severity = rule.severity(profile) or Severity.WARNING
    source = rule.element.refs("source")
    for verdict in WORDS[rule.word](graph, selected, rule.want):
        answered.add(verdict.element.id)
        if verdict.answer is Answer.NOT_APPLICABLE:
            yield Judgement(rule, verdict.element, verdict.answer, reason=verdict.element.excuse(verdict.args.get("fields", "")))
        else:
            yield Judgement(rule, verdict.element, verdict.answer, _finding(graph, rule, severity, source, verdict))
    for element in selected:
        if element.id not in answered:
            yield Judgement(rule, element, Answer.CONFORM)


def _finding(graph: Graph, rule: Rule, severity: Severity, source: tuple[str, ...], verdict: Verdict) -> Diagnostic:
    element, hint = verdict.element, Text("", "")
    vi, en = _Words(graph, verdict, "vi"), _Words(graph, verdict, "en")
    if verdict.answer is Answer.INSUFFICIENT:
        entry = derived("codes")["K505"]
        severity, message = Severity(entry["severity"]), Text(entry["vi"], entry["en"])
    else:
        message, hint = rule.message, rule.hint
    return Diagnostic(
        code=rule.id,
        severity=severity,
        message=Text(_filled(message.vi, vi), _filled(message.en, en)),
        hint=Text(_filled(hint.vi, vi), _filled(hint.en, en)),
        file=element.file,
        path=(element.kind, element.id, *verdict.path),
        subject=element.id,
        source=source,
        answer=verdict.answer,
        args=verdict.args,
    )


def _filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its places filled. Not `str.format`: a pack from elsewhere could ask it for attributes, or for a million spaces."""
    return _PLACE.sub(lambda place: words[place[1]], text)


_PLACE = re.compile(r"\{(\w+)\}")
_VALUES = {"": Text("chưa ghi", "not stated"), "true": Text("có", "yes"), "false": Text("không", "no")}


class _Words(dict[str, str]):
    """What fills the braces of a message in one language, each word when it is asked for: the word's arguments by their labels, then the
    element's own texts, else three dots."""

    def __init__(self, graph: Graph, verdict: Verdict, language: str) -> None:
        super().__init__()
        self._graph, self._element, self._args, self._language = graph, verdict.element, verdict.args, language

    def __missing__(self, name: str) -> str:
        graph, element, args, language = self._graph, self._element, self._args, self._language
        field = args.get("field") or args.get("of") or ""
        match name:
            case "id" | "subject":
                return element.id
            case "name":
                return element.names.get(language)
            case "kind":
                return graph.metamodel.kinds[element.kind].label.get(language)
            case "names":
                return _named(graph, args.get("others", ""), language)
            case "codes":
                return ", ".join(
                    str(graph[id]["code"] or graph[id].names.get(language)) for id in args.get("others", "").split(", ") if id in graph
                )
            case "successors" | "route":
                return _named(graph, args.get(name, ""), language, " → " if name == "route" else ", ") or UNKNOWN.get(language)
            case "other_name" if args.get("other") in graph.elements:
                return graph[args["other"]].names.get(language)
            case "fields" if name in args:
                return ", ".join(_field_label(graph, element, n, language) for n in args[name].split(", "))
            case "field" if field:
                return _field_label(graph, element, field, language)
            case "value" | "found" | "wanted" if field and name in args and ("of" in args) is (name == "value"):
                return _value_label(graph, element, field, args[name], language)
            case "who" | "by" if "fields" in args:
                return _follow_up(graph, element, args["fields"], language)[name == "by"]
        return args.get(name) or element.text(name).get(language) or "…"


def _named(graph: Graph, ids: str, language: str, between: str = ", ") -> str:
    return between.join(graph[id].names.get(language) for id in ids.split(", ") if id in graph)


def _field(graph: Graph, element: Element, name: str) -> Field | None:
    kinds = graph.metamodel.kinds
    own = kinds[element.kind].fields.get(name)
    return own or next((k.fields[name] for k in kinds.values() if name in k.fields), None)


def _field_label(graph: Graph, element: Element, name: str, language: str) -> str:
    head, _, entry = name.partition(".")
    field = _field(graph, element, head)
    if field and entry:
        return graph.metamodel.label(field.of, entry, language)
    return field.label.get(language) if field else graph[head].names.get(language) if head in graph else head


def _value_label(graph: Graph, element: Element, name: str, shown: str, language: str) -> str:
    field = _field(graph, element, name)
    if shown in _VALUES:
        return _VALUES[shown].get(language)
    return ", ".join(graph.metamodel.label(field.of, v, language) for v in shown.split(", ")) if field and field.of else shown


def _follow_up(graph: Graph, element: Element, fields: str, language: str) -> tuple[str, str]:
    """Who follows up an undetermined field and by when: as it says itself, else as the workspace says for all."""
    stated = (element["undetermined"] or {}).get(fields.split(",")[0].partition(".")[0].strip()) or {}
    workspace = next(graph.of_kind(WORKSPACE), None)
    who = stated.get("who") or (workspace and workspace["follow_up"]) or ""
    by = stated.get("by") or (workspace and workspace["follow_up_by"]) or ""
    unknown = UNKNOWN.get(language)
    return (graph[who].names.get(language) if who in graph else unknown), str(by or unknown)


def _waived(judgement: Judgement, waivers: Waivers) -> Judgement:
    covering = waivers.covering(judgement.rule.id, judgement.subject.id)
    return judgement._replace(waiver=covering) if covering else judgement


def _grouped(pairs: Iterator[tuple[str, Judgement]]) -> Mapping[str, tuple[Judgement, ...]]:
    lists: defaultdict[str, list[Judgement]] = defaultdict(list)
    for key, value in pairs:
        lists[key].append(value)
    return {key: tuple(values) for key, values in lists.items()}
