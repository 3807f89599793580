"""How the province stands today: the four answers, what to do next, packs and profiles, stated facts alone, the plateaus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.home import DUE
from generators.site.judged import shown
from generators.site.page import NAVIGATION
from generators.site.place import Place
from generators.site.ruled import GRAVITY, by_rule, moments, packs, profile_name
from khung.conform import Report
from khung.diagnostic import Answer, Severity
from khung.steps import NextStep, next_steps
from khung.trend import beside

FIRST = 8
"""How many next steps stand on the landing page; the table of rules has them all."""
PACKS = 6
"""How many packs stand in the open, those with most to mend."""
_BODIES = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A next step as the page shows it."""

    rule: Markup
    due: str
    overdue: bool
    severity: str
    failing: int
    open: int
    touched: int
    bodies: Sequence[Markup]
    more: int
    sources: Sequence[Markup]


@dataclass(frozen=True, slots=True)
class Share:
    """The answers by rule of some part: a pack, a profile, a moment, a way to judge."""

    name: Markup | str
    counts: Mapping[Answer, int]
    note: Markup | str = ""
    here: bool = False
    more: str = ""

    @property
    def rules(self) -> int:
        """How many rules that are."""
        return sum(self.counts.values())


def conformance(place: Place) -> str:
    """The landing page of conformance."""
    site, project = place.site, place.site.project
    report = project.report
    steps = next_steps(project.graph, report)
    changed = [b for b in beside(report, project.stated) if b.full is not b.stated]
    return place.render(
        "conformance.jinja",
        profile=profile_name(site, report.profile),
        by_rule=by_rule(report, None),
        by_judgement=report.counts(),
        days=(DUE - project.day).days,
        steps=[_step(place, s) for s in steps[:FIRST]],
        left=max(0, len(steps) - FIRST),
        full=Share(site.t["full_model"], by_rule(report, None)),
        stated=Share(site.t["stated_model"], by_rule(project.stated, None)),
        changed=[(place.link(b.rule), b.full, b.stated) for b in changed],
        packs=_packs(place, report),
        first=PACKS,
        profiles=_profiles(place),
        trend=_trend(place),
        about=[shown(place, d) for d in report.about],
        paths={key: place.href(path) for pages in NAVIGATION.values() for path, key in pages},
    )


def _step(place: Place, step: NextStep) -> Step:
    bodies = place.links(step.bodies)
    return Step(
        place.link(step.rule.id),
        place.site.day(step.due) if step.due else place.site.t["no_due"],
        step.overdue,
        step.severity.value,
        len(step.failing),
        len(step.open),
        step.touched,
        bodies[:_BODIES],
        max(0, len(bodies) - _BODIES),
        [place.cite(id) for id in step.rule.element.refs("source")],
    )


def _packs(place: Place, report: Report) -> list[Share]:
    """Packs by what is not met in them, then by size."""
    made = []
    for pack in packs(place.site, (r.id for r in report.rules)):
        held = {r.id for r in report.rules if r.element.pack == pack}
        made.append(Share(place.link(pack) if pack else place.site.t["own_rules"], by_rule(report, held)))
    return sorted(made, key=lambda s: (-s.counts[Answer.NOT_CONFORM], -s.counts[Answer.INSUFFICIENT], -s.rules))


def _profiles(place: Place) -> list[Share]:
    site, reports = place.site, place.site.project.under
    order = list(site.metamodel.values["profile"])
    own = site.project.report.profile
    return [
        Share(
            profile_name(site, name),
            by_rule(reports[name], None),
            Markup("<code>khung check --profile {}</code>").format(name),
            name == own,
        )
        for name in sorted(reports, key=order.index)
        if reports[name].rules
    ]


def _trend(place: Place) -> list[Share]:
    site, made = place.site, []
    t = site.t
    for (day, name), moment in zip(moments(site), site.project.trend, strict=True):
        found = Counter(moment.rules.values())
        errors, warnings = (site.number(moment.findings[s]) for s in (Severity.ERROR, Severity.WARNING))
        told = [f"{errors} {t['errors'].lower()}", f"{warnings} {t['warnings'].lower()}"]
        told += [f"{site.number(moment.waived)} {t['waivers'].lower()}"] if moment.waived else []
        plateau = place.link(moment.plateau.id) if moment.plateau else Markup("{}").format(name)
        here = moment.day == site.project.day
        made.append(Share(day, {a: found[a] for a in GRAVITY}, plateau, here=here, more=", ".join(told)))
    return made
