"""The sections of the plans that duties come from: by the first two parts of the number of the clause they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.site.place import Site
from khung.house import CLAUSE
from khung.model import Element

NO_SECTION = "none"
_DEPTH = 2
_BETWEEN = " – "
"""What stands between the heading of a section and that of its clause in the `heading` of a clause."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document: "III.1", its title, and a key for pages."""

    key: str
    number: str
    title: str


def sections(site: Site) -> Sequence[Section]:
    """Every section that a duty rests on, in the order of the clauses."""
    duties = site.elements_in("duty")
    cited = {clause.id for duty in duties if (clause := _clause(site, duty))}
    found: dict[str, Section] = {}
    for clause in site.graph.of_kind(CLAUSE):
        if clause.id in cited:
            number = _number(clause)
            title = site.text(clause, "heading").split(_BETWEEN)[0] or site.name(clause)
            found.setdefault(_key(clause), Section(_key(clause), number, title))
    return tuple(found.values())


def section_of(site: Site, duty: Element) -> str:
    """The key of the section that a duty comes from."""
    return site.once(_by_duty).get(duty.id, NO_SECTION)


def _by_duty(site: Site) -> dict[str, str]:
    return {d.id: _key(clause) for d in site.elements_in("duty") if (clause := _clause(site, d))}


def _clause(site: Site, duty: Element) -> Element | None:
    """The clause that a duty rests on: one of its programme's own document where there is one, else the first."""
    programme = duty["programme"]
    own = site.graph[programme]["document"] if isinstance(programme, str) and programme in site.graph else None
    clauses = [site.graph[id] for id in duty.refs("source") if id in site.graph and site.graph[id].kind == CLAUSE]
    return next((c for c in clauses if c["document"] == own), clauses[0] if clauses else None)


def _number(clause: Element) -> str:
    return ".".join(str(clause["number"]).split(".")[:_DEPTH])


def _key(clause: Element) -> str:
    return "-".join((str(clause["document"]), *_number(clause).lower().replace(" ", "-").split(".")))
