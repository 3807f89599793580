"""Data quality by the six criteria of the plan, as a table whose cells tell by colour and by number how well data does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.place import Place, Site
from khung.metamodel import Field
from khung.model import Element

GOOD, FAIR = 80, 50
"""From how many per cent a criterion is shown as good, and as fair: a reading aid, no rule."""


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows of elements with a ready cell for each criterion; `measured` of `cells` have a value."""

    criteria: tuple[str, ...]
    rows: tuple[tuple[Element, Markup, tuple[Markup, ...]], ...]
    measured: int

    @property
    def cells(self) -> int:
        """How many values there could be."""
        return len(self.rows) * len(self.criteria)


def measures(site: Site, element: Element) -> Field | None:
    """The field of an element that holds measured criteria."""
    return next((f for f in site.kind(element).fields.values() if f.type == "measures"), None)


def heat(place: Place, elements: Iterable[Element]) -> Heat | None:
    """Those of the elements whose quality is measured, in dictionary order; None where there is none."""
    site = place.site
    found = [(e, field) for e in site.sorted(elements) if (field := measures(site, e))]
    if not found:
        return None
    criteria = list(site.metamodel.values[found[0][1].of].values())
    rows, measured = [], 0
    for element, field in found:
        scores = element[field.name] or {}
        values = [(scores.get(c.key) or {}).get("value") for c in criteria]
        measured += sum(v is not None for v in values)
        rows.append((element, place.link(element.id), tuple(_cell(site, v, element.is_undetermined(field.name)) for v in values)))
    return Heat(tuple(c.label.get(site.language) for c in criteria), tuple(rows), measured)


def _cell(site: Site, value: float | None, undetermined: bool) -> Markup:
    if value is None:
        title = site.t["undetermined"] if undetermined else site.t["quality_none"]
        return Markup('<td class="k-heat k-heat--none" title="{}">–</td>').format(title)
    level = "good" if value >= GOOD else "fair" if value >= FAIR else "poor"
    return Markup('<td class="k-heat k-heat--{}">{}&nbsp;%</td>').format(level, site.number(value))
