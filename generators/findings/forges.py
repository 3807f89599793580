"""Findings as the forges show them beside the lines of a change: GitHub annotations, GitLab code quality."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from generators.findings.results import Results
from khung.diagnostic import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DEGREES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def github(results: Results) -> str:
    """Workflow commands, one a line: `::error file=…,line=…,title=…::message`."""
    return "".join(_annotation(results, d) for d in results.told)


def _annotation(results: Results, d: Diagnostic) -> str:
    place = {"file": results.path(d.file), "line": d.line, "col": d.column, "title": f"{d.code} {d.subject}".strip()}
    if d.end_line:
        place["endLine"] = d.end_line
        if d.end_line == d.line:
            place["endColumn"] = d.end_column
    words = [d.message.get(results.language), d.hint.get(results.language), results.basis(d)]
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value)
    return f"::{_COMMANDS[d.severity]} {properties}::{_data(chr(10).join(filter(None, words)))}\n"


def _data(text: str) -> str:
    """What a workflow command may carry: nothing that ends it or starts another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(results: Results) -> str:
    """A code quality report; every entry has a fingerprint of its own."""
    seen: Counter[str] = Counter()
    rows = []
    for d in results.told:
        seen[d.fingerprint] += 1
        own = hashlib.sha256(f"{d.fingerprint} {seen[d.fingerprint]}".encode()).hexdigest()[:32]
        rows.append(
            {
                "description": d.message.get(results.language),
                "check_name": d.code,
                "fingerprint": own,
                "severity": _DEGREES[d.severity],
                "location": {"path": results.path(d.file), "lines": {"begin": max(1, d.line), "end": max(1, d.end_line or d.line)}},
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
