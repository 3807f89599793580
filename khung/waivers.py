"""Accepted exceptions: which one covers a judgement on a day, and what is wrong with them. A waiver never changes an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph
from khung.house import PACK, RULE, TEMPLATE, VIEW, WAIVER, WORKSPACE
from khung.model import Element

NEARLY_EXPIRED = timedelta(days=30)
ASKED = ("requirement", "cause", "alternatives", "impact", "controls", "responsible", "deadline", "review", "remedy", "decided_by")
"""What the guidance asks of an exception (draft of 13/09/2026, A.VII.2) beside its reason and basis."""
_WHOLE = frozenset((WORKSPACE, PACK, RULE, TEMPLATE, VIEW))


class Waivers:
    """The waivers of a graph that are alive on `day`."""

    def __init__(self, graph: Graph, day: date) -> None:
        self._graph, self._day = graph, day
        self._alive = [w for w in graph.of_kind(WAIVER) if w.alive(day)]

    def covering(self, rule: str, subject: str) -> str:
        """The id of the waiver in force for a rule and a subject; "" where there is none."""
        waiver = self._first.get((rule, subject))
        expires = waiver.day("expires") if waiver else None
        return waiver.id if waiver and expires and self._day <= expires else ""

    def findings(self, used: Collection[str], judged: Collection[str]) -> Iterator[Diagnostic]:
        """What is wrong with the waivers: expired (K601), covering nothing (K602), nearly expired (K603), too broad (K604), said twice (K605),
        without what the guidance asks (K606), in no gap of Bảng 4 (K607). `used` are those that cover a judgement; one whose rule is not
        among the rules `judged`, or whose subject is not in the graph, is not told to be useless."""
        for waiver in self._alive:
            expires = waiver.day("expires")
            first = self._first[waiver["rule"], waiver["subject"]]
            if first is not waiver:
                yield self._finding("K605", waiver, "subject", first=first.id, first_expires=first["expires"], expires=waiver["expires"])
                continue
            if expires and expires < self._day:
                yield self._finding("K601", waiver, "expires", expires=expires)
                continue
            if waiver.id not in used:
                if waiver["rule"] in judged and waiver["subject"] in self._graph:
                    yield self._finding("K602", waiver)
            elif expires and expires - self._day <= NEARLY_EXPIRED:
                yield self._finding("K603", waiver, "expires", expires=expires)
            yield from self._content(waiver)

    def _content(self, waiver: Element) -> Iterator[Diagnostic]:
        subject = self._graph.elements.get(waiver["subject"] or "")
        if subject and (subject["group"] is True or subject.kind in _WHOLE):
            yield self._finding("K604", waiver, "subject", found=subject.name)
        fields = self._graph.metamodel.kinds[waiver.kind].fields
        missing = [name for name in ASKED if not waiver[name] and not waiver.is_undetermined(name) and not waiver.is_not_applicable(name)]
        if missing:
            yield self._finding("K606", waiver, fields=", ".join(missing), labels=", ".join(fields[name].label.vi for name in missing))
        if not any(True for _ in self._graph.sources(waiver.id, "decision")):
            yield self._finding("K607", waiver)

    def _finding(self, code: str, waiver: Element, field: str = "", **words: Any) -> Diagnostic:
        path = (waiver.kind, waiver.id, field) if field else (waiver.kind, waiver.id)
        return finding(code, waiver.file, path, subject=waiver.id, **words)

    @cached_property
    def _first(self) -> Mapping[tuple[str, str], Element]:
        found: dict[tuple[str, str], Element] = {}
        for waiver in self._alive:
            found.setdefault((waiver["rule"], waiver["subject"]), waiver)
        return found
