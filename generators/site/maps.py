"""Maps of the landscape: capabilities by field, systems by data, technology by zone and level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.figures import FOLDER
from generators.site.page import Picture
from generators.site.place import Place, Site
from generators.site.quality import measures
from khung.house import CAPABILITY
from khung.model import Element

_MOST = 60
"""The most columns of the map of systems by data."""
_ICONS = "icons"


@dataclass(frozen=True, slots=True)
class Able:
    """A capability: what supports it, its parts, and how it is coloured."""

    name: str
    link: Markup
    by: Sequence[Markup]
    parts: Sequence[Able]
    tone: str


def capabilities(place: Place) -> str:
    """Capabilities by field, each with the systems that support it."""
    site = place.site
    found = list(site.graph.of_kind(CAPABILITY))
    children: dict[str, list[Element]] = {}
    for element in found:
        children.setdefault(str(element["parent"] or ""), []).append(element)
    fields: dict[str, list[Able]] = {}
    for top in site.sorted(children.get("", ())):
        for element in [top] if top["field"] or top.id not in children else site.sorted(children[top.id]):
            fields.setdefault(str(element["field"] or ""), []).append(_able(place, element, children))
    order = sorted(fields, key=lambda id: site.order.get(id, 10**9))
    supported = sum(bool(_supporting(site, e)) for e in found)
    groups = [(place.link(id) if id in site.graph else Markup("{}").format(site.t["no_field"]), fields[id]) for id in order]
    return place.render("capabilities.jinja", groups=groups, total=len(found), supported=supported)


def _able(place: Place, element: Element, children: Mapping[str, Sequence[Element]]) -> Able:
    site = place.site
    parts = [_able(place, child, children) for child in site.sorted(children.get(element.id, ()))]
    by = _supporting(site, element)
    return Able(
        site.name(element), place.link(element.id), place.links(by), parts, "good" if by else "fair" if any(p.by for p in parts) else "none"
    )


def _supporting(site: Site, element: Element) -> list[str]:
    """The systems that support a capability, directly or through one of its processes."""
    graph = site.graph
    through = [r.source for r in graph.into.get(element.id, ()) if r.field == "capability"]
    direct = [r.source for id in (element.id, *through) for r in graph.into.get(id, ()) if r.field == "supports"]
    used = [id for process in through for id in graph[process].refs("uses")]
    return [id for id in dict.fromkeys((*direct, *used)) if id in graph]


def systems_by_data(place: Place) -> str:
    """Systems by databases: who keeps what, who reads what, who exchanges what. Datasets count for their database."""
    site = place.site
    marks: dict[tuple[str, str], dict[str, None]] = {}
    for r in site.graph.relations:
        source, target = site.graph[r.source], site.graph[r.target]
        if r.field in ("stores", "reads") and measures(site, target):
            marks.setdefault((source.id, _store(site, target)), {})[r.field] = None
    for kind in site.kinds_in("relation"):
        for exchange in site.graph.by_kind.get(kind.key, ()):
            _mark_exchange(site, exchange, marks)
    rows = site.sorted(site.graph[id] for id, _ in marks)
    weight = {id: sum(1 for _, column in marks if column == id) for _, id in marks}
    columns = sorted(weight, key=lambda id: (-weight[id], site.order[id]))
    words = {"stores": site.t["keeps_mark"], "reads": site.t["reads_mark"], "flows": site.t["exchange_mark"]}
    return place.render(
        "systems_by_data.jinja",
        columns=[(site.graph[id], weight[id]) for id in columns[:_MOST]],
        rows=[(place.link(e.id), [_cell(marks.get((e.id, c)), words) for c in columns[:_MOST]]) for e in rows],
        left=len(columns) - min(len(columns), _MOST),
        words=words,
    )


def _mark_exchange(site: Site, exchange: Element, marks: dict[tuple[str, str], dict[str, None]]) -> None:
    ends = [site.graph[id] for field in ("from", "to") for id in exchange.refs(field) if id in site.graph]
    data = [e for e in ends if measures(site, e)] + [site.graph[id] for id in exchange.refs("data") if id in site.graph]
    systems = [e for e in ends if "object" in site.kind(e).groups and not measures(site, e)]
    for system in systems:
        for element in data:
            if measures(site, element):
                marks.setdefault((system.id, _store(site, element)), {})["flows"] = None


def _store(site: Site, element: Element) -> str:
    """The database of a dataset; a database itself."""
    database = element["database"]
    return str(database) if isinstance(database, str) and database in site.graph else element.id


def _cell(found: dict[str, None] | None, words: Mapping[str, str]) -> tuple[str, str]:
    """The letters of a cell and its tone."""
    if not found:
        return "", ""
    return "".join(words[key] for key in words if key in found), "good" if "stores" in found else "fair"


@dataclass(frozen=True, slots=True)
class Zone:
    """A security zone: its type and level, where one may go from it, and what stands in it."""

    link: Markup
    kind: str
    level: str
    reaches: Sequence[Markup]
    holds: Mapping[str, Sequence[Markup]]


def technology(place: Place) -> str:
    """The technology with icons, security zones with what stands in them, and systems by security level."""
    site = place.site
    placed: dict[str, list[Element]] = {}
    for element in site.elements_in("object"):
        if element["zone"]:
            placed.setdefault(str(element["zone"]), []).append(element)
    zones = site.sorted(e for k in site.metamodel.kinds.values() if "zone_type" in k.fields for e in site.graph.by_kind.get(k.key, ()))
    return place.render(
        "technology.jinja",
        pictures=[_picture(place, p) for p in site.pictures if p.view["layout"] == _ICONS],
        zones=[_zone(place, e, placed.get(e.id, ())) for e in zones],
        levels=_levels(place),
    )


def _picture(place: Place, picture: Picture) -> tuple[Markup, str, str, int, int]:
    name = place.site.name(picture.view)
    size = round(picture.drawing.width), round(picture.drawing.height)
    return place.link(picture.view.id), name, place.href(f"{FOLDER}{picture.view.id}.svg"), *size


def _zone(place: Place, element: Element, members: Sequence[Element]) -> Zone:
    site = place.site
    fields = site.kind(element).fields
    holds: dict[str, list[str]] = {}
    for member in members:
        holds.setdefault(site.kind(member).label.get(site.language), []).append(member.id)
    return Zone(
        place.link(element.id),
        site.choice(fields["zone_type"], element["zone_type"]),
        site.choice(fields["level"], element["level"]),
        place.links(element.refs("reaches")),
        {label: place.links(ids) for label, ids in holds.items()},
    )


def _levels(place: Place) -> list[tuple[str, Sequence[Markup]]]:
    """Elements by security level, the highest first, then those whose level is still to be determined."""
    site = place.site
    found: dict[str, list[str]] = {}
    for element in site.elements_in("object"):
        if element["level"]:
            found.setdefault(str(element["level"]), []).append(element.id)
        elif element.is_undetermined("level"):
            found.setdefault("", []).append(element.id)
    order = [*reversed([*site.metamodel.values["level"]]), ""]
    label = {"": site.t["level_open"]}
    return [(label.get(k) or site.metamodel.label("level", k, site.language), place.links(found[k])) for k in order if k in found]
