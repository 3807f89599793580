"""500 views of 15 nodes: laid out together by us, against one ordinary `dot` process each; then again, unchanged.

The other side is what a script around Graphviz does: the same graph with its texts as labels, one process a view, SVG out.
That side needs Graphviz's own `dot` (Debian: graphviz); ours does not. Figures are CPU seconds of all processes, ours included. Run alone: `python -m benchmarks.bench_views`.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from generators import graphs
from generators.net import Net
from generators.project import Project
from generators.render import Engine
from khung.conform import judge
from khung.load import load_texts

VIEWS, NODES, SAMPLE, TURNS = 500, 15, 100, 3
_DAY = date(2026, 11, 23)


def model(count: int = VIEWS, seed: int = 7) -> str:
    """A model whose views show 15 systems each, every system resting on up to two others."""
    chance = random.Random(seed)
    systems, views = [], []
    for view in range(count):
        ids = [f"he-thong-{view}-{n}" for n in range(NODES)]
        for n, id in enumerate(ids):
            rests = sorted(chance.sample(ids[n + 1 :], min(NODES - n - 1, chance.choice((0, 1, 1, 2)))))
            depends = f", depends_on: [{', '.join(rests)}]" if rests else ""
            systems.append(
                f"  {id}: {{name: Hệ thống thông tin số {n} của cơ quan, code: KT-{view * NODES + n + 1}, assumed: true{depends}}}"
            )
        chosen = ", ".join(ids)
        views.append(f"  so-do-{view}: {{name: Sơ đồ {view}, layout: graph, direction: LR, select: {{id: [{chosen}]}}}}")
    return "\n".join(["application:", *systems, "view:", *views])


def dots() -> dict[str, str]:
    """The DOT text of every view, as the site asks for it."""
    graph = load_texts({"a.yaml": model().encode()}).graph
    project = Project(graph, judge(load_texts({}).graph, _DAY, "complete"), (), _DAY)
    return {view.id: graphs.dot(graphs.wiring(Net(project, view, "vi")), "LR") for view in graph.of_kind("view")}


def ordinary(dot: str) -> str:
    """The same graph as people write it: texts as labels, sizes left to the program."""
    dot = re.sub(r"^(?:.* \[style=invis.*|\{rank=same.*)\n", "", dot, flags=re.MULTILINE)
    named = re.sub(r"^(n\d+) \[[^]]*\]", r'\1 [label="KT-1\\nHệ thống thông tin\\nsố \1 của cơ quan"]', dot, flags=re.MULTILINE)
    return named.replace('fixedsize=true label=""', 'fontname="Be Vietnam Pro"')


def stored(folder: Path) -> Callable[[str, Callable[[], bytes]], bytes]:
    """Keeps bytes under a folder, as the command line does."""

    def keep(key: str, make: Callable[[], bytes]) -> bytes:
        path = folder / hashlib.sha256(key.encode()).hexdigest()
        if not path.is_file():
            path.write_bytes(make())
        return path.read_bytes()

    return keep


def compare(folder: Path) -> tuple[float, float, int]:
    """CPU seconds for all views from one process, and from one process each (by a sample of them), the least of several turns;
    processes started when nothing has changed."""
    if shutil.which("dot") is None:
        raise SystemExit("views: nothing to compare with; install Graphviz's dot (Debian: apt-get install graphviz)")
    texts = dots()
    turns = [(_together(texts), _each(texts) * VIEWS / SAMPLE) for _ in range(TURNS)]
    kept = folder / "layouts"
    kept.mkdir()
    engine = Engine(keep=stored(kept))
    engine.lay_out(texts)
    return min(ours for ours, _ in turns), min(theirs for _, theirs in turns), _started(engine, texts)


def _together(texts: dict[str, str]) -> float:
    before = _cpu()
    made = Engine(processes=1).lay_out(texts)
    spent = _cpu() - before
    if len(made) != VIEWS or not all(layout.nodes for layout in made.values()):
        raise RuntimeError("a view was not laid out")
    return spent


def _each(texts: dict[str, str]) -> float:
    sample = [ordinary(dot) for dot in list(texts.values())[:SAMPLE]]
    before = _cpu()
    for dot in sample:
        subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True, check=True)
    return _cpu() - before


def _cpu() -> float:
    """CPU seconds of this process and its children until now."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _started(engine: Engine, texts: dict[str, str]) -> int:
    """How many processes the same engine starts for the same views."""
    started = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "subprocess.Popen":
            started.append(arguments)

    sys.addaudithook(watch)
    engine.lay_out(texts)
    return len(started)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        ours, theirs, again = compare(Path(temporary))
    print(
        f"{VIEWS} views of {NODES} nodes: {ours:.2f} CPU s together, {theirs:.2f} CPU s one process each, ratio {ours / theirs:.2f} (goal ≤ 0.2)"
    )
    print(f"unchanged: {again} processes started (goal 0)")
    sys.exit(int(ours / theirs > 0.2 or again > 0))
