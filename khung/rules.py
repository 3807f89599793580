"""Rules read from elements: what they select, check and say, and what is wrong with the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khung import parameters
from khung.catalogue import finding
from khung.diagnostic import UNKNOWN, Diagnostic, Severity, Text
from khung.graph import Graph
from khung.house import RULE, TEMPLATE, VIEW
from khung.law import confidence, fallen, successors
from khung.model import Element
from khung.query import matches, select
from khung.selectors import Problem, problems
from khung.verbs import WORDS, Want

UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack: a selector, one word with its parameters, what it weighs by profile, and the words for people."""

    element: Element
    word: str
    want: Want
    weights: Mapping[str, Severity]

    @property
    def id(self) -> str:
        """The rule's stable id, which its findings carry as their code."""
        return self.element.id

    @property
    def selector(self) -> Mapping[str, Any]:
        """What it is about."""
        return self.element["select"] or {}

    @property
    def message(self) -> Text:
        """The message, with places in braces for the subject and the arguments of the word."""
        return self.element.text("message")

    @property
    def hint(self) -> Text:
        """The remedy."""
        return self.element.text("hint")

    def severity(self, profile: str) -> Severity | None:
        """How much it weighs in a profile; None where the profile does not hold it."""
        return self.weights.get(profile)


def rules(graph: Graph, day: date) -> list[Rule]:
    """The rules in force on `day` that are well made, by id. A rule falls with the last of the instruments it rests on."""
    made = [rule(graph, e) for e in graph.of_kind(RULE) if e.alive(day) and not _fallen(graph, e, day)]
    return sorted((r for r in made if r is not None), key=lambda r: r.id)


def stale(graph: Graph, held: Iterable[Rule], day: date) -> Iterator[Diagnostic]:
    """Of rules in force, those that still cite an instrument repealed on `day` beside others that stand (K510)."""
    for one in held:
        gone = fallen(graph, one.element.refs("source"), day)
        later = dict.fromkeys(s.names for document in gone.values() for s in successors(graph, document, day))
        for index, id in enumerate(one.element.refs("source")):
            if id in gone:
                path = (one.element.kind, one.id, "source", index)
                instead = _joined(later) if later else UNKNOWN
                yield finding("K510", one.element.file, path, subject=one.id, found=graph[id].names, successors=instead)


def _joined(names: Iterable[Text]) -> Text:
    texts = list(names)
    return Text(", ".join(t.vi for t in texts), ", ".join(t.get("en") for t in texts))


def rule(graph: Graph, element: Element) -> Rule | None:
    """The rule that an element states, or None where its check is malformed."""
    check = element["check"]
    if not isinstance(check, dict) or len(check) != 1 or not isinstance(element["select"], dict):
        return None
    word, want = next(iter(check.items()))
    if word not in WORDS:
        return None
    if next(parameters.flaws(word, want), None):
        return None
    return Rule(element, word, want, _weights(graph, element))


def profile_finding(graph: Graph, profile: str) -> Diagnostic | None:
    """What is wrong with the name of a profile; None where there is such a profile."""
    known = graph.metamodel.values.get("profile", {})
    return None if profile in known else finding("K507", near=known, found=profile)


def _fallen(graph: Graph, element: Element, day: date) -> bool:
    sources = element.refs("source")
    return bool(sources) and len(fallen(graph, sources, day)) == len(sources)


def _weights(graph: Graph, element: Element) -> Mapping[str, Severity]:
    """What a rule weighs in each profile that holds it. What could not be confirmed is never an error."""
    stated = {name: weight for name, weight in (element["profiles"] or {}).items() if weight in tuple(Severity)}
    profiles = graph.metamodel.values.get("profile", {})
    found = dict(stated)
    for name, profile in profiles.items():
        heir = profile
        while heir.key not in stated and heir.extends and matches(graph, element, heir.select or {}):
            heir = profiles[heir.extends]
        if heir.key in stated:
            found[name] = stated[heir.key]
    weights = {name: Severity(weight) for name, weight in found.items()}
    if confidence(graph, element) == UNVERIFIED:
        return {name: Severity.WARNING if weight is Severity.ERROR else weight for name, weight in weights.items()}
    return weights


def flaws(graph: Graph) -> Iterator[Diagnostic]:
    """What is wrong with the selectors and checks of rules, views and templates themselves."""
    for element in graph.of_kind(RULE, VIEW, TEMPLATE):
        for name in _selectors(graph, element):
            path = (element.kind, element.id, name)
            wrong = list(problems(graph.metamodel, element[name] or {}))
            yield from (_problem(element, (*path, *problem.path), problem) for problem in wrong)
            if element.kind != RULE and not wrong and not select(graph, element[name] or {}):
                yield finding("K402", element.file, path, subject=element.id)
        check = element["check"]
        if isinstance(check, dict):
            for word, want in check.items():
                yield from _check_flaws(graph, element, word, want)


def _selectors(graph: Graph, element: Element) -> list[str]:
    return [f.name for f in graph.metamodel.kinds[element.kind].fields.values() if f.type == "selector"]


def _problem(element: Element, path: tuple[str | int, ...], problem: Problem) -> Diagnostic:
    return finding(problem.code, element.file, path, subject=element.id, near=problem.near, found=problem.word)


def _check_flaws(graph: Graph, element: Element, word: str, want: Any) -> Iterator[Diagnostic]:
    path = (element.kind, element.id, "check", word)
    if word not in WORDS:
        yield finding("K503", element.file, path, subject=element.id, near=WORDS, found=word)
        return
    wrong = list(parameters.flaws(word, want))
    for flaw in wrong:
        yield finding("K504", element.file, (*path, *flaw.path), subject=element.id, word=word, problem=flaw.problem)
    if wrong:
        return
    for problem in problems(graph.metamodel, _asked(element, word, want)):
        if problem.path[:1] == ("kind",):  # said of `select` already
            continue
        yield _problem(element, (*path, *problem.path) if word == "is" else path, problem)  # `is` is a selector as it stands


def _asked(element: Element, word: str, want: Any) -> Mapping[str, Any]:
    """What a check asks, said as a selector: one grammar finds the fields, values and relations that do not exist."""
    kind = (element["select"] or {}).get("kind")
    asked: dict[str, Any] = {"kind": kind} if kind else {}
    if isinstance(want, list):
        return asked | {str(name).partition(".")[0]: {"exists": True} for name in want}
    if word == "is":
        return {**asked, **want}
    if word == "follows":
        return asked
    asked |= {want[key]: {"exists": True} for key in ("first", "field") if key in want}
    if word == "counts":
        return asked | ({want["by"]: {"in": want.get("values", [])}} if "by" in want else {})
    paths = [{key: path[key] for key in ("by", "direction", "to") if key in path} for path in want.get("any", [want])]
    return {**asked, "related": [path for path in paths if path]}
