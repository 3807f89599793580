"""What is wrong with a selector: words that mean nothing, and conditions that no element could ever meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from khung.metamodel import Kind, Metamodel
from khung.query import MAX_PATTERN, OPERATORS, WORDS, listed, pattern

_RELATED = ("by", "direction", "to")


class Problem(NamedTuple):
    """A word of a selector that means nothing, where it stands, the words it could have been, and the code of the finding:
    K401 unknown word, K403 no regular expression, K404 no element could ever match."""

    path: tuple[str | int, ...]
    word: str
    near: tuple[str, ...] = ()
    code: str = "K401"


def problems(metamodel: Metamodel, selector: Any, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """What a selector says that no element could ever answer."""
    if not isinstance(selector, Mapping):
        yield Problem(path, str(selector), WORDS)
        return
    kinds = [k for k in map(str, listed(selector.get("kind") or ())) if k in metamodel.kinds]
    asked = kinds or list(metamodel.kinds)
    lists = {"kind": metamodel.kinds, "domain": metamodel.domains}
    for word, want in selector.items():
        here = (*path, word)
        if word in lists:
            yield from (Problem(here, w, tuple(lists[word])) for w in map(str, listed(want)) if w not in lists[word])
        elif word in ("any", "all"):
            for index, part in enumerate(listed(want)):
                yield from problems(metamodel, part, (*here, index))
        elif word == "not":
            yield from problems(metamodel, want, here)
        elif word == "related":
            for part in want if isinstance(want, list) else [want]:
                yield from _related_problems(metamodel, part, here)
        elif word not in WORDS:
            if not any(word in metamodel.kinds[key].fields for key in asked):
                known = {name for key in asked for name in metamodel.kinds[key].fields}
                yield Problem(here, word, (*sorted(known), *WORDS))
            yield from _condition_problems(metamodel, asked, word, want, here)
    if _never(metamodel, kinds, selector):
        yield Problem(path, ", ".join(map(str, selector)), code="K404")


def _related_problems(metamodel: Metamodel, part: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if not isinstance(part, Mapping):
        yield Problem(path, str(part), _RELATED)
        return
    for word, want in part.items():
        if word == "to":
            yield from problems(metamodel, want, (*path, word))
        elif word == "by":
            for name in listed(want):
                if name not in metamodel.relations and not any(_refers(kind, name) for kind in metamodel.kinds.values()):
                    fields = {n for kind in metamodel.kinds.values() for n in kind.fields if _refers(kind, n)}
                    yield Problem((*path, word), str(name), (*sorted(fields), *metamodel.relations))
        elif word not in _RELATED:
            yield Problem((*path, word), str(word), _RELATED)


def _refers(kind: Kind, name: str) -> bool:
    field = kind.fields.get(name)
    return field is not None and field.is_reference


def _condition_problems(metamodel: Metamodel, kinds: list[str], field: str, want: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(want, Mapping):
        yield from (Problem((*path, op), str(op), tuple(OPERATORS)) for op in want if op not in OPERATORS)
        if "matches" in want and pattern(str(want["matches"])) is None:
            yield Problem((*path, "matches"), str(want["matches"])[:MAX_PATTERN], code="K403")
        if _empty(want):
            yield Problem(path, ", ".join(map(str, want)), code="K404")
        want = want.get("in", want.get("not", ()))
    lists = [metamodel.kinds[k].fields[field].of for k in kinds if field in metamodel.kinds[k].fields]
    if lists and all(lists):
        allowed = tuple(key for name in lists for key in metamodel.values[name])
        yield from (Problem(path, str(w), allowed) for w in listed(want) if w not in allowed)


def _never(metamodel: Metamodel, kinds: list[str], selector: Mapping[str, Any]) -> bool:
    """Whether the kinds, domains and alternatives of a selector leave nothing over. Unknown words are told elsewhere."""
    domains = [d for d in map(str, listed(selector.get("domain") or ())) if d in metamodel.domains]
    if kinds and domains and not any(metamodel.kinds[k].domain in domains for k in kinds):
        return True
    return selector.get("not") == {} or any(want == [] for word, want in selector.items() if word not in ("all", "related"))


def _empty(want: Mapping[str, Any]) -> bool:
    """Whether the operators of one condition exclude each other."""
    wanted, excluded = listed(want.get("in", ())), listed(want.get("not", ()))
    if "in" in want and all(w in excluded for w in wanted):
        return True
    if want.get("exists") is False and any(op not in ("exists", "not", "lacks") for op in want):
        return True
    pairs = [(want.get(low), want.get(high)) for low, high in (("min", "max"), ("after", "before"))]
    return any(type(low) is type(high) and low is not None and low > high for low, high in pairs)
