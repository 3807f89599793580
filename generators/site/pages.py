"""Every page of one language of the site. Pure: a judged model in, pages out; knows no engine, theme or disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from generators.project import Project
from generators.site import (
    bodies,
    catalogue,
    changes,
    components,
    data,
    exceptions,
    exchanges,
    figures,
    force,
    framework,
    heads,
    issuing,
    judged,
    maps,
    plan,
    ruled,
    stages,
    standing,
    timeline,
)
from generators.site.element import element_page
from generators.site.explorer import GRAPH, explorer, graph_file
from generators.site.home import home
from generators.site.page import ELEMENTS, HOME, NAVIGATION, Entry, Page, Picture, Recipe
from generators.site.place import Place, Site
from khung.artifact import Artifact

_LANDING_WEIGHT = 1.2
_ON_A_DAY = ("plan_page", "timeline", "force", "conformance_page", "issue_page", "rules_page", "heads_page")


def pages(project: Project, language: str, pictures: Sequence[Picture] = ()) -> Iterator[Page]:
    """The landing pages of the navigation, then every other page, in `language` ("vi" or "en")."""
    return (recipe.make() for recipe in recipes(Site(project, language, tuple(pictures))))


def recipes(site: Site) -> Iterator[Recipe[Page]]:
    """How each page is made, in their order; nothing is made yet."""
    for section, landings in NAVIGATION.items():
        for path, key in landings:
            yield Recipe(path, partial(_landing, site, section, path, key))
    yield from catalogue.layer_pages(site)
    yield from catalogue.domain_pages(site)
    yield from catalogue.kind_pages(site)
    yield from figures.in_words(site)
    for element in site.plain.graph.elements.values():
        yield Recipe(f"{ELEMENTS}{element.id}/", partial(element_page, site, element))


def data_files(site: Site) -> Iterator[Recipe[Artifact]]:
    """How the files of data are made that pages load; like pages, they know what they looked at."""
    yield Recipe(GRAPH, partial(graph_file, site))


def _landing(site: Site, section: str, path: str, key: str) -> Page:
    text = "" if section == HOME else site.t[f"{key.removesuffix('_page')}_lead"]
    if key in _ON_A_DAY:
        text += f" {site.day(site.project.day)}"
    title = site.t[key]
    return Page(path, title, _LANDINGS[key](Place(site, path)), section, Entry(title, text, weight=_LANDING_WEIGHT), text)


_LANDINGS: dict[str, Callable[[Place], str]] = {
    "home": home,
    "agencies": bodies.agencies,
    "communes": bodies.communes,
    "layers": catalogue.layers,
    **framework.figure_pages(),
    "capabilities": maps.capabilities,
    "systems_by_data": maps.systems_by_data,
    "technology": maps.technology,
    "catalogue": catalogue.catalogue,
    "plan_page": plan.plan,
    "matrix": plan.matrix,
    "timeline": timeline.timeline,
    "plateaus": stages.plateaus,
    "data_page": data.data,
    "priority": data.priority,
    "sharing": exchanges.sharing,
    "dictionary": data.dictionary,
    "conformance_page": standing.conformance,
    "issue_page": issuing.issue,
    "rules_page": ruled.rules,
    "national_page": components.national,
    "heads_page": heads.heads,
    "waivers_page": exceptions.waivers,
    "law_page": judged.law,
    "force": force.force,
    "changes": changes.changes,
    "pictures_page": figures.gallery,
    "explorer_page": explorer,
}
