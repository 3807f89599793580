"""Lists of elements: by kind, by layer and component, by domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from generators.site.element import section
from generators.site.page import ARCHITECTURE, Entry, Page, Recipe
from generators.site.place import Place, Site
from generators.site.stages import chooser, stages
from generators.site.tables import table
from khung.house import BLOCK
from khung.metamodel import Kind, Value
from khung.model import Element

KINDS, LAYERS, DOMAINS = "danh-muc/", "lop/", "linh-vuc/"
_LAYER = "layer"


@dataclass(frozen=True, slots=True)
class Count:
    """A label, where it leads, and how many elements stand behind it."""

    label: str
    href: str
    count: int
    assumed: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """One layer or cross-cutting part: its components with their elements."""

    value: Value
    href: str
    count: int
    components: Mapping[str, list[Element]]

    @property
    def crosses(self) -> bool:
        """Whether it runs across the layers."""
        return not self.value.short.isdigit()


def kind_pages(site: Site) -> Iterator[Recipe[Page]]:
    """The pages of each kind that has elements; a long list takes several."""
    for key, members in site.plain.graph.by_kind.items():
        for number in range(1, -(-len(members) // _MOST) + 1):
            yield Recipe(kind_path(key, number), partial(_kind_page, site, site.metamodel.kinds[key], number))


def _kind_page(site: Site, kind: Kind, number: int) -> Page:
    place = Place(site, kind_path(kind.key, number))
    members = site.once(_in_order, kind.key)
    parts = range(1, -(-len(members) // _MOST) + 1)
    part = [site.graph[e.id] for e in members[(number - 1) * _MOST : number * _MOST]]
    label = kind.label.get(site.language)
    tokens = site.once(stages).tokens if "object" in kind.groups else None
    body = place.render(
        "kind.jinja",
        kind=kind,
        label=label,
        table=table(place, kind, part, tokens=tokens),
        count=len(members),
        choosers=[chooser(site)] if tokens else [],
        others=[(place.href(kind_path(kind.key, n)), n) for n in parts] if len(parts) > 1 else [],
        number=number,
    )
    name = label if number == 1 else f"{label} ({number})"
    return Page(place.path, name, body, section(kind), Entry(name, f"{len(members)} {site.t['elements']}", (kind.key,)))


def _in_order(site: Site, kind: str) -> list[Element]:
    return site.sorted(site.graph.by_kind[kind])


_MOST = 250
"""The most rows of a list on one page, so that every page stays light."""


def kind_path(kind: str, number: int = 1) -> str:
    """Where the list of a kind lies, and its further parts."""
    return f"{KINDS}{kind}/" if number == 1 else f"{KINDS}{kind}-{number}/"


def catalogue(place: Place) -> str:
    """Every kind with the number of its elements, by domain."""
    site = place.site
    groups: dict[str, list[Count]] = {site.metamodel.domains[d].label.get(site.language): [] for d in site.metamodel.domains}
    for kind, members in _by_kind(site):
        groups[site.metamodel.domains[kind.domain].label.get(site.language)].append(_count(place, kind, members))
    return place.render("catalogue.jinja", groups={label: counts for label, counts in groups.items() if counts})


def _by_kind(site: Site) -> Iterator[tuple[Kind, Sequence[Element]]]:
    for key, kind in site.metamodel.kinds.items():
        if members := site.graph.by_kind.get(key):
            yield kind, members


def _count(place: Place, kind: Kind, members: Sequence[Element]) -> Count:
    label = kind.label.get(place.site.language)
    return Count(label, place.href(f"{KINDS}{kind.key}/"), len(members), sum(e.assumed for e in members))


def bands(place: Place) -> list[Band]:
    """The layers and cross-cutting parts of the national framework with what the province has in each."""
    site = place.site
    found: dict[str, dict[str, list[Element]]] = {}
    for element in site.elements_in("object"):
        found.setdefault(str(element[_LAYER]), {}).setdefault(str(element["component"] or ""), []).append(element)
    made = []
    for key, value in site.metamodel.values[_LAYER].items():
        parts = {site.metamodel.label("component", c, site.language): site.sorted(members) for c, members in found.get(key, {}).items()}
        made.append(Band(value, place.href(f"{LAYERS}{key}/"), sum(map(len, parts.values())), parts))
    return made


_CARD = ("business", "data", "application", "technology")
"""The domains that are the four layers of the second view."""


def layers(place: Place) -> str:
    """Four layers and four cross-cutting parts of the national framework; the same elements in the four layers of the second view."""
    site = place.site
    made = bands(place)
    counted = dict(zip(_shown_domains(site), domains(place), strict=True))
    kinds = {key: [_count(place, kind, members) for kind, members in _by_kind(site) if kind.domain == key] for key in _CARD}
    return place.render(
        "layers.jinja",
        layers=[b for b in made if not b.crosses],
        cross=[b for b in made if b.crosses],
        card=[(key, counted[key], kinds[key]) for key in _CARD if key in counted],
        rest=[count for key, count in counted.items() if key not in _CARD],
        figures=[(f"figure_{n}", place.href(f"hinh-{n}/")) for n in (7, 8, 9)],
    )


def _shown_domains(site: Site) -> list[str]:
    held = {kind.domain for kind, _ in _by_kind(site)}
    return [key for key in site.metamodel.domains if key in held]


def domains(place: Place) -> list[Count]:
    """The domains of the second view with how much each holds."""
    site = place.site
    counts: dict[str, list[Element]] = {}
    for kind, members in _by_kind(site):
        counts.setdefault(kind.domain, []).extend(members)
    return [
        Count(d.label.get(site.language), place.href(f"{DOMAINS}{key}/"), len(counts[key]), sum(e.assumed for e in counts[key]))
        for key, d in site.metamodel.domains.items()
        if key in counts
    ]


def layer_pages(site: Site) -> Iterator[Recipe[Page]]:
    """A page for each layer and cross-cutting part: the framework's blocks and what the province has."""
    for value in site.metamodel.values[_LAYER].values():
        yield Recipe(f"{LAYERS}{value.key}/", partial(_layer_page, site, value))


def _layer_page(site: Site, value: Value) -> Page:
    place = Place(site, f"{LAYERS}{value.key}/")
    band = next(b for b in bands(place) if b.value.key == value.key)
    label = value.label.get(site.language)
    tables = [(_count(place, kind, members), table(place, kind, members[:_IN_LAYER])) for kind, members in _kinds_of(site, band)]
    body = place.render("layer.jinja", band=band, label=label, figures=_blocks(place, value.key), tables=tables)
    return Page(place.path, label, body, ARCHITECTURE, Entry(label, f"{band.count} {site.t['elements']}", (value.short,)))


def _kinds_of(site: Site, band: Band) -> Iterator[tuple[Kind, list[Element]]]:
    members = [e for part in band.components.values() for e in part]
    for key, kind in site.metamodel.kinds.items():
        if found := [e for e in members if e.kind == key]:
            yield kind, found


def _blocks(place: Place, layer: str) -> Mapping[str, Mapping[str, list[tuple[Markup, str, list[Markup]]]]]:
    """Blocks of the national figures in a layer: figure → group → (block, who provides it, what realises it)."""
    site = place.site
    fields = site.metamodel.kinds[BLOCK].fields
    found: dict[str, dict[str, list[tuple[Markup, str, list[Markup]]]]] = {}
    blocks = [b for b in site.graph.of_kind(BLOCK) if b[_LAYER] == layer]
    for block in sorted(blocks, key=lambda b: (str(b["figure"]), _number(b["order"]), site.order[b.id])):
        figure = site.choice(fields["figure"], block["figure"])
        group = site.text(block, "group") or site.choice(fields["component"], block["component"])
        by = [r.source for r in site.graph.into.get(block.id, ()) if r.field == "blocks"]
        row = (place.link(block.id), site.choice(fields["provided_by"], block["provided_by"]), place.links(by))
        found.setdefault(figure, {}).setdefault(group, []).append(row)
    return found


def domain_pages(site: Site) -> Iterator[Recipe[Page]]:
    """A page for each domain: its kinds with their elements."""
    held = {site.metamodel.kinds[key].domain for key in site.plain.graph.by_kind}
    for value in site.metamodel.domains.values():
        if value.key in held:
            yield Recipe(f"{DOMAINS}{value.key}/", partial(_domain_page, site, value))


def _domain_page(site: Site, domain: Value) -> Page:
    place = Place(site, f"{DOMAINS}{domain.key}/")
    members = [(kind, elements) for kind, elements in _by_kind(site) if kind.domain == domain.key]
    label = domain.label.get(site.language)
    parts = [(_count(place, kind, elements), place.links(e.id for e in elements[:_SHOWN])) for kind, elements in members]
    body = place.render("domain.jinja", label=label, parts=parts, shown=_SHOWN)
    total = sum(len(elements) for _, elements in members)
    return Page(place.path, label, body, ARCHITECTURE, Entry(label, f"{total} {site.t['elements']}", (domain.key,)))


_SHOWN = 60
_IN_LAYER = 100
"""The most rows of a kind on the page of a layer; its own page has all."""


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 1e9
