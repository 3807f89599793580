"""One more element changes a picture little: measured on the positions that the layout program gives, and on our own figures."""

from __future__ import annotations

import random
import re
from datetime import date
from itertools import combinations

import pytest

from cli.workspace import project
from generators import graphs
from generators.net import Net
from generators.pictures import pictures
from generators.render import Engine
from khung.load import load_texts

ROW = 49
"""The distance of two rows of cards, in our units."""


def systems(seed: int, more: str = "") -> str:
    chance = random.Random(seed)
    ids = [f"he-{n:02d}" for n in range(16)]
    rows = []
    for n, id in enumerate(ids):
        rests = sorted(chance.sample(ids[n + 1 :], min(len(ids) - n - 1, chance.choice((1, 1, 2)))))
        rows.append(f"  {id}: {{name: Hệ thống số {n:02d}, assumed: true" + (f", depends_on: [{', '.join(rests)}]" if rests else "") + "}")
    return "\n".join(
        [
            "application:",
            *rows,
            *([more] if more else []),
            "view:",
            "  v: {name: V, layout: graph, direction: LR, select: {kind: application}}",
        ]
    )


def places(text: str) -> dict[str, tuple[float, float]]:
    """The middle of every card by the ids that it stands for."""
    judged = project(load_texts({"a.yaml": text.encode()}), date(2026, 11, 23))
    plan = graphs.wiring(Net(judged, judged.graph["v"], "vi"))
    spots = Engine().lay_out({"v": graphs.dot(plan, "LR")})["v"].nodes
    return {"+".join(c.ids): (spots[c.name].x + c.width / 2, spots[c.name].y + c.height / 2) for c in plan.cells}


MORE = {
    "at the end, resting on one": "  he-zz: {name: Hệ thống thêm, assumed: true, depends_on: [he-07]}",
    "in the middle, resting on one": "  he-03b: {name: Hệ thống thêm, assumed: true, depends_on: [he-12]}",
    "joined to nothing": "  he-zz: {name: Hệ thống thêm, assumed: true}",
}


@pytest.mark.parametrize("more", MORE.values(), ids=MORE)
@pytest.mark.parametrize("seed", [3, 5, 8, 11])
def test_one_more_system_leaves_the_others_in_their_columns_and_at_the_end_in_their_order_too(seed, more):
    before, after = places(systems(seed)), places(systems(seed, more))
    kept = [card for card in before if card in after]
    assert len(kept) >= len(before) - 1  # at most one card of several shares its line no more
    assert all(abs(before[card][0] - after[card][0]) < ROW for card in kept)
    if "03b" in more:
        return  # what comes in between may turn cards of a column about
    told_apart = [(a, b, axis) for a, b in combinations(kept, 2) for axis in (0, 1) if abs(before[a][axis] - before[b][axis]) > 10]
    same = sum((before[a][axis] < before[b][axis]) == (after[a][axis] < after[b][axis]) for a, b, axis in told_apart)
    assert same / len(told_apart) >= 0.9


def boxes(text: str, view: str) -> dict[str, tuple[float, float]]:
    """Where each linked shape of a picture of ours begins."""
    judged = project(load_texts({"a.yaml": text.encode()}), date(2026, 11, 23))
    svg = next(p.drawing.svg for p in pictures(judged, "vi", Engine()) if p.view.id == view)
    found = re.findall(r'href="khung:([a-z0-9-]+)"[^>]*>.*?<rect[^>]*? x="([\d.]+)" y="([\d.]+)"', svg, re.DOTALL)
    return {id: (float(x), float(y)) for id, x, y in found}


def plan(more: str = "") -> str:
    tasks = "\n".join(
        f"  viec-{n}: {{name: Việc {n}, lead: [so], product: P, deadline: 2026-1{n % 3}-0{n + 1}, assumed: true}}" for n in range(6)
    )
    return f"""
organisation:
  so: {{name: Sở, tier: province, system: government, assumed: true}}
task:
{tasks}
{more}
view:
  lo-trinh: {{name: Lộ trình, layout: roadmap, select: {{kind: task}}}}
"""


def test_one_more_task_leaves_the_bars_before_it_where_they_are():
    before = boxes(plan(), "lo-trinh")
    after = boxes(plan("  viec-zz: {name: Việc thêm, lead: [so], product: P, deadline: 2026-12-30, assumed: true}"), "lo-trinh")
    assert len(before) >= 6
    assert set(after) - set(before) == {"viec-zz"}
    assert {id: place for id, place in after.items() if id in before} == before
