"""How the kind of an element is told in pictures of any kinds: domain by colour, kind by outline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from generators import svg
from generators.sheet import EXPLAINED, NAVY, Key, Legend
from generators.svg import SHAPES
from khung.diagnostic import Text
from khung.metamodel import Metamodel
from khung.model import Element

_KINDS = Text("Loại phần tử", "Kind")


def outlines(metamodel: Metamodel) -> Mapping[str, str]:
    """The outline of each kind: by its place among the kinds of its domain, so that a view never changes it."""
    found: dict[str, str] = {}
    counted: dict[str, int] = {}
    for key, kind in metamodel.kinds.items():
        place = counted[kind.domain] = counted.get(kind.domain, -1) + 1
        found[key] = list(SHAPES)[place % len(SHAPES)]
    return found


def legend(metamodel: Metamodel, shown: Iterable[Element], language: str) -> Legend:
    """What the outlines and colours of these elements mean."""
    elements = list(shown)
    used, drawn, keys = {e.kind for e in elements}, outlines(metamodel), []
    for kind in (k for k in metamodel.kinds.values() if k.key in used):
        colour = metamodel.domains[kind.domain].colour or NAVY
        keys.append(Key(partial(_sample, drawn[kind.key], colour, ""), kind.label.get(language)))
    if any(e.assumed for e in elements):
        keys.append(Key(partial(_sample, "square", svg.INK, svg.DASH), EXPLAINED.get(language)))
    return [(_KINDS.get(language), keys)] if keys else []


def _sample(outline: str, colour: str, dash: str, x: float, y: float) -> str:
    return svg.shape(outline, x + 1, y - 0.5, 25, 13, fill=svg.mix(colour, 0.1), stroke=colour, stroke_width=1, stroke_dasharray=dash)
