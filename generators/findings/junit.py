"""JUnit XML as Jenkins and GitLab read it: a suite for each pack, a case for each rule and what does not meet it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import SubElement, indent, tostring

from generators.findings.results import Results
from khung.diagnostic import ANSWERS, Answer, Diagnostic, Text

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BUILT_IN = "khung"


def junit(results: Results) -> str:
    """What fails the check is a failure; undecided and waived cases are skipped; what weighs less passes with its words."""
    root = Node("testsuites", name="khung check")
    found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for d in results.told:
        found[d.code].append(d)
    waived: defaultdict[str, list[tuple[Diagnostic, str]]] = defaultdict(list)
    for judgement, waiver in results.waived:
        if judgement.finding:
            waived[judgement.rule.id].append((judgement.finding, waiver.text("reason").get(results.language)))
    for suite, rules in _suites(results, found):
        node = SubElement(root, "testsuite", name=suite)
        for rule, title in rules.items():
            for d in found[rule]:
                _case(results, node, rule, title, d)
            for d, reason in waived[rule]:
                SubElement(_named(node, rule, d), "skipped", message=_xml(reason))
            if not found[rule] and not waived[rule]:
                _quiet(results, node, rule, title)
        _count(node, [node])
    _count(root, root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suites(results: Results, found: Mapping[str, list[Diagnostic]]) -> list[tuple[str, dict[str, str]]]:
    """Suites by name, each with its rules and their titles."""
    suites: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for rule in results.report.rules:
        suites[rule.element.pack or _BUILT_IN][rule.id] = rule.element.names.get(results.language)
    known = {rule.id for rule in results.report.rules}
    for code in sorted(found.keys() - known):
        suites[_BUILT_IN][code] = code
    return sorted(suites.items())


def _named(suite: Node, rule: str, d: Diagnostic) -> Node:
    return SubElement(suite, "testcase", classname=_xml(rule), name=_xml(d.subject or d.file), file=_xml(d.file), line=str(d.line))


def _case(results: Results, suite: Node, rule: str, title: str, d: Diagnostic) -> None:
    case = _named(suite, rule, d)
    message = d.message.get(results.language)
    words = [f"{results.path(d.file)}:{d.line}:{d.column}", title, d.hint.get(results.language), results.basis(d)]
    if results.fails(d):
        failure = SubElement(case, "failure", message=_xml(message), type=d.severity.value)
        failure.text = _xml("\n".join(filter(None, words)))
    elif d.answer is Answer.INSUFFICIENT:
        SubElement(case, "skipped", message=_xml(message))
    else:
        SubElement(case, "system-out").text = _xml("\n".join(filter(None, (message, *words))))


def _quiet(results: Results, suite: Node, rule: str, title: str) -> None:
    """A rule that found nothing: it holds, it is about nothing here, or nothing is new."""
    case = SubElement(suite, "testcase", classname=_xml(rule), name=_xml(title))
    if results.compared:
        SubElement(case, "system-out").text = results.say(Text("Không có phát hiện mới.", "Nothing new."))
    elif results.report.answer(rule) is Answer.NOT_APPLICABLE:
        SubElement(case, "skipped", message=results.say(ANSWERS[Answer.NOT_APPLICABLE]))


def _count(node: Node, suites: Iterable[Node]) -> None:
    cases = [case for suite in suites for case in suite]
    node.set("tests", str(len(cases)))
    node.set("failures", str(sum(c.find("failure") is not None for c in cases)))
    node.set("errors", "0")
    node.set("skipped", str(sum(c.find("skipped") is not None for c in cases)))


def _xml(text: str) -> str:
    """Text without what XML cannot carry."""
    return _UNPRINTABLE.sub("�", text)
