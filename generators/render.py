"""DOT texts -> where everything stands: the one place that runs the layout program. Knows no model and draws nothing.

Text never reaches the layout program, only sizes measured by us: its own fonts and languages cannot matter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from khung.diagnostic import KhungError

Point = tuple[float, float]
Keep = Callable[[str, Callable[[], bytes]], bytes]
"""From a key and what makes the bytes to the bytes, made now or kept from before."""
UNITS = 72
"""Our units in one inch, the unit of node sizes in DOT."""
_FEW = 25
"""Fewer graphs than this are not worth a process of their own."""
_PATIENCE = 20.0
"""Seconds that one graph may take; of many, each adds one second."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """An edge: a Bézier curve (1 + 3n points), the tips of its arrows where it has them, the middle of its label."""

    curve: tuple[Point, ...]
    tail: Point | None
    head: Point | None
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the nodes and clusters of a graph stand, by their names in DOT, and its edges, by their `id`."""

    width: float
    height: float
    nodes: Mapping[str, Spot]
    clusters: Mapping[str, Spot]
    edges: Mapping[str, Route]


class _MissingError(Exception):
    """What is asked for has not been kept."""


def fresh(key: str, make: Callable[[], bytes]) -> bytes:
    """Keeps nothing."""
    return make()


@dataclass(frozen=True)
class Engine:
    """The layout program. `asked` is its path or name ("" takes the one in our environment, else `dot`);
    `keep` spares the process for graphs that have not changed."""

    asked: str = ""
    keep: Keep = fresh
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)

    @cached_property
    def program(self) -> str:
        """The path of the program. Raises KhungError when there is none."""
        if self.asked:
            found = shutil.which(self.asked)
        else:
            found = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts")) or shutil.which("dot")
        if found is None:
            raise KhungError(
                f"Không tìm thấy chương trình bố trí sơ đồ “{self.asked or 'graphviz-pure'}”: cài bằng `pip install graphviz-pure`. "
                "/ The layout program is missing: install graphviz-pure."
            )
        return found

    @cached_property
    def _version(self) -> str:
        """Tells one build of the program from another without starting it."""
        stat = os.stat(self.program)
        return f"{Path(self.program).name} {stat.st_size} {stat.st_mtime_ns}"

    def lay_out(self, dots: Mapping[str, str]) -> dict[str, Layout]:
        """The layouts of graphs by the id of their view. Raises KhungError naming a view that cannot be laid out."""
        known: dict[str, Layout] = {}
        for id, dot in dots.items():
            try:
                known[id] = _layout(json.loads(self.keep(self._key(dot), _unmade)))
            except (_MissingError, ValueError, KeyError):  # not kept, or damaged since
                continue
        made = self._run_all({id: dot for id, dot in dots.items() if id not in known})
        for id, answer in made.items():
            self.keep(self._key(dots[id]), lambda answer=answer: answer)  # type: ignore[misc]
            known[id] = _layout(json.loads(answer))
        return {id: known[id] for id in dots}

    def _key(self, dot: str) -> str:
        return f"layout\n{self._version}\n{dot}"

    def _run_all(self, dots: Mapping[str, str]) -> dict[str, bytes]:
        """The answers of the program, from as few processes as the machine can run at once."""
        if not dots:
            return {}
        pairs = list(dots.items())
        parts = max(1, min(self.processes, len(pairs) // _FEW))
        with ThreadPoolExecutor(parts) as pool:
            answers = pool.map(self._run, (pairs[n::parts] for n in range(parts)))
        return {id: answer for part in answers for id, answer in part.items()}

    def _run(self, pairs: Sequence[tuple[str, str]]) -> dict[str, bytes]:
        """The answers to some graphs from one process; where it dies, hangs or answers too little, from two with half each."""
        command = [self.program, "-Tjson0"]
        try:
            done = subprocess.run(
                command, input="\n".join(dot for _, dot in pairs).encode(), capture_output=True, check=False, timeout=_PATIENCE + len(pairs)
            )
            answers, said = _split(done.stdout), done.stderr.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            answers, said = [], f"> {_PATIENCE:g} s"
        except OSError as error:
            raise KhungError(f"Không chạy được {self.program}: {error}. / Cannot run it.") from error
        if len(answers) == len(pairs):
            return {id: answer for (id, _), answer in zip(pairs, answers, strict=True)}
        if len(pairs) == 1:
            told = said.splitlines()[-1] if said else f"mã thoát / exit code {done.returncode}"
            raise KhungError(
                f"Không bố trí được sơ đồ “{pairs[0][0]}” ({told}): chọn ít phần tử hơn hoặc đặt “limit”. / The view cannot be laid out."
            )
        half = len(pairs) // 2
        return self._run(pairs[:half]) | self._run(pairs[half:])


def _unmade() -> bytes:
    raise _MissingError


def _split(output: bytes) -> list[bytes]:
    """Each whole JSON document of the output: only the brace that closes one stands at the start of a line."""
    return [part + b"\n}" for part in (output + b"\n").split(b"\n}\n")[:-1]]


def _layout(answer: Mapping[str, Any]) -> Layout:
    left, low, right, top = _numbers(answer["bb"])

    def point(text: str) -> Point:
        x, y = _numbers(text)
        return x - left, top - y

    nodes, clusters = {}, {}
    for made in answer.get("objects", ()):
        if "pos" in made:
            x, y = point(made["pos"])
            wide, high = float(made["width"]) * UNITS, float(made["height"]) * UNITS
            nodes[made["name"]] = Spot(x - wide / 2, y - high / 2, wide, high)
        elif "bb" in made:
            a, b, c, d = _numbers(made["bb"])
            clusters[made["name"]] = Spot(a - left, top - d, c - a, d - b)
    edges = {made["id"]: _route(made, point) for made in answer.get("edges", ()) if "id" in made and made.get("pos")}
    return Layout(right - left, top - low, nodes, clusters, edges)


def _route(made: Mapping[str, str], point: Callable[[str], Point]) -> Route:
    tips: dict[str, Point] = {}
    curve = []
    for part in made["pos"].split(";", 1)[0].split():
        if part[:2] in ("s,", "e,"):
            tips[part[0]] = point(part[2:])
        else:
            curve.append(point(part))
    return Route(tuple(curve), tips.get("s"), tips.get("e"), point(made["lp"]) if "lp" in made else None)


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]
