"""The home page: what the framework is and how complete and conformant it is today, on one screen."""

from __future__ import annotations

from datetime import date

from generators.site.catalogue import bands, domains
from generators.site.duties import URGENCIES, by_urgency, duties
from generators.site.figures import figure, first_figure
from generators.site.page import NAVIGATION
from generators.site.place import Place
from generators.site.ruled import by_rule
from khung.trace import Status

DUE = date(2027, 1, 29)
"""By when every province must have issued its framework: six months after QĐ 1425/QĐ-TTg of 29/07/2026, article 3."""


def home(place: Place) -> str:
    """The whole page."""
    site, project = place.site, place.site.project
    workspace = project.workspace
    statuses = [r.status for r in project.coverage]
    found = by_urgency(duties(site))
    picture = first_figure(site)
    elements = list(site.graph.elements.values())
    sourced = [e for e in elements if not site.kind(e).unsourced]
    return place.render(
        "home.jinja",
        title=site.name(workspace) if workspace else site.t["home"],
        about=site.text(workspace, "description") if workspace else "",
        workspace=workspace,
        days=(DUE - project.day).days,
        counts=by_rule(project.report, None),
        judged=len(project.report.rules),
        clauses=len(statuses),
        answered=sum(s is not Status.GAP for s in statuses),
        stated=sum(not e.assumed for e in sourced),
        sourced=len(sourced),
        duties={urgency: len(found.get(urgency, ())) for urgency in URGENCIES},
        elements=len(elements),
        relations=len(site.graph.relations),
        bands=bands(place),
        domains=domains(place),
        figure=figure(place, picture) if picture else None,
        paths={key: place.href(path) for pages in NAVIGATION.values() for path, key in pages},
    )
