"""Exchanges of data: from whom to whom, over which platforms, in which state; who provides and who consumes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.mini import Box, box, columns, shortened
from generators.site.place import Place, Site
from khung.house import ORGANISATION
from khung.model import Element

STATES = ("in-use", "trial", "upgrading", "planned", "not-connected", "ended", "other")
"""The states of an exchange, the one nearest to use first."""
_TONES = {"in-use": "good", "trial": "fair", "upgrading": "fair", "planned": "fair", "not-connected": "poor"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange of data. `route` are ids of platforms in their order, `provider` and `consumer` ids of bodies ("" where not known)."""

    element: Element
    link: Markup
    source: str
    target: str
    route: tuple[str, ...]
    status: str
    provider: str
    consumer: str

    @property
    def tokens(self) -> str:
        """What it is, for choosing rows."""
        route = " ".join(f"r-{id}" for id in self.route) or "r-none"
        return f"{route} x-{self.status} o-{self.provider} o-{self.consumer}"


def exchanges(place: Place) -> list[Exchange]:
    """Every exchange of the model, in dictionary order."""
    site = place.site
    found = (e for k in site.kinds_in("relation") for e in site.graph.by_kind.get(k.key, ()) if e["from"] and e["to"])
    return [
        Exchange(
            e,
            place.link(e.id),
            str(e["from"]),
            str(e["to"]),
            e.refs("through"),
            str(e["status"] or ""),
            body_of(site, str(e["from"])),
            body_of(site, str(e["to"])),
        )
        for e in site.sorted(found)
    ]


def body_of(site: Site, id: str) -> str:
    """The body that answers for an end of an exchange: itself, or its owner, or the owner of what it is part of."""
    seen: set[str] = set()
    while id in site.graph and id not in seen:
        seen.add(id)
        element = site.graph[id]
        if element.kind == ORGANISATION:
            return id
        id = str(element["owner"] or element["database"] or element["part_of"] or "")
    return ""


def state_of(found: Iterable[Exchange]) -> str:
    """The state nearest to use among these exchanges ("" where there are none)."""
    held = {x.status for x in found}
    return next((state for state in STATES if state in held), "")


def tone(state: str) -> str:
    """How a state is coloured: "good", "fair", "poor" or "none"."""
    return _TONES.get(state, "none")


@dataclass(frozen=True, slots=True)
class Cell:
    """Exchanges of one provider with one consumer: how many, the state nearest to use of them, and their names."""

    count: int
    tone: str
    names: str


def sharing(place: Place) -> str:
    """Who provides and who consumes, the routes as a picture, and every exchange by its route."""
    site = place.site
    held = exchanges(place)
    routes: dict[tuple[str, ...], list[Exchange]] = {}
    for x in held:
        routes.setdefault(x.route, []).append(x)
    ordered = sorted(routes.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))
    return place.render(
        "sharing.jinja",
        matrix=_matrix(place, held),
        map=_map(place, held) if held else Markup(),
        routes=[(route(site, platforms), members) for platforms, members in ordered],
        choosers=_choosers(site, held),
        tone=tone,
        total=len(held),
    )


def route(site: Site, platforms: Sequence[str]) -> str:
    """The platforms that an exchange passes, in short; the model does not say in which order."""
    return " · ".join(short(site, id) for id in platforms) or site.t["no_route"]


def short(site: Site, id: str) -> str:
    """What people call a platform: its abbreviation, or what stands in brackets at the end of its name."""
    if id not in site.graph:
        return site.t["undetermined"]
    element = site.graph[id]
    name = site.name(element)
    inside = name[name.rfind("(") + 1 : -1] if name.endswith(")") and "(" in name else ""
    return inside or site.short(element)


def _matrix(place: Place, held: Sequence[Exchange]) -> tuple[list[Markup], list[tuple[Markup, list[Cell | None]]]]:
    """Consumers as headings, and a row of cells for each provider."""
    site = place.site
    order = site.order
    providers = sorted({x.provider for x in held}, key=lambda id: order.get(id, 10**9))
    consumers = sorted({x.consumer for x in held}, key=lambda id: order.get(id, 10**9))
    cells: dict[tuple[str, str], list[Exchange]] = {}
    for x in held:
        cells.setdefault((x.provider, x.consumer), []).append(x)
    rows = []
    for provider in providers:
        row = [_cell(site, cells[provider, c]) if (provider, c) in cells else None for c in consumers]
        rows.append((_named(place, provider), row))
    return [_named(place, c, short=True) for c in consumers], rows


def _named(place: Place, id: str, *, short: bool = False) -> Markup:
    if id not in place.site.graph:
        return Markup('<span class="k-open">{}</span>').format(place.site.t["undetermined"])
    return place.link(id, place.site.short(place.site.graph[id]) if short else "")


def _cell(site: Site, found: Sequence[Exchange]) -> Cell:
    return Cell(len(found), tone(state_of(found)), "; ".join(site.name(x.element) for x in found))


def _map(place: Place, held: Sequence[Exchange]) -> Markup:
    """Bodies that provide, the routes, bodies that receive."""
    site, t = place.site, place.site.t
    given, routes, taken = (Counter(getattr(x, part) for x in held) for part in ("provider", "route", "consumer"))
    left = shortened(place, [_body_box(place, id, f"a-{id}", f"{n} {t['flows']}") for id, n in _most(site, given)], "…1")
    middle = [Box(f"r-{'-'.join(r)}", route(site, r), note=f"{n} {t['flows']}", strong=bool(r)) for r, n in routes.most_common()]
    right = shortened(place, [_body_box(place, id, f"b-{id}", f"{n} {t['flows']}") for id, n in _most(site, taken)], "…3")
    joined = [pair for x in held for pair in ((f"a-{x.provider}", f"r-{'-'.join(x.route)}"), (f"r-{'-'.join(x.route)}", f"b-{x.consumer}"))]
    return columns(
        place, t["sharing_map"], [(t["provides"], left), (t["route"], shortened(place, middle, "…2")), (t["consumes"], right)], joined
    )


def _most(site: Site, counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], site.order.get(item[0], 10**9)))


def _body_box(place: Place, id: str, key: str, note: str) -> Box:
    if id not in place.site.graph:
        return Box(key, place.site.t["undetermined"], note=note)
    made = box(place, id, note)
    return Box(key, made.text, id, note, assumed=made.assumed)


def _choosers(site: Site, held: Sequence[Exchange]) -> list[Chooser]:
    t = site.t
    platforms = site.sorted(site.graph[id] for x in held for id in x.route if id in site.graph)
    bodies = site.sorted(site.graph[id] for x in held for id in (x.provider, x.consumer) if id in site.graph)
    used = {x.status for x in held}
    through = [(f"r-{p.id}", site.name(p)) for p in platforms]
    if any(not x.route for x in held):
        through.append(("r-none", t["no_route"]))
    states = [(f"x-{s}", site.metamodel.label("relation_status", s, site.language)) for s in STATES if s in used]
    return [Chooser(t["route"], through), Chooser(t["state"], states), Chooser(t["agency"], [(f"o-{b.id}", site.name(b)) for b in bodies])]
