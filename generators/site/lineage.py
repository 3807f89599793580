"""Where data comes from, where it is kept, and where it goes: a small picture on the page of a database or dataset."""

from __future__ import annotations

from markupsafe import Markup

from generators.site.exchanges import short
from generators.site.mini import Box, box, columns, shortened
from generators.site.place import Place, Site
from generators.site.quality import measures
from khung.model import Element


def lineage(place: Place, element: Element) -> Markup:
    """The picture; empty where the element is no data or nothing is known of its ways."""
    site, t = place.site, place.site.t
    if not measures(site, element):
        return Markup()
    comes, keeps, goes = _ways(site, element)
    if not (comes or keeps or goes):
        return Markup()
    centre = Box(element.id, site.name(element), strong=True)
    made = [shortened(place, [box(place, id, note) for id, note in part.items()], f"…{n}") for n, part in enumerate((comes, keeps, goes))]
    joined = [(a.key, b.key) for a in (*made[0], *made[1]) for b in (centre,)]
    joined += [(centre.key, b.key) for b in made[2]]
    held = [(t["comes_from"], [*made[0], *made[1]]), (t["this_data"], [centre]), (t["goes_to"], made[2])]
    return columns(place, f"{t['lineage']}: {site.name(element)}", held, joined)


def _ways(site: Site, element: Element) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """From where, kept by whom, to where: ids with a short word on how. What is both a source and a holder stands as a holder."""
    graph, t = site.graph, site.t
    flows = {k.key for k in site.kinds_in("relation")}
    comes: dict[str, str] = {}
    keeps: dict[str, str] = dict.fromkeys(element.refs("database"), t["kept_in"])
    goes: dict[str, str] = {}
    for r in graph.into.get(element.id, ()):
        source = graph[r.source]
        if source.kind in flows:
            through = " · ".join(short(site, id) for id in source.refs("through"))
            if r.field in ("data", "to") and source["from"] in graph and source["from"] != element.id:
                comes[str(source["from"])] = through
            if r.field in ("data", "from") and source["to"] in graph and source["to"] != element.id:
                goes[str(source["to"])] = through
        elif r.field == "stores":
            keeps[r.source] = t["kept_in"]
        elif r.type == "flow":
            comes[r.source] = t["synchronised"]
        elif r.type == "access":
            goes.setdefault(r.source, site.kind(source).label.get(site.language))
        elif r.field == "database":
            comes.setdefault(r.source, site.kind(source).label.get(site.language))
    for r in graph.out.get(element.id, ()):
        if r.type == "flow":
            goes.setdefault(r.target, t["synchronised"])
    return {id: how for id, how in comes.items() if id not in keeps}, keeps, {id: how for id, how in goes.items() if id not in keeps}
