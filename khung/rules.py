"""Rules read from elements: what they select, check and say, and what is wrong with the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, Severity, Text
from khung.graph import Graph
from khung.house import RULE, VIEW
from khung.model import Element
from khung.query import problems, select
from khung.verbs import PARAMETERS, WORDS, Want


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack: a selector, one word with its parameters, and the words for people."""

    element: Element
    word: str
    want: Want

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
        weight = (self.element["profiles"] or {}).get(profile)
        return Severity(weight) if weight else None


def rules(graph: Graph, day: date) -> list[Rule]:
    """The rules in force on `day` that are well made, by id."""
    made = [_rule(e) for e in graph.of_kind(RULE) if e.alive(day)]
    return sorted((r for r in made if r is not None), key=lambda r: r.id)


def rule(element: Element) -> Rule | None:
    """The rule that an element states, or None where its check is malformed."""
    return _rule(element)


def flaws(graph: Graph) -> Iterator[Diagnostic]:
    """What is wrong with the selectors and checks of rules and views themselves."""
    for element in graph.of_kind(RULE, VIEW):
        for problem in problems(graph.metamodel, element["select"] or {}):
            path = (element.kind, element.id, "select", *problem.path)
            yield finding("K401", element.file, path, subject=element.id, near=problem.near, found=problem.word)
        if element.kind == VIEW and not select(graph, element["select"] or {}):
            yield finding("K402", element.file, (element.kind, element.id, "select"), subject=element.id)
        check = element["check"]
        if isinstance(check, dict):
            for word, want in check.items():
                yield from _check_flaws(graph, element, word, want)


def _check_flaws(graph: Graph, element: Element, word: str, want: Any) -> Iterator[Diagnostic]:
    path = (element.kind, element.id, "check", word)
    if word not in WORDS:
        yield finding("K503", element.file, path, subject=element.id, near=WORDS, found=word)
        return
    shape, needed, optional = PARAMETERS[word]
    if not isinstance(want, shape):
        yield finding("K504", element.file, path, subject=element.id, word=word, problem=f"cần {shape.__name__}")
        return
    if isinstance(want, dict) and (needed or optional):
        for missing in sorted(needed - want.keys()):
            yield finding("K504", element.file, path, subject=element.id, word=word, problem=f"thiếu “{missing}”")
        for key in want.keys() - needed - optional:
            yield finding("K504", element.file, (*path, key), subject=element.id, word=word, problem=f"không có tham số “{key}”")
    for problem in problems(graph.metamodel, _asked(element, word, want)):
        if problem.path[:1] == ("kind",):  # said of `select` already
            continue
        yield finding("K401", element.file, path, subject=element.id, near=problem.near, found=problem.word)


def _asked(element: Element, word: str, want: Any) -> Mapping[str, Any]:
    """What a check asks, said as a selector: one grammar finds the fields, values and relations that do not exist."""
    kind = (element["select"] or {}).get("kind")
    asked: dict[str, Any] = {"kind": kind} if kind else {}
    if isinstance(want, list):
        return asked | {str(name).partition(".")[0]: {"exists": True} for name in want}
    if word == "is":
        return {**asked, **want}
    asked |= {want[key]: {"exists": True} for key in ("first", "field") if key in want}
    if word == "counts":
        return asked | ({want["by"]: {"in": want.get("values", [])}} if "by" in want else {})
    paths = [{key: path[key] for key in ("by", "direction", "to") if key in path} for path in want.get("any", [want])]
    return {**asked, "related": [path for path in paths if path]}


def _rule(element: Element) -> Rule | None:
    check = element["check"]
    if not isinstance(check, dict) or len(check) != 1 or not isinstance(element["select"], dict):
        return None
    word, want = next(iter(check.items()))
    if word not in WORDS:
        return None
    shape, needed, _ = PARAMETERS[word]
    return Rule(element, word, want) if isinstance(want, shape) and (not isinstance(want, dict) or needed <= want.keys()) else None
