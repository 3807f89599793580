"""The page of one element, of whatever kind; bodies, documents, clauses, rules, views and blocks get parts of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from typing import Any

from markupsafe import Markup

from generators.site.body import body_parts, told
from generators.site.commune import is_commune
from generators.site.figures import figure
from generators.site.judged import clause_parts, document_parts, findings_of, rule_parts
from generators.site.lineage import lineage
from generators.site.page import ARCHITECTURE, CONFORMANCE, DATA, ELEMENTS, LAW, PICTURES, PLAN, WHO, Entry, Page, shown_ids
from generators.site.place import Place, Site
from generators.site.stages import chooser, life_of
from generators.site.values import facts, prose
from khung.house import CLAUSE, DOCUMENT, ORGANISATION, PACK, RULE, VIEW, WAIVER
from khung.metamodel import Kind
from khung.model import Element

_SECTIONS = {ORGANISATION: WHO, DOCUMENT: LAW, CLAUSE: LAW, RULE: CONFORMANCE, WAIVER: CONFORMANCE, PACK: CONFORMANCE, VIEW: PICTURES}
_PARTS = {ORGANISATION: body_parts, DOCUMENT: document_parts, CLAUSE: clause_parts, RULE: rule_parts}
_NO_PARTS: dict[str, Any] = {"body": False, "covered": False, "answered": False, "judged": False}
_OF_DOCUMENT = "document"
_TEXT = 180


@dataclass(frozen=True, slots=True)
class Group:
    """Elements that stand in the same relation to this one."""

    label: str
    links: tuple[Markup, ...]


def element_page(site: Site, element: Element) -> Page:
    """The whole page of an element."""
    site.watch.whole(element.id)
    place = Place(site, f"{ELEMENTS}{element.id}/")
    kind = site.kind(element)
    name = site.name(element)
    about = _about(site, element)
    drawn = site.picture(element.id)
    body = place.render(
        "element.jinja",
        element=element,
        kind=kind,
        name=name,
        other_name=element.names.en if site.language == "vi" else element.name,
        description=_description(site, element),
        facts=list(facts(place, element)),
        out=list(_out(place, element, kind)),
        into=list(_into(place, element)),
        sources=[place.cite(id) for id in element.refs("source")],
        findings=findings_of(place, [element.id]),
        answer=site.worst(site.judgements([element.id])),
        judged=len(site.judgements([element.id])),
        drawn=figure(place, drawn) if drawn else None,
        life=life_of(site, shown_ids(drawn)) if drawn else "",
        plateaus=[chooser(site)] if drawn else [],
        lineage=lineage(place, element),
        shown_in=[place.link(p.view.id) for p in site.shown_in.get(element.id, ())],
        parts={**_NO_PARTS, **(_PARTS[element.kind](place, element) if element.kind in _PARTS else {})},
        alive=element.alive(site.project.day),
    )
    return Page(place.path, name, body, section(kind), entry(site, element), about)


def section(kind: Kind) -> str:
    """The section of the navigation that a kind belongs to."""
    if kind.key in _SECTIONS:
        return _SECTIONS[kind.key]
    if "duty" in kind.groups or kind.domain == PLAN:
        return PLAN
    return DATA if any(f.type == "measures" for f in kind.fields.values()) else ARCHITECTURE


def entry(site: Site, element: Element) -> Entry:
    """What search knows of an element."""
    owner = element["owner"]
    keys = (
        element.id,
        *(str(element[f]) for f in ("code", "number", "abbreviation", "source_code") if element[f]),
        *(element["formerly"] or ()),
        *(("UBND",) if element.kind == ORGANISATION and is_commune(element) else ()),  # people look for its People's Committee
    )
    other = element.name if site.language == "en" else element.names.en
    parts = [site.kind(element).label.get(site.language)]
    if element.kind == CLAUSE:
        parts.append(site.cited(element.id))
    elif isinstance(owner, str) and owner in site.graph:
        parts.append(site.name(site.graph[owner]))
    if about := _about(site, element):
        parts.append(about)
    return Entry(site.name(element), " · ".join(parts), (*keys, other) if other else keys, _weight(site, element))


def _weight(site: Site, element: Element) -> float:
    """Bodies come before other elements, the province's own before what packs bring, clauses last; what much refers to comes earlier."""
    own = {ORGANISATION: 1.3, CLAUSE: 0.7}.get(element.kind, 1) * (0.85 if element.pack else 1)
    return round(own * (1 + 0.03 * log2(1 + len(site.graph.into.get(element.id, ())))), 2)


def _about(site: Site, element: Element) -> str:
    """The first sentence of the description, cut at a word."""
    text = " ".join(site.text(element, "description").replace("**", "").replace("`", "").split())
    first = text.split(". ")[0]
    return first if len(first) <= _TEXT else first[:_TEXT].rsplit(" ", 1)[0] + "…"


def _description(site: Site, element: Element) -> Markup:
    own = element["description_en"] if site.language == "en" else element["description"]
    if own:
        return prose(str(own))
    other = site.text(element, "description")
    return Markup('<div lang="{}">{}</div>').format("vi" if site.language == "en" else "en", prose(other)) if other else Markup()


def _out(place: Place, element: Element, kind: Kind) -> Iterator[Group]:
    for field in kind.references:
        if field.name != "source" and (ids := element.refs(field.name)):
            yield Group(field.label.get(place.site.language), tuple(place.links(ids)))


def _into(place: Place, element: Element) -> Iterator[Group]:
    site = place.site
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for relation in site.graph.into.get(element.id, ()):
        if told(site, element, relation) or (relation.field == _OF_DOCUMENT and element.kind == DOCUMENT):
            continue
        found[site.graph[relation.source].kind, relation.field].append(relation.source)
    kinds, language = site.metamodel.kinds, site.language
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in sorted(found, key=site.field_order.__getitem__):
        field = kinds[key].fields[name]
        back = field.back.get(language) or field.label.get(language)
        labels[f"{back}: {kinds[key].label.get(language)}"] += found[key, name]
    for label, ids in labels.items():
        yield Group(label, tuple(place.links(ids)))
