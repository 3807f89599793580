"""The plan: duties by urgency, and who has which part in each (the responsibility matrix)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generators.site.choose import involved, of_duties, tokens
from generators.site.duties import Duty, by_urgency, duties
from generators.site.place import Place, Site
from generators.site.sections import NO_SECTION, Section, section_of, sections
from khung.model import Element

FOLDED = ("event", "regular", "done")


def plan(place: Place) -> str:
    """Every duty by urgency, to be narrowed by body, state and section."""
    site = place.site
    found = duties(site)
    return place.render(
        "plan.jinja",
        groups=by_urgency(found),
        choosers=of_duties(site, found),
        tokens=tokens(site, found),
        folded=FOLDED,
        day=site.day(site.project.day),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One duty of the matrix: a letter for each body, in the order of the columns ("" for none)."""

    duty: Duty
    parts: tuple[str, ...]


def matrix(place: Place) -> str:
    """Duty by body: R/A leads, C coordinates, I is served; by section of the plan, with the bodies that have a part only."""
    site = place.site
    found = duties(site)
    columns = _columns(site, found)
    rows = [(section, [Row(d, _letters(d.element, columns)) for d in members]) for section, members in by_section(site, found)]
    return place.render(
        "matrix.jinja", columns=columns, sections=rows, choosers=of_duties(site, found), tokens=tokens(site, found), total=len(found)
    )


def by_section(site: Site, found: Sequence[Duty]) -> list[tuple[Section, list[Duty]]]:
    """Duties by the section of the plan that they come from; those of no section last."""
    parts: dict[str, list[Duty]] = {}
    for duty in found:
        parts.setdefault(section_of(site, duty.element), []).append(duty)
    known = [*site.once(sections), Section(NO_SECTION, "", site.t["no_section"])]
    return [(section, parts[section.key]) for section in known if section.key in parts]


def _columns(site: Site, found: Sequence[Duty]) -> list[Element]:
    """The bodies that have a part, those that lead most first, so that the marks stand together."""
    led: dict[str, int] = {}
    for duty in found:
        for id in involved(duty.element):
            if id in site.graph:
                led[id] = led.get(id, 0) + (100 if id in duty.element.refs("lead") else 1)
    return [site.graph[id] for id in sorted(led, key=lambda id: (-led[id], site.order[id]))]


def _letters(duty: Element, columns: Sequence[Element]) -> tuple[str, ...]:
    made = []
    for body in columns:
        parts = [letter for letter, field in (("R/A", "lead"), ("C", "coordinating"), ("I", "for_whom")) if body.id in duty.refs(field)]
        made.append(parts[0] if parts else "")
    return tuple(made)
