"""Data: the catalogue by quality, the connection of the priority databases, the dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.duties import Duty, duties
from generators.site.exchanges import STATES, Exchange, exchanges, route, state_of, tone
from generators.site.place import Place, Site
from generators.site.quality import Heat, heat, measures
from generators.site.stages import chooser, stages
from generators.site.values import prose
from khung.house import TERM
from khung.model import Element

_PRIORITY = "priority_12"


def measured(site: Site) -> list[Element]:
    """Every element whose data quality is measured."""
    return [e for e in site.graph.elements.values() if measures(site, e)]


def data(place: Place) -> str:
    """Everything whose quality is measured, by kind and type, criterion by criterion."""
    site = place.site
    found = measured(site)
    groups: dict[str, list[Element]] = {}
    for kind in site.metamodel.kinds.values():
        type_of = next((f for f in kind.fields.values() if not f.group and f.type == "choice"), None)
        for element in (e for e in found if e.kind == kind.key):
            label = site.choice(type_of, element[type_of.name]) if type_of and element[type_of.name] else kind.label.get(site.language)
            groups.setdefault(label, []).append(element)
    heats = {label: held for label, members in groups.items() if (held := heat(place, members))}
    return place.render(
        "data.jinja",
        heats=heats,
        choosers=[_owners(site, found), chooser(site)],
        tokens={e.id: f"o-{e['owner'] or 'none'} {site.once(stages).tokens(e.id)}" for e in found},
        owners={e.id: place.link(str(e["owner"])) if e["owner"] else Markup() for e in found},
        measured=sum(h.measured for h in heats.values()),
        cells=sum(h.cells for h in heats.values()),
        means=_means(site, list(heats.values())),
    )


def _owners(site: Site, found: Sequence[Element]) -> Chooser:
    owners = site.sorted(site.graph[e["owner"]] for e in found if e["owner"] in site.graph)
    options = [(f"o-{o.id}", site.name(o)) for o in owners]
    if any(not e["owner"] for e in found):
        options.append(("o-none", site.t["undetermined"]))
    return Chooser(site.t["owner"], options)


def _means(site: Site, heats: Sequence[Heat]) -> Mapping[str, float | None]:
    """The mean of the measured values of each criterion; None where nothing is measured."""
    values: dict[str, list[float]] = {}
    for held in heats:
        for element, _, _ in held.rows:
            field = measures(site, element)
            for criterion in site.metamodel.values[field.of].values() if field else ():
                value = ((element[field.name] if field else None) or {}).get(criterion.key, {}).get("value")
                values.setdefault(criterion.label.get(site.language), []).extend([] if value is None else [value])
    return {label: round(sum(found) / len(found), 1) if found else None for label, found in values.items()}


@dataclass(frozen=True, slots=True)
class Connection:
    """A priority database: how it is connected to the province, by which exchanges, and which duties concern it."""

    id: str
    link: Markup
    owner: Markup
    state: str
    tone: str
    use: str
    exchanges: Sequence[Exchange]
    synced: Sequence[Markup]
    duties: Sequence[Duty]


def priority(place: Place) -> str:
    """The connection dashboard of the priority databases."""
    site = place.site
    found = site.sorted(e for e in site.graph.elements.values() if e[_PRIORITY])
    lists = list(dict.fromkeys(id for e in found for id in e.refs("part_of")))
    held = exchanges(place)
    made = [_connection(place, e, held, lists) for e in found]
    counts: dict[str, int] = {}
    for connection in made:
        counts[connection.state] = counts.get(connection.state, 0) + 1
    order = [label for key in (*STATES, "") if (label := _state_label(site, key)) in counts]
    return place.render(
        "priority.jinja",
        connections=made,
        counts={label: counts[label] for label in order},
        tones={_state_label(site, key): tone(key) for key in (*STATES, "")},
        routes={x.route: route(site, x.route) for x in held},
        lists=[(place.link(id), _note(site, site.graph[id])) for id in lists if id in site.graph],
        deadlines=[d for d in duties(site) if any(id in d.element.refs(f) for f in ("concerns", "adds") for id in lists)],
    )


def _connection(place: Place, element: Element, held: Sequence[Exchange], lists: Sequence[str]) -> Connection:
    site = place.site
    own = [x for x in held if element.id in (x.source, x.target)]
    best = state_of(own)
    fields = site.kind(element).fields
    concerned = [d for d in duties(site) if element.id in (*d.element.refs("concerns"), *d.element.refs("adds"))]
    return Connection(
        element.id,
        place.link(element.id),
        place.link(str(element["owner"])) if element["owner"] else Markup(),
        _state_label(site, best),
        tone(best),
        site.choice(fields["local_use"], element["local_use"]),
        own,
        place.links(r.target for r in site.graph.out.get(element.id, ()) if r.type == "flow"),
        concerned,
    )


def _state_label(site: Site, key: str) -> str:
    return site.metamodel.label("relation_status", key, site.language) if key else site.t["no_exchange"]


def _note(site: Site, element: Element) -> Markup:
    text = site.text(element, "note")
    return prose(text) if text else Markup()


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the dictionary."""

    element: Element
    link: Markup
    definition: Markup
    technical: str
    broader: Sequence[Markup]
    used: Sequence[Markup]


def dictionary(place: Place) -> str:
    """Every term with its definitions and where it is used, in dictionary order."""
    site = place.site
    terms = [
        Term(
            e,
            place.link(e.id),
            prose(site.text(e, "definition")) if e["definition"] else Markup(),
            site.text(e, "datatype"),
            place.links(e.refs("broader")),
            place.links(r.source for r in site.graph.into.get(e.id, ()) if r.field != "broader"),
        )
        for e in site.sorted(site.graph.of_kind(TERM))
    ]
    return place.render("dictionary.jinja", terms=terms)
