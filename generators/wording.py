"""Selectors and checks in words that a lawyer reads: the YAML of a rule as a sentence, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from khung.diagnostic import Text
from khung.graph import Graph
from khung.metamodel import Field
from khung.rules import Rule
from khung.vietnamese import format_date


def about(graph: Graph, selector: Mapping[str, Any], language: str) -> str:
    """What a selector picks out: "loại Ứng dụng; do mô hình ghi; Cấp độ an toàn: 3 hoặc 4"."""
    return _Wording(graph, language).selector(selector)


def demand(graph: Graph, rule: Rule, language: str) -> str:
    """What a rule asks of each element that it selects."""
    wording = _Wording(graph, language, rule.selector)
    return _CHECKS[rule.word](wording, rule.want)


class _Wording:
    """Words in one language; fields are named as the kinds in hand name them."""

    def __init__(self, graph: Graph, language: str, context: Mapping[str, Any] | None = None) -> None:
        self.graph, self.language = graph, language
        self.kinds = _listed((context or {}).get("kind") or ())

    def say(self, vi: str, en: str) -> str:
        return Text(vi, en).get(self.language)

    def any_of(self, words: list[str]) -> str:
        return self.say(" hoặc ", " or ").join(words)

    def selector(self, selector: Mapping[str, Any]) -> str:
        """All parts of a selector, each a phrase."""
        inner = _Wording(self.graph, self.language, selector if "kind" in selector else {"kind": self.kinds})
        phrases = [inner.part(word, want) for word, want in selector.items()]
        return "; ".join(phrases) or self.say("mọi phần tử", "every element")

    def part(self, word: str, want: Any) -> str:
        made = _PARTS.get(word)
        return made(self, want) if made else self.condition(word, want)

    def condition(self, name: str, want: Any) -> str:
        label = self.field(name)
        if not isinstance(want, Mapping):
            return f"{label}: {self.values(name, want)}"
        return f"{label} " + self.say(" và ", " and ").join(self.operator(name, op, arg) for op, arg in want.items())

    def operator(self, name: str, op: str, arg: Any) -> str:
        if op == "exists":
            return self.say("có ghi", "is stated") if arg else self.say("không ghi", "is not stated")
        words = _OPERATORS.get(op)
        return f"{words.get(self.language) if words else op} {self.values(name, arg)}"

    def spec(self, name: str) -> Field | None:
        kinds = self.graph.metamodel.kinds
        asked = [k for k in self.kinds if k in kinds] or list(kinds)
        return next((kinds[k].fields[name] for k in asked if name in kinds[k].fields), None)

    def field(self, name: str) -> str:
        head, _, entry = name.partition(".")
        spec = self.spec(head)
        if not spec:
            return name
        label = spec.label.get(self.language)
        return f"{label} ({self.graph.metamodel.label(spec.of, entry, self.language)})" if entry else label

    def values(self, name: str, wanted: Any) -> str:
        spec = self.spec(name)
        return self.any_of([self.value(spec, value) for value in _listed(wanted)])

    def value(self, spec: Field | None, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("có", "yes") if value else self.say("không", "no")
        if spec and spec.of:
            return self.graph.metamodel.label(spec.of, str(value), self.language)
        if spec and spec.type == "date" and isinstance(value, str) and len(value) == 10:
            return format_date(value, self.language)
        return self.named(str(value))

    def named(self, id: str) -> str:
        return f"{self.graph[id].names.get(self.language)} ({id})" if id in self.graph else f"“{id}”"

    def path(self, want: Mapping[str, Any]) -> str:
        """The neighbours that a path leads to."""
        names = [self.relation(name) for name in _listed(want.get("by") or ())]
        over = self.say("qua ", "over ") + self.any_of(names) if names else self.say("qua quan hệ bất kỳ", "over any relation")
        direction = _DIRECTIONS.get(want.get("direction", "out"), Text("", "")).get(self.language)
        to = want.get("to")
        target = f" ({_Wording(self.graph, self.language).selector(to)})" if to else ""
        return f"{direction} {over}{target}"

    def relation(self, name: str) -> str:
        spec = self.spec(name) or _Wording(self.graph, self.language).spec(name)
        words = spec.label if spec else self.graph.metamodel.relations.get(name)
        return f"“{words.get(self.language)}”" if words else f"“{name}”"

    def fields(self, names: list[str]) -> str:
        return ", ".join(f"“{self.field(name)}”" for name in names)

    def range(self, want: Mapping[str, Any], least: int) -> str:
        """How many: "ít nhất 1", "đúng 2", "không"."""
        low, high = want.get("min", least), want.get("max")
        if high == 0:
            return self.say("không có", "no")
        if high is not None and low == high:
            return self.say(f"đúng {low}", f"exactly {low}")
        parts = [self.say(f"ít nhất {low}", f"at least {low}")] if low else []
        parts += [self.say(f"nhiều nhất {high}", f"at most {high}")] if high is not None else []
        return ", ".join(parts)


_DIRECTIONS = {
    "out": Text("phần tử mà nó dẫn tới", "element that it names"),
    "in": Text("phần tử dẫn tới nó", "element that names it"),
    "both": Text("phần tử nối với nó", "element joined to it"),
}
_OPERATORS = {
    "in": Text("là", "is"),
    "not": Text("khác", "is not"),
    "min": Text("từ", "is at least"),
    "max": Text("không quá", "is at most"),
    "before": Text("trước", "is before"),
    "after": Text("sau", "is after"),
    "contains": Text("có chữ", "contains"),
    "lacks": Text("không có chữ", "does not contain"),
    "matches": Text("theo mẫu", "matches"),
}
_LEVELS = {
    "required": Text("bắt buộc", "required"),
    "when-present": Text("khi có", "when present"),
    "recommended": Text("khuyến nghị", "recommended"),
    "optional": Text("tùy chọn", "optional"),
}
"""The requirement levels of Mẫu số 03."""


def _nested(w: _Wording, parts: Any, joint: str) -> str:
    return joint.join(f"({w.selector(part)})" for part in _listed(parts))


_PARTS: dict[str, Callable[[_Wording, Any], str]] = {
    "kind": lambda w, want: (
        w.say("loại ", "kind ")
        + w.any_of([w.graph.metamodel.kinds[k].label.get(w.language) if k in w.graph.metamodel.kinds else k for k in _listed(want)])
    ),
    "id": lambda w, want: w.say("là ", "is ") + w.any_of([w.named(str(id)) for id in _listed(want)]),
    "domain": lambda w, want: (
        w.say("miền ", "domain ")
        + w.any_of(
            [w.graph.metamodel.domains[d].label.get(w.language) if d in w.graph.metamodel.domains else str(d) for d in _listed(want)]
        )
    ),
    "tag": lambda w, want: w.say("có nhãn ", "tagged ") + w.any_of([f"“{t}”" for t in _listed(want)]),
    "pack": lambda w, want: w.say("của gói ", "of pack ") + w.any_of([w.named(str(p)) for p in _listed(want)]),
    "own": lambda w, want: w.say("do mô hình ghi", "stated by the model") if want else w.say("do gói quy định ghi", "stated by a pack"),
    "any": lambda w, want: _nested(w, want, w.say(" hoặc ", " or ")),
    "all": lambda w, want: _nested(w, want, w.say(" và ", " and ")),
    "not": lambda w, want: w.say("không phải ", "not ") + f"({w.selector(want)})",
    "related": lambda w, want: "; ".join(w.say("có ", "has an ") + w.path(one) for one in _listed(want)),
}


def _is(w: _Wording, want: Mapping[str, Any]) -> str:
    parts = []
    for name, wanted in want.items():
        if name == "any":
            ways = ["; ".join(w.condition(n, v) for n, v in one.items()) for one in wanted]
            parts.append(w.any_of([f"({way})" for way in ways]))
        else:
            parts.append(w.condition(name, wanted))
    return "; ".join(parts)


def _relates(w: _Wording, want: Mapping[str, Any]) -> str:
    paths = w.any_of([w.path(one) for one in want.get("any", [want])])
    return w.say("có ", "has ") + f"{w.range(want, 1)} {paths}"


def _counts(w: _Wording, want: Mapping[str, Any]) -> str:
    each = w.say(f" cho mỗi giá trị của “{w.field(want['by'])}”", f" for each value of “{w.field(want['by'])}”") if "by" in want else ""
    values = f" ({w.values(want['by'], want['values'])})" if "by" in want and "values" in want else ""
    return w.say(f"mô hình có {w.range(want, 0)} phần tử như vậy{each}{values}", f"the model has {w.range(want, 0)} such{each}{values}")


def _before(w: _Wording, want: Mapping[str, Any]) -> str:
    if "date" in want:
        limit = format_date(want["date"], w.language)
    else:
        limit = f"“{w.field(want.get('second', ''))}”"
        if "by" in want:
            limit += w.say(" của ", " of the ") + w.path(want)
    return w.say(f"“{w.field(want['first'])}” không sau {limit}", f"“{w.field(want['first'])}” is not after {limit}")


def _compares(w: _Wording, want: Mapping[str, Any]) -> str:
    words = {"at-least": Text("từ", "at least"), "at-most": Text("không quá", "at most")}.get(want["is"], Text("bằng", "equal to"))
    other = w.field(want.get("other", want["field"]))
    return f"“{w.field(want['field'])}” {words.get(w.language)} “{other}” " + w.say("của ", "of the ") + w.path(want)


_CHECKS: dict[str, Callable[[_Wording, Any], str]] = {
    "has": lambda w, want: w.say("có ghi ", "states ") + w.fields(want),
    "complete": lambda w, want: w.say("ghi đủ các trường mức ", "states all fields of level ") + _LEVELS[want["level"]].get(w.language),
    "is": _is,
    "relates": _relates,
    "reaches": lambda w, want: (
        w.say(f"tới được trong {want.get('within', 4)} bước ", f"reaches within {want.get('within', 4)} steps ") + w.path(want)
    ),
    "unique": lambda w, want: w.say("không trùng ", "shares with no other ") + w.fields(want),
    "counts": _counts,
    "before": _before,
    "compares": _compares,
    "acyclic": lambda w, want: w.say("không quay về chính nó ", "does not come back to itself ") + w.path(want),
    "cites": lambda w, want: w.say("dẫn ít nhất một điều khoản ở ", "cites at least one clause as ") + w.path({"by": "source", **want}),
    "current": lambda w, want: (
        w.say("không dẫn văn bản đã hết hiệu lực ở ", "cites no repealed text as ") + w.fields(_listed(want.get("by", ["source", "basis"])))
    ),
    "routed": lambda w, _: w.say("đi qua nền tảng tích hợp được phép", "goes through an integration platform that may carry it"),
    "follows": lambda w, _: w.say(
        "có mọi thành phần mà mẫu chung đòi hỏi, hoặc nêu rõ khác biệt",
        "has every part that the template asks for, or states how it differs",
    ),
}
WORDED = frozenset(_CHECKS)
"""The words that can be told; a test holds them against the vocabulary."""


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
