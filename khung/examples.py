"""The examples inside rules, run in memory: what passes must pass, what fails must fail. Knows no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from khung.catalogue import finding
from khung.conform import Judgement, apply
from khung.diagnostic import Answer, Diagnostic, Text
from khung.graph import Graph
from khung.house import RULE
from khung.metamodel import Metamodel
from khung.model import Element, with_defaults
from khung.rules import Rule, rule

NAMES = {"pass": Text("ví dụ đạt (pass)", "passing example"), "fail": Text("ví dụ không đạt (fail)", "failing example")}


def run(metamodel: Metamodel, judged: Rule, example: Mapping[str, Any]) -> list[Judgement]:
    """The judgements of one rule over one example (kind → id → fields)."""
    elements = {
        id: Element(id, kind, with_defaults(metamodel.kinds[kind], fields))
        for kind, members in example.items()
        if kind in metamodel.kinds
        for id, fields in members.items()
    }
    return list(apply(Graph(metamodel, elements), judged, next(iter(judged.element["profiles"]), "")))


def example_flaws(graph: Graph) -> Iterator[Diagnostic]:
    """What is wrong with the examples of every well-made rule of `graph`: each is a finding K506."""
    for element in graph.of_kind(RULE):
        judged = rule(graph, element)
        if judged is None:
            continue
        for name in NAMES:
            example = (element["examples"] or {}).get(name) or {}
            for problem in (*_strange(graph.metamodel, example), *_wrong(graph.metamodel, judged, name, example)):
                yield _flaw(element, name, problem)


def _strange(metamodel: Metamodel, example: Mapping[str, Any]) -> Iterator[Text]:
    for kind, members in example.items():
        if kind not in metamodel.kinds:
            yield Text(f"dùng loại không có “{kind}”", f"uses a kind that does not exist, “{kind}”")
            continue
        for name in dict.fromkeys(n for fields in members.values() for n in fields):
            if name not in metamodel.kinds[kind].fields:
                yield Text(f"dùng trường không có “{kind}.{name}”", f"uses a field that does not exist, “{kind}.{name}”")


def _wrong(metamodel: Metamodel, judged: Rule, name: str, example: Mapping[str, Any]) -> Iterator[Text]:
    found = run(metamodel, judged, example)
    if not found:
        yield Text("không có phần tử nào được chọn", "selects no element")
    elif name == "fail" and not any(j.answer is Answer.NOT_CONFORM for j in found):
        yield Text("không bị phát hiện", "is not found at fault")
    elif name == "pass" and any(j.finding for j in found):
        yield Text("lại bị phát hiện", "is found at fault")


def _flaw(element: Element, name: str, problem: Text) -> Diagnostic:
    path = (element.kind, element.id, "examples", name)
    vi, en = (
        finding("K506", element.file, path, subject=element.id, example=NAMES[name].get(language), problem=problem.get(language))
        for language in ("vi", "en")
    )
    return vi._replace(message=Text(vi.message.vi, en.message.en))
