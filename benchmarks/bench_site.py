"""The site of 3,000 elements, both languages, against plain mkdocs-material building the same pages of one language as Markdown in its
navigation; growth to 10,000 elements; one element changed, in synthetic models and in the province's own; memory. Figures are CPU seconds of whole processes. Run alone:
`python -m benchmarks.bench_site [turns]`.

The other side is what people write by hand: a Markdown file for each element with its fields, its relations both ways as links, all in the
navigation by kind. It builds one language and no search of its own, ours both languages with search, explorer and pictures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import NamedTuple

from benchmarks import synthetic
from khung.load import load

KHUNG = str(Path(sys.executable).with_name("khung"))
MKDOCS = str(Path(sys.executable).with_name("mkdocs"))
SMALL, LARGE = 3_000, 10_000
ROOT = Path(__file__).parent.parent
SYSTEMS = "model/du-lieu/co-so-du-lieu-chuyen-nganh.yaml"
"""A file of the province's model whose first element stands in all of its large pictures."""


class Figure(NamedTuple):
    """What was compared: the ratio, its goal, the figures behind it."""

    name: str
    ratio: float
    goal: float
    detail: str


def cpu(*command: str) -> float:
    """CPU seconds of one process and its children; raises where it fails."""
    before = os.times()
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def peak(*command: str) -> int:
    """Peak resident bytes of one process, measured from a small parent."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-S", "-c", code, *command], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024


def build(root: Path) -> tuple[str, ...]:
    """The command that builds the site of a workspace, on a fixed day."""
    return (KHUNG, "-C", str(root), "build", "--as-of", "2026-11-23")


def anew(root: Path) -> Callable[[], float]:
    """A whole build: nothing remembered of the one before."""

    def run() -> float:
        (root / ".khung" / "site.json").unlink(missing_ok=True)
        return cpu(*build(root))

    return run


def changed(root: Path, before: str = "    description: ", part: str = "model/parts/part-00050.yaml") -> Callable[[], float]:
    """A build after a word was added to the first such field of a file."""
    file = root / part

    def run() -> float:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(before, f"{before}Mới ", 1), encoding="utf-8")
        return cpu(*build(root))

    return run


def province(folder: Path) -> Path:
    """A copy of the province's own workspace."""
    shutil.copytree(ROOT / "model", folder / "model")
    cpu(*build(folder))
    return folder


def by_hand(root: Path, folder: Path) -> Path:
    """The same pages as Markdown in the navigation of plain mkdocs-material; the path of its settings."""
    graph = load(root).graph
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text("# Khung\n", encoding="utf-8")
    lines = ["site_name: Khung", "theme: {name: material, language: vi, font: false}", "nav:", "  - index.md"]
    for kind, members in graph.by_kind.items():
        lines.append(f"  - {graph.metamodel.kinds[kind].label.vi}:")
        for element in members:
            lines.append(f"      - {element.id}.md")
            facts = "".join(f"| {name} | {value} |\n" for name, value in element.fields.items() if not isinstance(value, (list, dict)))
            out = "".join(f"- {r.field}: [{graph[r.target].name}]({r.target}.md)\n" for r in graph.out.get(element.id, ()))
            into = "".join(f"- {r.field}: [{graph[r.source].name}]({r.source}.md)\n" for r in graph.into.get(element.id, ()))
            page = f"# {element.name}\n\n{element['description'] or ''}\n\n| Trường | Giá trị |\n|---|---|\n{facts}\n## Từ đây\n\n{out}\n## Tới đây\n\n{into}"
            (docs / f"{element.id}.md").write_text(page, encoding="utf-8")
    (folder / "mkdocs.yml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "mkdocs.yml"


def figures(folder: Path, turns: int = 2) -> list[Figure]:
    """Every comparison."""
    roots = {count: folder / str(count) for count in (SMALL, LARGE)}
    for count, root in roots.items():
        synthetic.write(root, count)
        cpu(*build(root))  # fonts and the index are made once
    small = min(anew(roots[SMALL])() for _ in range(turns))
    large = min(anew(roots[LARGE])() for _ in range(turns))
    one = min(changed(roots[LARGE])() for _ in range(turns + 1))
    few = min(changed(roots[SMALL])() for _ in range(turns + 1))
    (roots[LARGE] / ".khung" / "site.json").unlink()
    own = province(folder / "province")
    whole = anew(own)()
    text, name = (min(changed(own, before, SYSTEMS)() for _ in range(turns)) for before in ("    description: ", "    name: "))
    renamed = f"a name that stands in three large pictures: {name:.2f} s"
    used = peak(*build(roots[LARGE]))
    settings = by_hand(roots[SMALL], folder / "plain")
    plain = cpu(MKDOCS, "build", "-q", "-f", str(settings), "-d", str(folder / "plain" / "site"))
    slope = log(large / small) / log(LARGE / SMALL)
    return [
        Figure("site of 3,000 in two languages ÷ plain Markdown in one", small / plain, 0.1, f"{small:.1f} s ÷ {plain:.1f} s"),
        Figure("growth of the site from 3,000 to 10,000 (slope)", slope, 1.1, f"{small:.1f} s → {large:.1f} s"),
        Figure("one element changed of 10,000 ÷ whole build", one / large, 0.1, f"{one:.2f} s ÷ {large:.1f} s"),
        Figure("one element changed of 3,000 ÷ whole build", few / small, 0.1, f"{few:.2f} s ÷ {small:.1f} s"),
        Figure("one text changed in the province's model ÷ whole build", text / whole, 0.1, f"{text:.2f} s ÷ {whole:.1f} s; {renamed}"),
        Figure("peak memory at 10,000 ÷ 500 MB", used / 500e6, 1, f"{used / 1e6:.0f} MB"),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        made = figures(Path(temporary), int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    for figure in made:
        print(
            f"{'✓' if figure.ratio <= figure.goal else '✗'} {figure.name:<58} {figure.ratio:7.2f}  (goal ≤ {figure.goal:g})  {figure.detail}"
        )
    sys.exit(int(any(figure.ratio > figure.goal for figure in made)))
