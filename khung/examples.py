"""The examples inside rules, run in memory: what passes must pass, what fails must fail. Knows no file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from khung.catalogue import finding
from khung.conform import Judgement, apply
from khung.diagnostic import Answer, Diagnostic, Text
from khung.graph import Graph
from khung.house import RULE
from khung.load import shipped_metamodel, shipped_shape
from khung.metamodel import Metamodel
from khung.model import Element, with_defaults
from khung.rules import Rule, flaws, rule
from khung.shape import Shape

NAMES = {"pass": Text("ví dụ đạt (pass)", "passing example"), "fail": Text("ví dụ không đạt (fail)", "failing example")}


def run(metamodel: Metamodel, judged: Rule, example: Mapping[str, Any]) -> list[Judgement]:
    """The judgements of one rule over one example (kind → id → fields). A field that does not have its shape is left out."""
    malformed = {d.path[:3] for d in _malformed(metamodel, example)}
    elements = {
        id: Element(id, kind, with_defaults(metamodel.kinds[kind], {n: v for n, v in fields.items() if (kind, id, n) not in malformed}))
        for kind, members in example.items()
        if kind in metamodel.kinds
        for id, fields in members.items()
    }
    return list(apply(Graph(metamodel, elements), judged, next(iter(judged.weights), "")))


def proofs(graph: Graph, reading: Iterable[Diagnostic]) -> Iterator[tuple[Element, list[Diagnostic]]]:
    """Every rule of `graph`, by id, with what its test finds: what `reading` told of it, flaws of the rule itself, of its
    examples, and of the mutation, which takes the check away: the failing example must then pass, so that nothing else found it."""
    told = _by_subject((*reading, *flaws(graph), *example_flaws(graph)))
    for element in sorted(graph.of_kind(RULE), key=lambda e: e.id):
        found = told.get(element.id, [])
        made = rule(graph, element)
        if made and any(j.finding for j in run(graph.metamodel, replace(made, word="has", want=[]), _example(element, "fail"))):
            found = [*found, finding("K509", element.file, (element.kind, element.id, "examples", "fail"), subject=element.id)]
        yield element, found


def _by_subject(findings: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for one in findings:
        found[one.subject].append(one)
    return found


def example_flaws(graph: Graph) -> Iterator[Diagnostic]:
    """What is wrong with the examples of every well-made rule of `graph`: each is a finding K506."""
    for element in graph.of_kind(RULE):
        judged = rule(graph, element)
        if judged is None:
            continue
        for name in NAMES:
            example = _example(element, name)
            for problem in (*_strange(graph.metamodel, example), *_wrong(graph.metamodel, judged, name, example)):
                yield _flaw(element, name, problem)


def _example(element: Element, name: str) -> Mapping[str, Any]:
    """One example of a rule, without what is no element; reading tells of that."""
    examples = element["examples"]
    example = examples.get(name) if isinstance(examples, dict) else None
    return {
        kind: {id: fields for id, fields in members.items() if isinstance(fields, dict)}
        for kind, members in (example.items() if isinstance(example, dict) else ())
        if isinstance(members, dict)
    }


def _strange(metamodel: Metamodel, example: Mapping[str, Any]) -> Iterator[Text]:
    for kind, members in example.items():
        if kind not in metamodel.kinds:
            yield Text(f"dùng loại không có “{kind}”", f"uses a kind that does not exist, “{kind}”")
            continue
        for name in dict.fromkeys(n for fields in members.values() for n in fields):
            if name not in metamodel.kinds[kind].fields:
                yield Text(f"dùng trường không có “{kind}.{name}”", f"uses a field that does not exist, “{kind}.{name}”")

    yield from (found.message for found in _malformed(metamodel, example))


def _malformed(metamodel: Metamodel, example: Mapping[str, Any]) -> list[Diagnostic]:
    """The fields of an example whose values do not have the shape of their kind."""
    shape = shipped_shape() if metamodel is shipped_metamodel() else Shape(metamodel)
    return [d for d in shape.check(example, "") if d.code == "K114"]


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
