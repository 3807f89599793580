"""Elements gathered by one of their fields, in the order in which a reader looks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.project import Project
from generators.sheet import UNKNOWN
from khung.diagnostic import Text
from khung.metamodel import Field
from khung.model import Element
from khung.vietnamese import collation_key

_TRUTH = {True: Text("Có", "Yes"), False: Text("Không", "No")}
_WORDS = {"kind": Text("Loại", "Kind"), "domain": Text("Lĩnh vực kiến trúc", "Domain")}
_LAST = 10**6
Rank = tuple[int, object]


@dataclass(frozen=True)
class Group:
    """Elements with the same value of a field; `id` names the one element that the value refers to ("" otherwise)."""

    label: str
    id: str
    members: tuple[Element, ...]


def grouped(project: Project, members: Sequence[Element], field: str, language: str) -> list[Group]:
    """Members by a field, or by `kind` or `domain`: value lists in the metamodel's order, names and texts in that of the
    dictionary, absent after them, kinds that have no such field last. Several values make one group of each combination."""
    found: dict[tuple[Rank, str], tuple[str, list[Element]]] = {}
    for element in members:
        rank, label, id = _place(project, element, field, language)
        found.setdefault((rank, label), (id, []))[1].append(element)
    keys = sorted(found, key=lambda key: (*key[0], key[1]))
    return [Group(key[1], found[key][0], tuple(found[key][1])) for key in keys]


def field_label(project: Project, members: Sequence[Element], field: str, language: str) -> str:
    """What a field is called by the kinds of these elements."""
    kinds = project.graph.metamodel.kinds
    own = (kinds[e.kind].fields[field].label for e in members if field in kinds[e.kind].fields)
    return next(own, _WORDS.get(field, Text(field, field))).get(language)


def _place(project: Project, element: Element, field: str, language: str) -> tuple[Rank, str, str]:
    """Where a group stands, its label and the element it stands for."""
    metamodel = project.graph.metamodel
    kind = metamodel.kinds[element.kind]
    if field == "kind":
        return (list(metamodel.kinds).index(kind.key), ()), kind.label.get(language), ""
    if field == "domain":
        return (list(metamodel.domains).index(kind.domain), ()), metamodel.domains[kind.domain].label.get(language), ""
    spec, value = kind.fields.get(field), element[field]
    values = [v for v in (value if isinstance(value, list) else [value]) if v not in (None, "")]
    if spec is None:
        return (_LAST + list(metamodel.kinds).index(kind.key), ()), kind.label.get(language), ""
    if not values:
        return (_LAST, ()), UNKNOWN.get(language), ""
    parts = [_part(project, spec, v, language) for v in values]
    return parts[0][0], "; ".join(label for _, label, _ in parts), parts[0][2] if len(parts) == 1 else ""


def _part(project: Project, spec: Field, value: object, language: str) -> tuple[Rank, str, str]:
    graph, values = project.graph, project.graph.metamodel.values.get(spec.of, {})
    if spec.is_reference and isinstance(value, str) and value in graph:
        name = graph[value].names.get(language)
        return (0, collation_key(name)), name, value
    if isinstance(value, str) and value in values:
        return (list(values).index(value), ()), values[value].label.get(language), ""
    label = _TRUTH[value].get(language) if isinstance(value, bool) else str(value)
    return (0, collation_key(label)), label, ""
