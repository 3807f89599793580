"""Pages that lead from an element's former id to where it is now, so that links in letters and reports outlive a renaming."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from generators.site.page import ELEMENTS
from generators.site.place import Site
from khung.artifact import Artifact

_PAGE = Markup("""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{name}</title><meta name="robots" content="noindex">
<link rel="canonical" href="../{id}/"><link rel="icon" href="../../assets/favicon.svg"><meta http-equiv="refresh" content="0; url=../{id}/"></head>
<body><p>{moved} <a href="../{id}/">{name}</a></p></body></html>
""")


def forwards(site: Site) -> Iterator[Artifact]:
    """One small page for each former id. It runs no script; a reader who is not forwarded finds a link."""
    for old, id in site.formerly.items():
        page = _PAGE.format(language=site.language, name=site.name(site.graph[id]), id=id, moved=site.t["moved"])
        yield Artifact.text(f"{ELEMENTS}{old}/index.html", page)
