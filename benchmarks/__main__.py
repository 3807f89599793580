"""Our speed as ratios measured in one run, printed as a table: `python -m benchmarks [name …]`.

Seconds differ from machine to machine; a ratio of two programs run in turn does not. Figures are CPU seconds of
whole processes (user + system), the least of several turns.
"""

from __future__ import annotations

import compileall
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from math import log
from pathlib import Path
from typing import NamedTuple

from benchmarks import synthetic

PYTHON = sys.executable
KHUNG = str(Path(PYTHON).with_name("khung"))
FLOOR = "import glob, sys, yaml\nfor f in glob.glob(sys.argv[1] + '/model/**/*.yaml', recursive=True):\n  with open(f, 'rb') as h: yaml.load(h, yaml.CSafeLoader)"


class Row(NamedTuple):
    """One line of the table: what was compared, the ratio, the goal."""

    name: str
    ratio: float
    goal: float
    detail: str


def cpu(*command: str, cwd: Path | None = None) -> float:
    """CPU seconds of one process and its children, started in `cwd`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turn(turns: int, *works: Callable[[], float]) -> list[float]:
    """The least figure of each of several works, run in turn."""
    figures = [[work() for work in works] for _ in range(turns)]
    return [min(column) for column in zip(*figures, strict=True)]


def peak(*command: str) -> int:
    """Peak resident bytes of one process, measured from a small parent."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([PYTHON, "-S", "-c", code, *command], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024


def validate(root: Path) -> Callable[[], float]:
    """Cold validation: no index."""

    def run() -> float:
        (root / ".khung" / "index.sqlite").unlink(missing_ok=True)
        return cpu(KHUNG, "-C", str(root), "validate")

    return run


def cold(folder: Path) -> Iterator[Row]:
    """Cold validation against parsing the same files with PyYAML's C loader; growth; memory."""
    sizes = {count: (folder / str(count), synthetic.write(folder / str(count), count)) for count in (10_000, 100_000)}
    ten, hundred = sizes[10_000][0], sizes[100_000][0]
    ours, theirs = in_turn(5, validate(ten), lambda: cpu(PYTHON, "-c", FLOOR, str(ten)))
    yield Row("cold validate of 10k ÷ CSafeLoader of the same files", ours / theirs, 0.8, f"{ours:.2f} s ÷ {theirs:.2f} s")
    (large,) = in_turn(2, validate(hundred))
    slope = log(large / ours) / log(10)
    yield Row("growth of cold validate from 10k to 100k (slope)", slope, 1.1, f"{ours:.2f} s → {large:.2f} s")
    (hundred / ".khung" / "index.sqlite").unlink(missing_ok=True)
    used = peak(KHUNG, "-C", str(hundred), "validate")
    yield Row(
        "peak memory at 100k ÷ bytes of the files", used / sizes[100_000][1], 10, f"{used / 1e6:.0f} MB ÷ {sizes[100_000][1] / 1e6:.0f} MB"
    )


def warm(folder: Path) -> Iterator[Row]:
    """One file changed in 100k, in its folder, against the help text; the help text against importing click."""
    root = folder / "100000"
    if not root.is_dir():
        synthetic.write(root, 100_000)
    cpu(KHUNG, "-C", str(root), "validate")
    part = root / "model" / "parts" / "part-00200.yaml"

    def changed() -> float:
        text = part.read_text(encoding="utf-8")
        before, after = (
            ("name_en: Information", "name_en: Record") if "Information" in text else ("name_en: Record", "name_en: Information")
        )
        part.write_text(text.replace(before, after, 1), encoding="utf-8")
        return cpu(KHUNG, "validate", cwd=root)

    one, none, text, click = in_turn(
        25,
        changed,
        lambda: cpu(KHUNG, "validate", cwd=root),
        lambda: cpu(KHUNG, "--help"),
        lambda: cpu(PYTHON, "-c", "import click"),
    )
    yield Row("one file changed in 100k ÷ khung --help", one / text, 2, f"{one:.3f} s ÷ {text:.3f} s")
    yield Row("nothing changed in 100k ÷ khung --help", none / text, 2, f"{none:.3f} s ÷ {text:.3f} s")
    yield Row("khung --help ÷ python -c 'import click'", text / click, 1.3, f"{text:.3f} s ÷ {click:.3f} s")


def pictures(folder: Path) -> Iterator[Row]:
    """Laying out 500 views in one process against one process each."""
    from benchmarks.bench_views import compare

    batch, single, again = compare(folder)
    yield Row("500 views in one process ÷ one process each", batch / single, 0.2, f"{batch:.2f} s ÷ {single:.2f} s")
    yield Row("500 unchanged views: layout processes started", again, 0, "")


def judging(folder: Path) -> Iterator[Row]:
    """120 rules over 10k elements against the cold load of the same model; growth to 100k."""
    from benchmarks.bench_rules import compare

    yield from (Row(*figures) for figures in compare(folder))


def changes(folder: Path) -> Iterator[Row]:
    """What one edit of 10k elements brings in, against judging them whole."""
    from benchmarks.bench_since import edit, repository

    root = repository(folder, 10_000)
    editing, check = edit(root), (KHUNG, "-C", str(root), "check", "--fail-on", "never")
    cpu(*check, "--changed-since", "main")

    def changed() -> float:
        editing()
        return cpu(*check, "--changed-since", "main")

    part, whole = in_turn(5, changed, lambda: cpu(*check))
    yield Row("check --changed-since after an edit of 10k ÷ check", part / whole, 0.3, f"{part:.2f} s ÷ {whole:.2f} s")


def dossier(folder: Path) -> Iterator[Row]:
    """The whole dossier of the province against its cold validate."""
    from benchmarks.bench_dossier import compare

    yield from (Row(*figures) for figures in compare(KHUNG, folder, cpu, peak))


def searching(folder: Path) -> Iterator[Row]:
    """The first answer of the search in Chromium at 3,000 and at 10,000 pages against one second; the search of a phone at 5,000."""
    from benchmarks.bench_search import SLOWER, measure, phone

    made = measure(folder, (3_000, 10_000))
    for count, found in made.items():
        again = f"{found['first']:.2f} s, then {found['again'] * 1000:.0f} ms a question"
        yield Row(f"first search result at {count:,} pages ÷ one second", found["first"], 1, again)
    sent = made[3_000]["bytes"]
    yield Row("search index sent at 3,000 pages ÷ 500 KB", sent / 500e3, 1, f"{sent / 1e3:.0f} KB compressed")
    held = phone(folder, 5_000)
    slow = f"{held['first']:.2f} s, then {held['again'] * 1000:.0f} ms a question"
    yield Row(f"phone, {SLOWER} × slower, 5,000 pages: first answer ÷ 1 s", held["first"], 1, slow)
    keys = f"{held['shown'] * 1000:.0f} ms after the first key, worker not slowed"
    yield Row("phone: results of a later key shown ÷ 200 ms", held["typed"] / 0.2, 1, f"{held['typed'] * 1000:.0f} ms; {keys}")
    room = f"{held['heap'] / 1e6:.0f} MB; {held['bytes'] / 1e3:.0f} KB compressed are sent"
    yield Row("phone: heap with the whole index ÷ 100 MB", held["heap"] / 100e6, 1, room)


def exploring(folder: Path) -> Iterator[Row]:
    """The explorer in Chromium at 10,000 elements against what a reader does not feel; its figures at 1,000 beside."""
    from benchmarks.bench_explorer import measure, rows

    yield from (Row(*figures) for figures in rows(measure(folder / "explorer", (1_000, 10_000))))


def site(folder: Path) -> Iterator[Row]:
    """The site against plain mkdocs-material; its growth, its memory, and one element changed."""
    from benchmarks.bench_site import figures

    yield from (Row(*figure) for figure in figures(folder / "site"))


BENCHMARKS = {
    "cold": cold,
    "warm": warm,
    "views": pictures,
    "rules": judging,
    "since": changes,
    "dossier": dossier,
    "search": searching,
    "explorer": exploring,
    "site": site,
}


def main() -> int:
    """Run the benchmarks named (all where none is) and print the table; 1 where a goal is missed."""
    missed = 0
    for package in ("khung", "generators", "cli"):  # no turn may pay for compiling Python, as no user does
        compileall.compile_dir(str(Path(__file__).parents[1] / package), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or BENCHMARKS:
            for row in BENCHMARKS[name](Path(folder)):
                met = row.ratio <= row.goal
                missed += not met
                print(f"{'✓' if met else '✗'} {row.name:<58} {row.ratio:7.2f}  (goal ≤ {row.goal:g})  {row.detail}", flush=True)
    print(f"peak of the benchmark itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
