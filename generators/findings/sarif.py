"""SARIF 2.1.0: rules with their help, results with exact regions, accepted exceptions as suppressions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from generators.findings.markdown import plain
from generators.findings.results import Results
from khung.diagnostic import ANSWERS, Answer, Diagnostic, Text
from khung.house import PACK, WORKSPACE
from khung.model import Element
from khung.revisions import State
from khung.rules import Rule
from khung.shipped import derived

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
_KINDS = {Answer.INSUFFICIENT: "open"}
"""SARIF's word for "not enough to decide"; such a result has level "none" by the standard, its weight stands in `properties`."""


def sarif(results: Results) -> str:
    """One run: the tool with its rules and packs, then every finding, waived ones last."""
    rules = list(_rules(results))
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    found = [_result(results, d, index) for d in results.told]
    for judgement, waiver in results.waived:
        if judgement.finding:
            found.append(_result(results, judgement.finding, index) | {"suppressions": [_suppression(results, waiver)]})
    profile, day = results.report.profile, results.report.day.isoformat()
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Khung",
                "version": results.version,
                "semanticVersion": results.version,
                "language": _LANGUAGES[results.language],
                "rules": rules,
            },
            "extensions": [
                {"name": p.id, "version": str(p["version"]), "fullName": p.names.get(results.language)} for p in _packs(results)
            ],
        },
        "language": _LANGUAGES[results.language],
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"khung/{profile}/"},
        "invocations": [{"executionSuccessful": True, "properties": {"profile": profile, "day": day, "compared": results.compared}}],
        "results": found,
    }
    if results.state:
        run["versionControlProvenance"] = [_provenance(results, results.state)]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _packs(results: Results) -> list[Element]:
    return sorted(results.graph.of_kind(PACK), key=lambda e: e.id)


def _rules(results: Results) -> Iterator[dict[str, Any]]:
    """Every rule that was asked, then the built-in checks that found something; by id."""
    asked = {rule.id: rule for rule in results.report.rules}
    told = [*results.told, *(j.finding for j, _ in results.waived if j.finding)]
    built_in = {d.code: d for d in told if d.code not in asked}
    yield from (_rule(results, asked[id]) for id in sorted(asked))
    yield from (_built_in(results, built_in[code]) for code in sorted(built_in))


def _rule(results: Results, rule: Rule) -> dict[str, Any]:
    element, language = rule.element, results.language
    sources = [results.cite(s) for s in element.refs("source")]
    basis = results.say(Text("Căn cứ", "Basis"))
    why, hint = element.text("why").get(language), element.text("hint").get(language)
    severity = rule.severity(results.report.profile)
    return {
        "id": rule.id,
        "shortDescription": {"text": element.names.get(language)},
        "fullDescription": {"text": why},
        "help": {
            "text": "\n".join(filter(None, (why, hint, f"{basis}: {'; '.join(sources)}"))),
            "markdown": "\n\n".join(filter(None, (plain(why), plain(hint), f"**{basis}**: {plain('; '.join(sources))}"))),
        },
        "defaultConfiguration": {"level": severity.value if severity else "none"},
        "properties": {"tags": [element.pack or "khung", rule.word], "source": sources},
    }


def _built_in(results: Results, found: Diagnostic) -> dict[str, Any]:
    entry = derived("codes").get(found.code)
    words: Mapping[str, str] = entry or {"vi": found.message.vi, "en": found.message.en}
    return {
        "id": found.code,
        "shortDescription": {"text": words[results.language].replace("{", "‹").replace("}", "›")},
        "defaultConfiguration": {"level": found.severity.value},
        "properties": {"tags": ["khung"]},
    }


def _result(results: Results, d: Diagnostic, index: Mapping[str, int]) -> dict[str, Any]:
    kind = _KINDS.get(d.answer, "fail") if d.answer else "fail"
    message, hint = d.message.get(results.language), d.hint.get(results.language)
    made: dict[str, Any] = {
        "ruleId": d.code,
        "ruleIndex": index[d.code],
        "kind": kind,
        "level": d.severity.value if kind == "fail" else "none",
        "message": {"text": f"{message}\n{hint}" if hint else message},
        "locations": [_location(results, d)],
        "partialFingerprints": {"khungFinding/v1": d.fingerprint},
        "properties": {
            "severity": d.severity.value,
            "answer": d.answer.value if d.answer else "",
            "answerText": results.say(ANSWERS[d.answer]) if d.answer else "",
            "source": [results.cite(s) for s in d.source],
        },
    }
    return made | ({"baselineState": "new"} if results.compared else {})


def _location(results: Results, d: Diagnostic) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if d.file:
        made["physicalLocation"] = {"artifactLocation": {"uri": quote(results.path(d.file))}, "region": _region(results, d)}
    if d.subject:
        name = "/".join(str(step) for step in d.path) or d.subject
        made["logicalLocations"] = [{"name": d.subject, "fullyQualifiedName": name}]
    return made


def _region(results: Results, d: Diagnostic) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": max(1, d.line), "startColumn": max(1, d.column)}
    if d.end_line:
        region |= {"endLine": d.end_line, "endColumn": d.end_column}
    line = results.line(d.file, d.line)
    if line:
        word = line[d.column - 1 : d.end_column - 1] if d.end_line == d.line else line[d.column - 1 :]
        region["snippet"] = {"text": word}
    return region


def _suppression(results: Results, waiver: Element) -> dict[str, Any]:
    reason, expires = waiver.text("reason").get(results.language), str(waiver["expires"])
    basis = "; ".join(results.cite(s) for s in waiver.refs("basis"))
    words = Text(f"{reason} Căn cứ: {basis}. Hết hạn: {expires}.", f"{reason} Basis: {basis}. Expires: {expires}.")
    return {
        "kind": "external",
        "status": "accepted",
        "justification": results.say(words),
        "properties": {"waiver": waiver.id, "responsible": str(waiver["responsible"] or ""), "expires": expires},
    }


def _provenance(results: Results, state: State) -> dict[str, Any]:
    """Where the model was read from. Without a remote the workspace itself is named: the standard wants an address."""
    workspace = next((e.id for e in results.graph.of_kind(WORKSPACE)), "")
    made: dict[str, Any] = {"repositoryUri": state.remote or f"urn:khung:{workspace or 'workspace'}", "revisionId": state.commit}
    if state.branch:
        made["branch"] = state.branch
    return made | {"properties": {"modelAsCommitted": state.clean}}
