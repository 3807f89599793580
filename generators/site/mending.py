"""What is to mend in some elements, told by rule: a rule once, with the elements that break it. Short where a list of findings is long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.place import Place
from khung.conform import Judgement
from khung.diagnostic import Answer


@dataclass(frozen=True, slots=True)
class Mend:
    """A rule, how grave its gravest finding is, its clauses, the remedy, and whom it finds wanting."""

    rule: Markup
    answer: Answer
    severity: str
    hint: str
    sources: tuple[Markup, ...]
    subjects: Sequence[Markup]


def mending(place: Place, ids: Iterable[str]) -> list[Mend]:
    """The rules that these elements do not meet or cannot be judged by yet, the gravest first."""
    return mends(place, place.site.judgements(ids))


def mends(place: Place, judgements: Iterable[Judgement]) -> list[Mend]:
    """The rules of these judgements that are not met or cannot be judged yet, the gravest first."""
    found: dict[str, list[Judgement]] = {}
    for judged in judgements:
        if judged.finding:
            found.setdefault(judged.rule.id, []).append(judged)
    made = [(_gravity(held), rule, held) for rule, held in found.items()]
    return [_mend(place, rule, held) for _, rule, held in sorted(made, key=lambda m: (m[0], m[1]))]


def _gravity(held: Sequence[Judgement]) -> tuple[bool, int]:
    grave = min((j.finding.severity.rank for j in held if j.finding), default=9)
    return all(j.answer is Answer.INSUFFICIENT for j in held), grave


def _mend(place: Place, rule: str, held: Sequence[Judgement]) -> Mend:
    site = place.site
    gravest = min((j.finding for j in held if j.finding), key=lambda f: f.severity.rank)
    hints = {j.finding.hint.get(site.language) for j in held if j.finding}
    return Mend(
        place.link(rule),
        site.worst(held),
        gravest.severity.value,
        hints.pop() if len(hints) == 1 else "",
        tuple(place.cites(gravest.source)),
        place.links(j.subject.id for j in held),
    )
