"""Choosing rows of a page without a network: lists of choices, and the tokens by which rows are found (`data-is`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generators.site.duties import URGENCIES, Duty
from generators.site.place import Site
from generators.site.sections import NO_SECTION, section_of, sections
from khung.model import Element

_PARTS = ("lead", "coordinating", "for_whom")


@dataclass(frozen=True, slots=True)
class Chooser:
    """One list of choices: (token, text)."""

    label: str
    options: Sequence[tuple[str, str]]


def of_duties(site: Site, found: Sequence[Duty]) -> list[Chooser]:
    """Duties by body, state and section of the plan."""
    t = site.t
    bodies = site.sorted(site.graph[id] for d in found for id in involved(d.element) if id in site.graph)
    urgencies = {d.urgency for d in found}
    used = {section_of(site, d.element) for d in found}
    named = [(f"s-{s.key}", f"{s.number} {s.title}".strip()) for s in site.once(sections) if s.key in used]
    if NO_SECTION in used:
        named.append((f"s-{NO_SECTION}", t["no_section"]))
    return [
        Chooser(t["agency"], [(f"o-{b.id}", site.name(b)) for b in bodies]),
        Chooser(t["state"], [(f"u-{u}", t[u]) for u in URGENCIES if u in urgencies]),
        Chooser(t["plan_section"], named),
    ]


def tokens(site: Site, found: Iterable[Duty]) -> dict[str, str]:
    """What each duty is, by its id."""
    return {
        d.element.id: " ".join((f"u-{d.urgency}", f"s-{section_of(site, d.element)}", *(f"o-{id}" for id in involved(d.element))))
        for d in found
    }


def involved(duty: Element) -> list[str]:
    """Everybody who has a part in a duty, each once: lead, coordinating, for whom."""
    return list(dict.fromkeys(id for part in _PARTS for id in duty.refs(part)))
