"""Rules as rows: their clauses, what they say today, what is accepted, and what they say on the day of every plateau."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.choose import Chooser
from generators.site.place import Place, Site
from khung.conform import Report
from khung.diagnostic import Answer
from khung.house import RULE
from khung.model import Element

GRAVITY = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM, Answer.NOT_APPLICABLE)
"""The official answers in the order in which somebody has to act."""
_MARKS = {Answer.CONFORM: "✓", Answer.NOT_CONFORM: "✗", Answer.INSUFFICIENT: "?", Answer.NOT_APPLICABLE: "–"}


def by_rule(report: Report, ids: set[str] | None) -> Mapping[Answer, int]:
    """How many rules have each answer (those of `ids` only, where given), the gravest first."""
    found = Counter(report.answer(r.id) for r in report.rules if ids is None or r.id in ids)
    return {answer: found[answer] for answer in GRAVITY}


@dataclass(frozen=True, slots=True)
class Past:
    """What a rule says on one day: a mark and the same in words; no answer where the rule is not in force."""

    answer: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: how many subjects have each answer, how many of them are accepted exceptions, and its history."""

    id: str
    link: Markup
    group: str
    sources: Sequence[Markup]
    answer: Answer
    counts: Mapping[Answer, int]
    waived: int
    history: Sequence[Past]
    tokens: str


def rules(place: Place) -> str:
    """Every rule of the profile by its answer, the gravest first, then those that do not hold today."""
    site = place.site
    report = site.project.report
    held = [row(place, rule.element) for rule in report.rules]
    others = [e for e in site.graph.of_kind(RULE) if e.id not in {r.id for r in held}]
    parts = {answer: sorted((r for r in held if r.answer is answer), key=_weight) for answer in GRAVITY}
    return place.render(
        "rules.jinja",
        parts={answer: rows for answer, rows in parts.items() if rows},
        others=place.links(e.id for e in others),
        moments=moments(site),
        choosers=_choosers(site),
        profile=profile_name(site, report.profile),
    )


def row(place: Place, rule: Element) -> Row:
    """The row of a rule."""
    site, report = place.site, place.site.project.report
    judged = report.by_rule.get(rule.id, ())
    group = site.choice(site.kind(rule).fields["group"], rule["group"])
    return Row(
        rule.id,
        place.link(rule.id),
        group,
        place.cites(rule.refs("source")),
        report.answer(rule.id),
        report.counts(judged),
        sum(bool(j.waiver) for j in judged),
        history(site, rule.id),
        f"g-{rule['group']} k-{rule.pack}",
    )


def history(site: Site, rule: str) -> list[Past]:
    """What a rule says at each moment, in order of time."""
    made = []
    for (when, _), moment in zip(moments(site), site.project.trend, strict=True):
        answer = moment.rules.get(rule)
        words = site.answer(answer) if answer else site.t["not_in_force"]
        made.append(Past(answer.value if answer else "none", _MARKS[answer] if answer else "·", f"{when}: {words}"))
    return made


def moments(site: Site) -> list[tuple[str, str]]:
    """The moments of the history: the day, and the name of its plateau ("today" for the day of the site)."""
    return [(site.day(m.day), site.name(m.plateau) if m.plateau else site.t["today"]) for m in site.project.trend]


def profile_name(site: Site, profile: str) -> str:
    """A profile as people call it."""
    return site.metamodel.label("profile", profile, site.language)


def packs(site: Site, ids: Iterable[str]) -> list[str]:
    """The packs that these rules come with, in dictionary order; "" for rules of the model itself, last."""
    found = {site.graph[id].pack for id in ids if id in site.graph}
    return sorted(found, key=lambda id: (id == "", site.order.get(id, -1)))


def _choosers(site: Site) -> list[Chooser]:
    held = [r.element for r in site.project.report.rules]
    field = site.metamodel.kinds[RULE].fields["group"]
    groups = [(f"g-{key}", value.label.get(site.language)) for key, value in site.metamodel.values[field.of].items()]
    used = {f"g-{e['group']}" for e in held}
    named = [(f"k-{id}", site.name(site.graph[id]) if id in site.graph else id) for id in packs(site, (e.id for e in held)) if id]
    return [Chooser(site.t["rule_group"], [g for g in groups if g[0] in used]), Chooser(site.t["pack"], named)]


def _weight(made: Row) -> tuple[int, str]:
    return -made.counts[Answer.NOT_CONFORM] or -made.counts[Answer.INSUFFICIENT], made.id
