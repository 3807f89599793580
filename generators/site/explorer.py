"""The explorer: a page that shows any part of the graph, and the one file of data that it loads.
How it is drawn and walked is the business of `theme/assets/explorer/`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generators.site.page import EXPLORER
from generators.site.place import Place, Site
from khung.artifact import Artifact
from khung.house import CLAUSE, DOCUMENT, ORGANISATION
from khung.metamodel import Field
from khung.model import Element

GRAPH = f"{EXPLORER}graph.json"
_STATES = ("lifecycle", "local_use", "state", "status")
"""The fields that tell how far an element is; its state is the first that it has."""
_LAW, _AGENCY = 1, 2
"""Marks of a relation: it leads to a text of law; it leads to a body that answers for the element."""


def explorer(place: Place) -> str:
    """The page: search, filters and an empty stage, and the words that the script says."""
    t = place.site.t
    said = {key.removeprefix("x_"): t[key] for key in t if key.startswith("x_")}
    return place.render("explorer.jinja", said=json.dumps(said, ensure_ascii=False))


def graph_file(site: Site) -> Artifact:
    """The graph in columns, elements in dictionary order. Numbers are places in other lists, -1 is none: `kind`, `layer`,
    `state` one an element; `assumed` those that are; `out` how many relations each states, `to` and `by` their targets and sorts
    in the same order; `links` the sorts as [name, name seen from the target, marks]; `kinds`, `domains`, `layers`, `states` as [key, name]."""
    data = json.dumps(_columns(site), ensure_ascii=False, separators=(",", ":"))
    return Artifact.text(GRAPH, data)


def _columns(site: Site) -> dict[str, Any]:
    elements = site.sorted(site.graph.elements.values())
    number = {e.id: n for n, e in enumerate(elements)}
    kinds = _Numbers(site.metamodel.kinds)
    domains = _Numbers(site.metamodel.domains)
    layers = _Numbers(site.metamodel.values["layer"])
    states, links = _Numbers(), _Numbers()
    made: dict[str, Any] = {"ids": [e.id for e in elements], "names": [site.name(e) for e in elements]}
    made["kind"] = [kinds[e.kind] for e in elements]
    made["layer"] = [layers.get(e["layer"], -1) for e in elements]
    made["state"] = [states[s] if (s := _state(site, e)) else -1 for e in elements]
    made["assumed"] = [n for n, e in enumerate(elements) if e.assumed]
    stated = [[(number[r.target], links[_link(site, e, r.field)]) for r in site.graph.out.get(e.id, ())] for e in elements]
    made["out"] = [len(found) for found in stated]
    made["to"] = [target for found in stated for target, _ in found]
    made["by"] = [link for found in stated for _, link in found]
    made["links"] = list(links)
    language, metamodel = site.language, site.metamodel
    made["kinds"] = [[key, k.label.get(language), domains[k.domain]] for key, k in metamodel.kinds.items()]
    made["domains"] = [[key, d.label.get(language)] for key, d in metamodel.domains.items()]
    made["layers"] = [[key, v.label.get(language)] for key, v in metamodel.values["layer"].items()]
    made["states"] = list(states)
    made["formerly"] = {old: number[id] for old, id in site.formerly.items()}
    return made


class _Numbers(dict[Any, int]):
    """Each key's place in a list that grows as keys are asked for."""

    def __init__(self, keys: Sequence[Any] | Any = ()) -> None:
        super().__init__((key, n) for n, key in enumerate(keys))

    def __missing__(self, key: Any) -> int:
        self[key] = len(self)
        return len(self) - 1


def _state(site: Site, element: Element) -> tuple[str, str] | None:
    """Key and name; the key is the same in both languages."""
    fields = site.kind(element).fields
    for name in _STATES:
        if name in fields and element[name]:
            return f"{fields[name].of}.{element[name]}", site.choice(fields[name], element[name])
    return ("undetermined", site.t["undetermined"]) if any(element.is_undetermined(name) for name in _STATES) else None


def _link(site: Site, element: Element, name: str) -> tuple[str, str, int]:
    field = site.kind(element).fields[name]
    label = field.label.get(site.language)
    return label, field.back.get(site.language) or label, _marks(element, field)


def _marks(element: Element, field: Field) -> int:
    to = field.to or ()
    law = _LAW if CLAUSE in to or DOCUMENT in to else 0
    return law | (_AGENCY if ORGANISATION in to and element.kind != ORGANISATION else 0)
