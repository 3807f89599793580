"""Findings as a comment on a change: the counts, the weightiest findings, the accepted exceptions. Short."""

from __future__ import annotations

from collections.abc import Iterable

from generators.findings.results import LABELS, Results, ranked
from khung.diagnostic import Diagnostic, Text
from khung.vietnamese import format_date

MOST = 20
_SPECIAL = frozenset("\\`*_[]|~")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;", "\n": " ", "\r": " "}  # "@" calls a person, "#" an issue


def markdown(results: Results) -> str:
    """Heading with the outcome, the four answers, a table of the first findings by weight."""
    failed = any(results.fails(d) for d in results.findings)
    outcome = Text("không đạt", "failed") if failed else Text("đạt", "passed")
    day = format_date(results.report.day, results.language)
    lines = [f"### Khung: {results.say(outcome)} ({day}, {plain(results.profile)})", "", _counted(results), ""]
    answers = results.answers()
    if answers:
        lines += [_row(label for label, _ in answers), _row(["---:"] * len(answers)), _row(str(n) for _, n in answers), ""]
    if results.told:
        heads = (Text("Mức", "Level"), Text("Quy tắc", "Rule"), Text("Phát hiện", "Finding"), Text("Chỗ", "Place"), Text("Căn cứ", "Basis"))
        lines += [_row(map(results.say, heads)), _row(["---"] * len(heads))]
        shown = ranked(results.told)[:MOST]
        lines += [_row(_cells(results, d)) for d in shown]
        left = len(results.told) - len(shown)
        if left:
            lines += ["", results.say(Text(f"Còn {left} phát hiện nữa.", f"{left} more findings."))]
    lines += _closing(results)
    return "\n".join(lines).rstrip("\n") + "\n"


def _counted(results: Results) -> str:
    said = results.counted()
    if results.compared:
        against = plain(results.compared)
        said += " " + results.say(Text(f"Chỉ nêu phát hiện mới so với {against}.", f"Only what is new against {against}."))
    return said


def _closing(results: Results) -> list[str]:
    lines: list[str] = []
    if results.gone:
        lines += ["", f"**{results.say(Text('Không còn', 'Gone'))} ({len(results.gone)})**", ""]
        lines += [f"- `{known.code}` {plain(known.message)}" for known in results.gone[:MOST]]
    if results.waived:
        lines += ["", f"**{results.say(Text('Ngoại lệ đã chấp thuận', 'Accepted exceptions'))} ({len(results.waived)})**", ""]
        until = Text("đến", "until")
        lines += [
            f"- {plain(j.rule.id)}, {plain(j.subject.id)}: {plain(w.text('reason').get(results.language))} ({results.say(until)} {plain(str(w['expires']))})"
            for j, w in results.waived[:MOST]
        ]
    return lines


def _cells(results: Results, d: Diagnostic) -> list[str]:
    message, hint = plain(d.message.get(results.language)), plain(d.hint.get(results.language))
    return [
        results.say(LABELS[d.severity]),
        plain(d.code),
        f"{message}<br>{hint}" if hint else message,
        plain(f"{results.path(d.file)}:{d.line}"),
        plain(results.basis(d)),
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Text of a model as plain words: no markup, no picture, no call to anybody."""
    return "".join(_ENTITIES.get(c) or (f"\\{c}" if c in _SPECIAL else c) for c in text)
