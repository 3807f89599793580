"""Copies of a model: what may be published, what stays inside, what is restricted; and what a copy must never hold.

    shown = disclosed(graph, "public")          # Disclosed(graph, elements, fields): what remains, and how much was left out
    findings = list(leaks(shown.graph, "public"))

An element says its `publication`; where it does not, its data classification decides. A field may be kept inside by the metamodel
(`publication`). Source: draft guidance of 13/09/2026, A.VII.3. What is left out is left out before anything is judged or drawn, so that
no page, picture or message can name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, Text
from khung.graph import Graph
from khung.model import Element

COPIES = ("public", "internal", "restricted")
"""From what everybody may read to what only a few may; each copy holds all that the copies before it hold."""
_WITHHELD = Text("Không thuộc bản này", "Not in this copy")
_BY_CLASSIFICATION = {"secret": "restricted", "important": "internal"}
_LEAKS = {
    "K930": r"(?i)-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:AKIA|ghp_|sk-)[0-9A-Za-z]{16,}|"
    r"(?:mật khẩu|password|passwd|secret|api[ _-]?key|token|khóa bí mật)[\s\pZ]*[:=][\s\pZ]*[^\s\pZ,;.]{3,}",
    "K931": r"(?i)(?:^|[^\d.])(10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?:$|[^\d.])|"
    r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:local|lan|internal|intranet|corp)\b|https?://[^\s/]+(?::\d{2,5})?/(?:wp-)?admin\b",
    "K932": r"[\pL\pN_.+-]+@[\pL\pN_-]+(?:\.[\pL\pN_-]+)+|(?:^|[^\pL\pN_./:-])((?:\+84|0)(?:[ .]?\d){9,10})(?:$|[^\d/])",
}
"""What must not stand in a copy, by the code of its finding: secrets, private or admin addresses, personal contacts. RE2: linear time,
whatever the text. Where a pattern has a group, that is what was found, and the rest stands around it."""
_NEVER = ("K930",)
"""Those that no copy may hold."""


class Disclosed(NamedTuple):
    """What a copy shows, and how many elements and fields were left out."""

    graph: Graph
    elements: int = 0
    fields: int = 0


def level(element: Element) -> str:
    """The copy from which on an element is shown."""
    stated = element["publication"]
    return stated if stated in COPIES else _BY_CLASSIFICATION.get(str(element["classification"]), COPIES[0])


def disclosed(graph: Graph, copy: str) -> Disclosed:
    """What a copy shows. An element that cannot do without one that is left out is left out too."""
    most = COPIES.index(copy)
    kept = {e.id: e for e in graph.elements.values() if COPIES.index(level(e)) <= most}
    gone = graph.elements.keys() - kept.keys()
    while orphans := [e.id for e in kept.values() if gone and _lost(graph, e, gone)]:
        for id in orphans:
            del kept[id]
        gone |= set(orphans)
    hidden = {kind.key: _hidden(kind.fields, most) for kind in graph.metamodel.kinds.values() if kind.key in graph.by_kind}
    shown = [_without(graph, e, gone, hidden[e.kind]) for e in kept.values()]
    left_out = sum(len(hidden[e.kind] & kept[e.id].fields.keys()) for e in shown)
    return Disclosed(graph.subset(shown), len(gone), left_out)


def _hidden(fields: Mapping[str, Any], most: int) -> frozenset[str]:
    return frozenset(name for name, spec in fields.items() if spec.publication and COPIES.index(spec.publication) > most)


def _lost(graph: Graph, element: Element, gone: set[str]) -> bool:
    """Whether a field that the element must have names only what is left out."""
    needed = (f for f in graph.metamodel.kinds[element.kind].references if f.required)
    return any((ids := element.refs(f.name)) and gone.issuperset(ids) for f in needed)


def _without(graph: Graph, element: Element, gone: set[str], hidden: frozenset[str]) -> Element:
    """The element without what hidden fields say (a text says that it is not published), and without references to what is left out."""
    kind, fields = graph.metamodel.kinds[element.kind], dict(element.fields)
    for name in hidden & fields.keys():
        if kind.fields[name].type in ("text", "markdown"):
            fields[name] = _WITHHELD.get("en" if name.endswith("_en") else "vi")
        else:
            del fields[name]
    for spec in graph.metamodel.kinds[element.kind].references if gone else ():
        ids = element.refs(spec.name)
        if spec.name in fields and not gone.isdisjoint(ids):
            left = [id for id in ids if id not in gone]
            if left and spec.type == "refs":
                fields[spec.name] = left
            else:
                del fields[spec.name]
    return element if fields == element.fields else replace(element, fields=fields)


def leaks(graph: Graph, copy: str) -> Iterator[Diagnostic]:
    """Each text of the province's own that a copy must not hold, with its place. The public copy holds no address that is not public and
    no personal contact; none holds a secret."""
    import re2  # noqa: PLC0415 - only who makes a copy pays for it

    texts = [(element, path, text) for element in graph.elements.values() if not element.pack for path, text in _texts(element.fields)]
    whole = "\n".join(text for _, _, text in texts)
    patterns = {code: re2.compile(p) for code, p in _LEAKS.items() if copy == COPIES[0] or code in _NEVER}
    suspected = {code: p for code, p in patterns.items() if p.search(whole)}  # one look at all texts; mostly there is nothing
    for element, path, text in texts if suspected else ():
        for code, pattern in suspected.items():
            if match := pattern.search(text):
                place = (element.kind, element.id, *path)
                found = _masked(match[match.lastindex or 0])
                yield finding(code, element.file, place, subject=element.id, field=str(path[0]), found=found)


def _texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a value with the path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _texts(inner, (*path, n))


def _masked(text: str) -> str:
    """The first characters of what was found: enough to find it, not enough to tell it."""
    return text[:4] + "…"
