"""How the boxes of a graph stand to one another: columns by what leads to what, rows by how few lines cross. Knows no model.

One more box changes little. Boxes take their rows one after the other, in an order of their own that does not know the graph, and
none that has its row is moved for one that comes later."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

_ROUNDS = 50
_LAST = 10**6


class Arc(NamedTuple):
    """What stands before what, by at least so many columns."""

    tail: str
    head: str
    least: int = 1


def arranged(names: Sequence[str], arcs: Sequence[Arc], lines: Iterable[tuple[str, str]], bands: Mapping[str, int]) -> list[list[str]]:
    """The columns, in each the names from the first row down. `names` come in their own order; in a column those of one band
    stand together, bands by their number, those in none last."""
    columns = Columns(names, arcs).settled()
    rows = Rows(columns, bands)
    for name in names:
        rows.add(name, [b if a == name else a for a, b in lines if name in (a, b)])
    return [rows.boxes(n) for n in sorted(rows.rows)]


@dataclass(frozen=True)
class Columns:
    """Which column each name stands in, so that arcs run forward and are short; one that closes a circle runs back."""

    names: Sequence[str]
    arcs: Sequence[Arc]

    @cached_property
    def _forward(self) -> list[Arc]:
        after: dict[str, list[str]] = {}
        place = {name: n for n, name in enumerate(self.names)}
        for arc in self.arcs:
            after.setdefault(arc.tail, []).append(arc.head)
        back = set(_closing(self.names, {tail: sorted(set(heads), key=place.__getitem__) for tail, heads in after.items()}))
        turned = (Arc(a.head, a.tail, a.least) if (a.tail, a.head) in back else a for a in self.arcs)
        return [arc for arc in turned if arc.tail != arc.head]

    @cached_property
    def _before(self) -> dict[str, list[Arc]]:
        return _by(self._forward, 1)

    @cached_property
    def _after(self) -> dict[str, list[Arc]]:
        return _by(self._forward, 0)

    def settled(self) -> dict[str, int]:
        """The columns by name, the first is 0."""
        made = self._first()
        for _ in range(_ROUNDS):
            if not self._pulled(made) and not self._shifted(made):
                break
        least = min(made.values(), default=0)
        return {name: column - least for name, column in made.items()}

    def _first(self) -> dict[str, int]:
        """As far to the front as the arcs allow."""
        made: dict[str, int] = {}
        waiting = {name: len(self._before.get(name, ())) for name in self.names}
        ready = [name for name, count in waiting.items() if not count]
        for name in ready:
            made[name] = max((made[a.tail] + a.least for a in self._before.get(name, ())), default=0)
            for arc in self._after.get(name, ()):
                waiting[arc.head] -= 1
                if not waiting[arc.head]:
                    ready.append(arc.head)
        return made

    def _pulled(self, made: dict[str, int]) -> bool:
        """Moves each alone to the side where it has more arcs, as far as these allow."""
        before = dict(made)
        for name in sorted(made, key=lambda n: -made[n]):
            come, go = self._before.get(name, ()), self._after.get(name, ())
            if len(go) > len(come):
                made[name] = min(made[a.head] - a.least for a in go)
            elif len(come) > len(go):
                made[name] = max(made[a.tail] + a.least for a in come)
        return made != before

    def _shifted(self, made: dict[str, int]) -> bool:
        """Moves what hangs together without slack by one column, where that makes the arcs shorter: the best such move."""
        best: tuple[int, set[str], int] = (0, set(), 0)
        for arc in (a for a in self._forward if made[a.head] - made[a.tail] > a.least):
            for start, kept, step in ((arc.head, arc.tail, -1), (arc.tail, arc.head, 1)):
                group = self._tight(start, step, made)
                longer = sum(step * ((a.head in group) - (a.tail in group)) for a in self._forward)
                if kept not in group and longer < best[0]:
                    best = (longer, group, step)
        for name in best[1]:
            made[name] += best[2]
        return bool(best[1])

    def _tight(self, start: str, step: int, made: Mapping[str, int]) -> set[str]:
        """What must move with one that is moved back (-1) or on (1)."""
        group, left = {start}, [start]
        while left:
            name = left.pop()
            for arc in (self._before if step < 0 else self._after).get(name, ()):
                other = arc.tail if step < 0 else arc.head
                if made[arc.head] - made[arc.tail] == arc.least and other not in group:
                    group.add(other)
                    left.append(other)
        return group


def _by(arcs: Sequence[Arc], end: int) -> dict[str, list[Arc]]:
    found: dict[str, list[Arc]] = {}
    for arc in arcs:
        found.setdefault(str(arc[end]), []).append(arc)
    return found


def _closing(names: Sequence[str], after: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The steps that close a circle, of a walk from each name in turn."""
    done: dict[str, bool] = {}
    for start in names:
        if start in done:
            continue
        done[start], path = False, [(start, iter(after.get(start, ())))]
        while path:
            name, rest = path[-1]
            following = next(rest, None)
            if following is None:
                done[name] = True
                path.pop()
            elif following not in done:
                done[following] = False
                path.append((following, iter(after.get(following, ()))))
            elif not done[following]:
                yield name, following


@dataclass
class Rows:
    """The rows of each column: names, and the places where lines pass through on their way to a column further off."""

    columns: Mapping[str, int]
    bands: Mapping[str, int]
    rows: dict[int, list[str]] = field(default_factory=dict)
    _near: tuple[dict[str, list[str]], dict[str, list[str]]] = field(default_factory=lambda: ({}, {}))
    _passing: set[str] = field(default_factory=set)

    def boxes(self, column: int) -> list[str]:
        """The names in a column, from the first row down."""
        return [name for name in self.rows[column] if name not in self._passing]

    def add(self, name: str, others: Sequence[str]) -> None:
        """Gives a name its row, and rows to its lines to others that have theirs."""
        own = self.columns[name]
        for other in dict.fromkeys(o for o in others if o in self.rows.get(self.columns[o], ()) and self.columns[o] != own):
            far = self.columns[other]
            step, last = (1 if own > far else -1), other
            for column in range(far + step, own, step):
                point = f"{min(name, other)} {max(name, other)} {column}"
                if point not in self._passing:
                    self._join(last, point, step)
                    self._passing.add(point)
                    self._place(point, column)
                last = point
            self._join(last, name, step)
        self._place(name, own)

    def _join(self, one: str, other: str, step: int) -> None:
        for name, near, side in ((one, other, step > 0), (other, one, step < 0)):
            self._near[side].setdefault(name, []).append(near)

    def _place(self, name: str, column: int) -> None:
        """Puts a name where its lines cross fewest others; of such places, the last: names come in their order."""
        row = self.rows.setdefault(column, [])
        over, under = [0] * len(row), [0] * len(row)
        for side, step in ((0, -1), (1, 1)):
            place = {other: n for n, other in enumerate(self.rows.get(column + step, ()))}
            mine = sorted(place[o] for o in self._near[side].get(name, ()))
            for n, other in enumerate(row if mine else ()):
                for end in (place[o] for o in self._near[side].get(other, ())):
                    over[n] += bisect_left(mine, end)
                    under[n] += len(mine) - bisect_right(mine, end)
        row.insert(min(self._allowed(name, row), key=lambda n: (sum(over[:n]) + sum(under[n:]), -n)), name)

    def _allowed(self, name: str, row: Sequence[str]) -> range:
        """The places that keep bands together."""
        if name in self._passing:
            return range(len(row) + 1)
        band = self.bands.get(name, _LAST)
        bands = [(n, self.bands.get(other, _LAST)) for n, other in enumerate(row) if other not in self._passing]
        first = max((n + 1 for n, other in bands if other < band), default=0)
        return range(first, min((n for n, other in bands if other > band), default=len(row)) + 1)
