"""Findings for a terminal: place, code and message, the lines of the file around it, hint and legal source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generators.findings.results import LABELS, Cite, Results
from khung.diagnostic import Diagnostic, Severity, Text
from khung.vietnamese import format_date

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_FRAME = 1
_CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}


def text(results: Results) -> str:
    """Every finding as a block (as many as a terminal shall be shown), then the counts."""
    shown = results.told[: results.most or None]
    left = len(results.told) - len(shown)
    more = Text(f"… và {left} phát hiện nữa (--format json để xem hết).\n", f"… and {left} more (--format json tells all).\n")
    told = blocks(lambda id, _: results.cite(id), shown, results.texts, results.language, colour=results.colour)
    return told + (results.say(more) if left else "") + summary(results)


def summary(results: Results) -> str:
    """The closing lines: counts of findings and of the official answers, accepted exceptions, what is gone."""
    lines = [results.counted(), " · ".join(f"{label}: {number}" for label, number in results.answers())]
    lines = [line for line in lines if line]
    lines += [] if results.part else _deadlines(results)
    if results.waived:
        number = len(results.waived)
        accepted = ", ".join(sorted({waiver.id for _, waiver in results.waived}))
        lines.append(results.say(Text(f"Ngoại lệ đã chấp thuận: {number} ({accepted})", f"Accepted exceptions: {number} ({accepted})")))
    if results.compared:
        new, gone = len(results.findings), len(results.gone)
        vi = f"So với {results.compared}: {new} phát hiện mới, {gone} phát hiện không còn."
        lines.append(results.say(Text(vi, f"Against {results.compared}: {new} new findings, {gone} are gone.")))
        lines += [f"  − {inert(known.code)} {inert(known.message)}" for known in results.gone]
    return "".join(f"{line}\n" for line in lines)


def _deadlines(results: Results) -> list[str]:
    """What the law wants by when, and how long that is from the day judged."""
    from khung.steps import deadlines, next_steps  # noqa: PLC0415 - reading alone has no deadlines

    lines = []
    for due, failing, unknown in deadlines(next_steps(results.graph, results.report)):
        if due:
            left = (due - results.report.day).days
            when = Text(f"còn {left} ngày", f"{left} days left") if left >= 0 else Text(f"quá {-left} ngày", f"{-left} days ago")
            vi = f"Thời hạn pháp lý {format_date(due, 'vi')} ({when.vi}): {failing} quy tắc chưa đáp ứng, {unknown} quy tắc chưa đủ cơ sở."
            en = f"Legal deadline {format_date(due, 'en')} ({when.en}): {failing} rules not met, {unknown} without basis."
            lines.append(results.say(Text(vi, en)))
    return lines


def blocks(cite: Cite, findings: Sequence[Diagnostic], texts: Mapping[str, bytes], language: str, *, colour: bool = False) -> str:
    """One block a finding."""
    lines: dict[str, list[str]] = {}
    made = []
    for d in findings:
        label = LABELS[d.severity].get(language)
        head = f"\x1b[{_COLOURS[d.severity]}m{label} {d.code}\x1b[0m" if colour else f"{label} {d.code}"
        block = [f"{inert(d.file)}:{d.line}:{d.column}: {head} {inert(d.message.get(language))}"]
        if d.file in texts and d.line:
            if d.file not in lines:
                lines[d.file] = texts[d.file].decode("utf-8-sig", errors="replace").splitlines()
            block += _frame(lines[d.file], d.line, d.column)
        if hint := d.hint.get(language):
            block.append(f"  {'gợi ý' if language == 'vi' else 'hint'}: {inert(hint)}")
        if d.source:
            cited = "; ".join(dict.fromkeys(cite(s, language) for s in d.source))
            block.append(f"  {'căn cứ' if language == 'vi' else 'basis'}: {inert(cited)}")
        made.append("\n".join(block) + "\n")
    return "".join(made)


def inert(text: str) -> str:
    """Text without what a terminal would obey."""
    return text.translate(_CONTROLS)


def _frame(lines: Sequence[str], line: int, column: int) -> list[str]:
    frame = []
    for number in range(max(1, line - _FRAME), min(len(lines), line + _FRAME) + 1):
        text = inert(lines[number - 1][:120].replace("\t", " "))
        frame.append(f"  {'>' if number == line else ' '}{number:>5} │ {text}")
        if number == line:
            frame.append(f"        │ {' ' * (column - 1)}^")
    return frame
