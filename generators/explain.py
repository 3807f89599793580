"""One rule as a page, for a terminal or as Markdown: what it rests on, whom it is about, what it asks, what it says today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from generators.findings import legal_source
from generators.findings.markdown import plain
from generators.wording import about, demand
from khung.conform import Report
from khung.diagnostic import ANSWERS, Text
from khung.graph import Graph
from khung.law import confidence
from khung.rules import Rule
from khung.vietnamese import format_date

MOST = 20
_HEADS = {
    "why": Text("Vì sao", "Why"),
    "basis": Text("Căn cứ", "Legal basis"),
    "about": Text("Áp dụng cho", "About"),
    "check": Text("Yêu cầu", "Asks that it"),
    "weight": Text("Mức độ theo hồ sơ", "Weight by profile"),
    "says": Text("Khi không đạt", "When it fails"),
    "today": Text("Kết quả", "Result"),
    "pass": Text("Ví dụ đạt", "Passing example"),
    "fail": Text("Ví dụ không đạt", "Failing example"),
}


class Section(NamedTuple):
    """A heading with its lines; `code` lines are YAML, others are items."""

    head: str
    lines: list[str]
    code: bool = False


def sections(graph: Graph, rule: Rule, report: Report, language: str) -> Iterator[Section]:
    """Everything a reader of the rule asks for, in reading order."""
    element = rule.element

    def head(key: str) -> str:
        return _HEADS[key].get(language)

    yield Section(head("why"), [element.text("why").get(language)])
    yield Section(head("basis"), [_cited(graph, id, language) for id in element.refs("source")])
    yield Section(head("about"), [about(graph, rule.selector, language)])
    yield Section(head("check"), [demand(graph, rule, language)])
    yield Section(head("weight"), [_weight(graph, rule, profile, language) for profile in sorted(rule.weights)])
    yield Section(head("says"), [t for t in (rule.message.get(language), rule.hint.get(language)) if t])
    yield Section(f"{head('today')} ({format_date(report.day, language)}, {report.profile})", _today(rule, report, language))
    for name in ("pass", "fail"):
        yield Section(head(name), _yaml(element["examples"].get(name)), code=True)


def _cited(graph: Graph, id: str, language: str) -> str:
    name = graph[id].names.get(language) if id in graph else ""
    return f"{legal_source(graph, id, language)}: {name} ({id})"


def _weight(graph: Graph, rule: Rule, profile: str, language: str) -> str:
    label = graph.metamodel.label
    return f"{label('profile', profile, language)} ({profile}): {label('severity', rule.weights[profile].value, language)}"


def _today(rule: Rule, report: Report, language: str) -> list[str]:
    if rule.id not in {r.id for r in report.rules}:
        return [
            Text(
                "Hồ sơ này không dùng, hoặc quy tắc không có hiệu lực vào ngày này.", "Not in this profile, or not in force on this day."
            ).get(language)
        ]
    judgements = report.by_rule.get(rule.id, ())
    counts = report.counts(judgements)
    lines = [" · ".join(f"{text.get(language)}: {counts[answer]}" for answer, text in ANSWERS.items())]
    found = [j for j in judgements if j.finding]
    for judgement in found[:MOST]:
        said = judgement.finding.message.get(language) if judgement.finding else ""
        waived = f" [{judgement.waiver}]" if judgement.waiver else ""
        lines.append(f"{said}{waived}")
    left = len(found) - MOST
    return [*lines, Text(f"… và {left} nữa.", f"… and {left} more.").get(language)] if left > 0 else lines


def _yaml(example: Any) -> list[str]:
    return yaml.safe_dump(example or {}, allow_unicode=True, sort_keys=False, width=100).rstrip("\n").split("\n")


def title(graph: Graph, rule: Rule, language: str) -> str:
    """Name, id, pack with its version, and how well it is known."""
    element = rule.element
    pack = graph.elements.get(element.pack)
    parts = [rule.id, f"{pack.id} {pack['version']}" if pack else ""]
    parts += [graph.metamodel.label("confidence", confidence(graph, element), language)]
    parts += [f"{Text('từ', 'from').get(language)} {format_date(element['since'], language)}" if element.day("since") else ""]
    return f"{element.names.get(language)}\n{' · '.join(filter(None, parts))}"


def as_text(graph: Graph, rule: Rule, report: Report, language: str) -> str:
    """The page for a terminal."""
    blocks = [title(graph, rule, language)]
    blocks += ["\n".join([f"{s.head}:", *(f"  {line}" for line in s.lines)]) for s in sections(graph, rule, report, language)]
    return "\n\n".join(blocks) + "\n"


def as_markdown(graph: Graph, rule: Rule, report: Report, language: str) -> str:
    """The page as Markdown; what the model says is text there, never markup."""
    name, _, facts = title(graph, rule, language).partition("\n")
    blocks = [f"# {plain(name)}", plain(facts)]
    for section in sections(graph, rule, report, language):
        lines = [f"    {line}" for line in section.lines] if section.code else [f"- {plain(line)}" for line in section.lines]
        blocks.append("\n".join([f"## {section.head}", "", *lines]))
    return "\n\n".join(blocks) + "\n"
