"""What each word of the vocabulary takes, and what is wrong with what a rule gives it. A word is never run on what it cannot take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from khung.diagnostic import Text


class Flaw(NamedTuple):
    """What is wrong with a parameter, and where inside the check it stands."""

    path: tuple[str | int, ...]
    problem: Text


class _Sort(NamedTuple):
    holds: Callable[[Any], bool]
    wanted: Text


def _one_of(*words: str) -> _Sort:
    listed = ", ".join(words)
    return _Sort(lambda value: isinstance(value, str) and value in words, Text(f"một trong: {listed}", f"one of: {listed}"))


def _many(value: Any, sort: type | tuple[type, ...]) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, sort) for v in value)


_TEXT = _Sort(lambda value: isinstance(value, str), Text("một chữ", "a text"))
_NAMES = _Sort(lambda value: isinstance(value, str) or _many(value, str), Text("tên, hoặc danh sách tên", "a name or a list of names"))
_LIST = _Sort(lambda value: _many(value, str), Text("danh sách tên", "a list of names"))
_MAP = _Sort(lambda value: isinstance(value, Mapping), Text("một bảng", "a map"))
_MAPS = _Sort(lambda value: _many(value, Mapping), Text("danh sách bảng", "a list of maps"))
_COUNT = _Sort(lambda value: type(value) is int and value >= 0, Text("một số từ 0", "a number from 0"))
_VALUES = _Sort(lambda value: _many(value, (str, int, float)), Text("danh sách giá trị", "a list of values"))
_KEYS: Mapping[str, _Sort] = {
    "by": _NAMES,
    "direction": _one_of("out", "in", "both"),
    "to": _MAP,
    "min": _COUNT,
    "max": _COUNT,
    "within": _COUNT,
    "any": _MAPS,
    "values": _VALUES,
    "is": _one_of("equal", "at-least", "at-most"),
}
"""The sort of each parameter; those not named here are texts."""
_PATH = frozenset(("by", "direction", "to"))

PARAMETERS: Mapping[str, tuple[_Sort, frozenset[str], frozenset[str]]] = {
    "has": (_LIST, frozenset(), frozenset()),
    "complete": (_MAP, frozenset(("level",)), frozenset()),
    "is": (_MAP, frozenset(), frozenset()),
    "relates": (_MAP, frozenset(), _PATH | {"min", "max", "any"}),
    "reaches": (_MAP, frozenset(("to",)), frozenset(("by", "direction", "within"))),
    "unique": (_LIST, frozenset(), frozenset()),
    "counts": (_MAP, frozenset(), frozenset(("min", "max", "by", "values"))),
    "before": (_MAP, frozenset(("first",)), frozenset(("second", "by", "direction", "date"))),
    "compares": (_MAP, frozenset(("field", "is", "by")), frozenset(("other", "direction", "to"))),
    "acyclic": (_MAP, frozenset(("by",)), frozenset(("direction", "to"))),
    "cites": (_MAP, frozenset(), frozenset(("by", "to"))),
    "current": (_MAP, frozenset(), frozenset(("by",))),
    "routed": (_MAP, frozenset(), frozenset(("border",))),
    "follows": (_MAP, frozenset(), frozenset(("template",))),
}
"""Of each word: what its parameter is, the keys it needs and those it may have besides (fields with conditions for `is`)."""


def flaws(word: str, want: Any) -> Iterator[Flaw]:
    """What is wrong with the parameters of a known word."""
    sort, needed, optional = PARAMETERS[word]
    if not sort.holds(want):
        yield _wants((), sort)
    elif word == "is":
        if "any" in want and not _MAPS.holds(want["any"]):
            yield _wants(("any",), _MAPS)
    elif isinstance(want, Mapping):
        yield from _keys(want, needed, optional, ())
        if word == "counts" and not isinstance(want.get("by", ""), str):
            yield _wants(("by",), _TEXT)


def _keys(want: Mapping[str, Any], needed: frozenset[str], optional: frozenset[str], path: tuple[str | int, ...]) -> Iterator[Flaw]:
    for missing in sorted(needed - want.keys()):
        yield Flaw(path, Text(f"thiếu “{missing}”", f"lacks “{missing}”"))
    for key, value in want.items():
        if key not in needed | optional:
            yield Flaw((*path, key), Text(f"không có tham số “{key}”", f"has no parameter “{key}”"))
        elif not _KEYS.get(key, _TEXT).holds(value):
            yield _wants((*path, key), _KEYS.get(key, _TEXT), key)
        elif key == "any":
            for index, part in enumerate(value):
                yield from _keys(part, frozenset(), _PATH, (*path, key, index))


def _wants(path: tuple[str | int, ...], sort: _Sort, key: str = "") -> Flaw:
    name = f" ở “{key}”" if key else "", f" in “{key}”" if key else ""
    return Flaw(path, Text(f"cần {sort.wanted.vi}{name[0]}", f"needs {sort.wanted.en}{name[1]}"))
