"""What each head answers for: agencies by what remains to be mended, communes against what the template asks of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.commune import is_commune
from generators.site.duties import duties_of
from generators.site.place import Place
from generators.site.ruled import GRAVITY
from khung.accounts import Account, Standing, accounts, standings
from khung.diagnostic import Answer, Severity

FIRST = 15
"""How many bodies stand in the open; the rest of the ranking is folded."""
_TIER = "province"


@dataclass(frozen=True, slots=True)
class Row:
    """One body: what it answers for, the answers, the weight of what is found, its tasks."""

    link: Markup
    subjects: int
    share: float
    answers: Mapping[Answer, int]
    findings: Mapping[Severity, int]
    waived: int
    leads: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune against its template; those that stand alike share a rank."""

    rank: int
    link: Markup
    expected: int
    answers: Mapping[Answer, int]
    deviations: int
    late: int
    overdue: int


def heads(place: Place) -> str:
    """The whole page."""
    project = place.site.project
    found = accounts(project.graph, project.report)
    expected = standings(project.graph)
    bodies = [a for a in found if a.organisation["tier"] == _TIER and not is_commune(a.organisation)]
    alone = [_row(place, a) for a in bodies if not a.organisation["group"]]
    groups = [_row(place, a) for a in bodies if a.organisation["group"]]
    return place.render(
        "heads.jinja", bodies=alone, groups=groups, communes=_communes(place, expected), blocks=_blocks(place, expected), first=FIRST
    )


def _row(place: Place, account: Account) -> Row:
    leads, overdue = _tasks(place, account.organisation.id)
    subjects = len({j.subject.id for j in account.judgements})
    waived = account.waived
    return Row(place.link(account.organisation.id), subjects, account.share, account.answers, account.findings, waived, leads, overdue)


def _communes(place: Place, found: list[Standing]) -> list[Commune]:
    made: list[Commune] = []
    for number, standing in enumerate(found, 1):
        rank = made[-1].rank if made and made[-1].answers == standing.answers else number
        deviations = sum(e.deviation is not None for e in standing.expected)
        late = len(standing.late(place.site.project.day))
        body = standing.organisation
        overdue = _tasks(place, body.id)[1]
        made.append(Commune(rank, place.link(body.id), len(standing.expected), standing.answers, deviations, late, overdue))
    return made


def _blocks(place: Place, found: list[Standing]) -> list[tuple[Markup, Mapping[Answer, int]]]:
    """Each block that the template expects, and how many communes have each answer; what most lack first."""
    counts: dict[str, Counter[Answer]] = {}
    for expected in (e for s in found for e in s.expected):
        counts.setdefault(expected.block.id, Counter())[expected.answer] += 1
    made = [(place.link(id), {answer: n[answer] for answer in GRAVITY}) for id, n in counts.items()]
    return sorted(made, key=lambda pair: [-pair[1][a] for a in GRAVITY])


def _tasks(place: Place, id: str) -> tuple[int, int]:
    """The tasks a body leads, and those of them that are overdue."""
    mine = [d for d in duties_of(place.site, id) if d.part == "lead"]
    return len(mine), sum(d.urgency == "overdue" for d in mine)
