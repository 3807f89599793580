"""The figures of the national framework as pages: every block opens what the province has there: state, owner, gap, task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.duties import Duty, duties
from generators.site.place import Place, Site
from generators.site.stages import chooser, stages
from khung.house import BLOCK
from khung.model import Element

_RUNNING = frozenset(("operating", "upgrading", "in-use", "partly-used"))
_CONCERNS = ("concerns", "adds", "delivers")
_OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class Held:
    """An element of the province in a block: its state and owner, what is open, which duties change it."""

    link: Markup
    tokens: str
    state: str
    owner: Markup
    gaps: Sequence[Markup]
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a figure with what the province has there. `tone`: "good" something runs, "fair" something is there, "poor" nothing is."""

    element: Element
    link: Markup
    code: str
    tone: str
    tokens: str
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks of one component or group, by who provides them."""

    label: str
    columns: Sequence[tuple[str, Sequence[Piece]]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer or cross-cutting part of a figure."""

    label: str
    href: str
    parts: Sequence[Part]


def figure_pages() -> dict[str, Callable[[Place], str]]:
    """The page of each figure by the key of its title."""
    return {f"figure_{n}": partial(_figure, figure=f"figure-{n}") for n in (7, 8, 9)}


def _figure(place: Place, figure: str) -> str:
    site = place.site
    blocks = sorted((b for b in site.graph.of_kind(BLOCK) if b["figure"] == figure), key=lambda b: (b["order"] or 0, site.order[b.id]))
    pieces = {b.id: _piece(place, b) for b in blocks}
    areas = [v for v in site.metamodel.values["area_type"].values() if any(b["area_type"] == v.key for b in blocks)]
    tones = [p.tone for p in pieces.values()]
    drawn = next((p for p in site.pictures if p.view["figure"] == figure), None)
    return place.render(
        "framework.jinja",
        key=figure.replace("-", "_"),
        layers=_layers(place, blocks, pieces),
        counts={tone: tones.count(tone) for tone in ("good", "fair", "poor")},
        total=len(blocks),
        choosers=[
            _provided(site, blocks),
            Chooser(site.t["area"], [(f"a-{v.key}", v.label.get(site.language)) for v in areas]),
            _tones(site),
            chooser(site),
        ],
        picture=place.link(drawn.view.id) if drawn else None,
        figures=[(key, place.href(f"{key.replace('figure_', 'hinh-')}/")) for key in figure_pages()],
    )


def _provided(site: Site, blocks: Sequence[Element]) -> Chooser:
    used = {b["provided_by"] for b in blocks}
    values = site.metamodel.values["provided_by"].values()
    return Chooser(site.t["provided"], [(f"v-{v.key}", v.label.get(site.language)) for v in values if v.key in used])


def _tones(site: Site) -> Chooser:
    return Chooser(site.t["state"], [(f"t-{tone}", site.t[f"block_{tone}"]) for tone in ("good", "fair", "poor")])


def _layers(place: Place, blocks: Sequence[Element], pieces: dict[str, Piece]) -> list[Layer]:
    """Layers from the top down as the figure stands, then the cross-cutting parts; groups inside, columns by who provides."""
    site = place.site
    values = site.metamodel.values["layer"].values()
    order = [
        *sorted((v for v in values if v.short.isdigit()), key=lambda v: v.short, reverse=True),
        *(v for v in values if not v.short.isdigit()),
    ]
    made = []
    for value in order:
        members = [b for b in blocks if b["layer"] == value.key]
        groups: dict[str, list[Element]] = {}
        for block in members:
            label = site.text(block, "group") or site.metamodel.label("component", str(block["component"]), site.language)
            groups.setdefault(label, []).append(block)
        if groups:
            parts = [Part(label, _columns(site, held, pieces)) for label, held in groups.items()]
            made.append(Layer(value.label.get(site.language), place.href(f"lop/{value.key}/"), parts))
    return made


def _columns(site: Site, blocks: Sequence[Element], pieces: dict[str, Piece]) -> list[tuple[str, Sequence[Piece]]]:
    found: dict[str, list[Piece]] = {}
    for key in (*site.metamodel.values["provided_by"], ""):
        for block in blocks:
            if str(block["provided_by"] or "") == key:
                area = site.metamodel.label("area_type", str(block["area_type"]), site.language) if block["area_type"] else ""
                label = area or (site.metamodel.label("provided_by", key, site.language) if key else "")
                found.setdefault(label, []).append(pieces[block.id])
    return list(found.items())


def _piece(place: Place, block: Element) -> Piece:
    site = place.site
    ids = [r.source for r in site.graph.into.get(block.id, ()) if r.field == "blocks"]
    elements = site.sorted(site.graph[id] for id in ids)
    runs = any(e["lifecycle"] in _RUNNING or e["local_use"] in _RUNNING for e in elements)
    tone = "good" if runs else "fair" if elements else "poor"
    tokens = f"t-{tone} v-{block['provided_by'] or 'none'}"
    if block["area_type"]:
        tokens += f" a-{block['area_type']}"
    elif block["provided_by"] != "area":
        tokens += "".join(f" a-{key}" for key in site.metamodel.values["area_type"])
    return Piece(block, place.link(block.id), str(block["code"] or ""), tone, tokens, [_held(place, e) for e in elements])


def _held(place: Place, element: Element) -> Held:
    site = place.site
    fields = site.kind(element).fields
    state = site.choice(fields["lifecycle"], element["lifecycle"]) or site.choice(fields["local_use"], element["local_use"])
    owner = element["owner"]
    named = site.short(site.graph[owner]) if owner in site.graph else ""
    return Held(
        place.link(element.id),
        site.once(stages).tokens(element.id),
        state,
        place.link(owner, named) if owner else Markup(),
        place.links(r.source for r in site.graph.into.get(element.id, ()) if r.field == _OBJECTS),
        site.once(_changing).get(element.id, ()),
    )


def _changing(site: Site) -> dict[str, list[Duty]]:
    """The duties that concern, add or deliver an element, by its id."""
    found: dict[str, list[Duty]] = {}
    for duty in duties(site):
        for id in dict.fromkeys(id for field in _CONCERNS for id in duty.element.refs(field)):
            found.setdefault(id, []).append(duty)
    return found
