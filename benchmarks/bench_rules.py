"""The shipped rules over copies of the province's own model: judging against the cold load of the same model, and growth.

A copy of a model made of random elements fails or passes every rule at once; the province's own elements do what real ones do. Each copy
has ids and codes of its own and refers to itself, so that a model of any size is as clean as the first. Figures are CPU seconds inside one
process, the least of several turns. Run alone: `python -m benchmarks.bench_rules COUNT FOLDER`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from math import log
from pathlib import Path
from time import process_time
from typing import Any

import yaml

from khung.conform import Report, judge
from khung.house import DEVIATION, PLATEAU, RULE, TEMPLATE, VIEW, WAIVER, WORKSPACE
from khung.load import load
from khung.model import Element
from khung.rules import rules

RULES, PER_FILE, TURNS = 120, 25, 3
_DAY = date(2026, 11, 23)
_ONCE = frozenset((DEVIATION, PLATEAU, TEMPLATE, VIEW, WAIVER, WORKSPACE))
_ROOT = Path(__file__).resolve().parent.parent


def write(folder: Path, count: int) -> None:
    """Write a workspace of about `count` elements under `folder`: the province's own, over and over, each time whole."""
    graph = load(_ROOT).graph
    own = {e.id: e for e in graph.elements.values() if not e.pack and e.kind not in _ONCE}
    (folder / "model").mkdir(parents=True, exist_ok=True)
    workspace = next(graph.of_kind(WORKSPACE))
    _put(folder / "model" / "khung.yaml", {workspace.kind: {workspace.id: dict(workspace.fields)}})
    made = [_copy(element, turn, own) for turn in range(round(count / len(own))) for element in own.values()]
    for first in range(0, len(made), PER_FILE):
        kinds: dict[str, dict[str, Any]] = {}
        for kind, id, fields in made[first : first + PER_FILE]:
            kinds.setdefault(kind, {})[id] = fields
        _put(folder / "model" / f"part-{first // PER_FILE:05d}.yaml", kinds)


def _copy(element: Element, turn: int, own: Mapping[str, Element]) -> tuple[str, str, dict[str, Any]]:
    fields = {name: _again(value, turn, own) for name, value in element.fields.items()}
    if turn and isinstance(fields.get("code"), str):
        fields["code"] = re.sub(r"\d+$", lambda digits: str(int(digits[0]) + 100_000 * turn), fields["code"])
    return element.kind, f"{element.id}-{turn}" if turn else element.id, fields


def _again(value: Any, turn: int, own: Mapping[str, Element]) -> Any:
    """A value of the copy: what names an element of the model names that element's copy."""
    if not turn:
        return value
    if isinstance(value, str):
        return f"{value}-{turn}" if value in own else value
    if isinstance(value, list):
        return [_again(v, turn, own) for v in value]
    return {k: _again(v, turn, own) for k, v in value.items()} if isinstance(value, dict) else value


def _put(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=140), encoding="utf-8")


def figures(root: Path) -> dict[str, float]:
    """CPU seconds of loading and of judging one workspace, and how much was judged."""
    loads, judges = [], []
    report: Report | None = None
    for _ in range(TURNS):
        before = process_time()
        graph = load(root).graph
        loads.append(process_time() - before)
        kept = {r.id for r in [r for r in rules(graph, _DAY) if r.severity("complete")][:RULES]}
        fewer = graph.subset(e for e in graph.elements.values() if e.kind != RULE or e.id in kept)
        before = process_time()
        report = judge(fewer, _DAY)
        judges.append(process_time() - before)
    judged = {"rules": len(report.rules), "judgements": len(report.judgements), "findings": len(report.findings)} if report else {}
    return {"load": min(loads), "judge": min(judges), **judged}


def measured(folder: Path, count: int) -> dict[str, float]:
    """The figures of a model of `count` elements, taken in a process of its own."""
    root = folder / f"rules-{count}"
    if not root.is_dir():
        write(root, count)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_rules", str(count), str(root)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def compare(folder: Path) -> Iterator[tuple[str, float, float, str]]:
    """Name, ratio, goal and detail of each comparison."""
    ten, hundred = measured(folder, 10_000), measured(folder, 100_000)
    detail = f"{ten['judge']:.2f} s ÷ {ten['load']:.2f} s, {ten['rules']:.0f} rules, {ten['judgements']:.0f} judgements"
    yield "rules over 10k elements ÷ cold load of the same", ten["judge"] / ten["load"], 1.0, detail
    yield "growth of judging from 10k to 100k (slope)", log(hundred["judge"] / ten["judge"]) / log(10), 1.1, f"→ {hundred['judge']:.2f} s"


if __name__ == "__main__":
    print(json.dumps(figures(Path(sys.argv[2]))))
