"""Boxes that share a rectangle without waste: each knows the height it needs for a width. Knows no model.

Every box has `least`, the smallest width it can be given, `height(width)`, and `draw(x, y, width, height)`, which fills
exactly that rectangle. Widths are measured on a grid, rounded down: what fits there fits where it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import TypeVar

from generators import svg
from generators.text import width as text_width
from generators.text import wrap

Key = TypeVar("Key")
_STEP = 12.0
_TOLERANCE = 2.0
_MOST = 6


@dataclass(frozen=True, eq=False)
class Box:
    """What can be laid out. Subclasses say how they measure and draw; heights are remembered."""

    _known: dict[int, float] = field(default_factory=dict, init=False, repr=False)

    @property
    def least(self) -> float:
        """The smallest width."""
        raise NotImplementedError

    def measure(self, width: float) -> float:
        """The height needed for a width of the grid."""
        raise NotImplementedError

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The SVG of this box filling a rectangle."""
        raise NotImplementedError

    def height(self, width: float) -> float:
        """The height needed for a width; infinite where the width is too small."""
        if width < self.least:
            return inf
        step = int((width - self.least) / _STEP)
        known = self._known.get(step)
        if known is None:
            known = self._known[step] = self.measure(self.least + step * _STEP)
        return known

    def grid(self, width: float) -> float:
        """The width on the grid of measured widths."""
        return self.least + int((width - self.least) / _STEP) * _STEP

    def planned(self, width: float, height: float) -> float:
        """The largest measured width, no wider than `width`, at which it is no higher than `height`."""
        wide = self.grid(width)
        while self.height(wide) > height + 0.01 and wide > self.least:
            wide -= _STEP
        return wide

    def narrowest(self, height: float, most: float) -> float:
        """The smallest width on the grid, up to `most`, at which it is no higher than `height`; infinite where none is."""
        low, high = 0, int((most - self.least) // _STEP)
        if self.height(most) > height:
            return inf
        while low < high:
            middle = (low + high) // 2
            if self.height(self.least + middle * _STEP) <= height:
                high = middle
            else:
                low = middle + 1
        return self.least + low * _STEP


@dataclass(frozen=True, eq=False)
class Stack(Box):
    """Boxes one under the other; height to spare goes to each by its own height."""

    boxes: Sequence[Box]
    gap: float = 8

    @cached_property
    def least(self) -> float:
        """The widest of the least widths."""
        return max((b.least for b in self.boxes), default=0)

    def measure(self, width: float) -> float:
        """The sum of the heights."""
        return sum(b.height(width) for b in self.boxes) + self.gap * max(len(self.boxes) - 1, 0)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Each box over the next."""
        needs = [b.height(self.planned(width, height)) for b in self.boxes]
        spare = height - sum(needs) - self.gap * (len(needs) - 1)
        for box, need in zip(self.boxes, needs, strict=True):
            given = need + spare * need / sum(needs)
            yield from box.draw(x, y, width, given)
            y += given + self.gap


@dataclass(frozen=True, eq=False)
class Row(Box):
    """Boxes side by side, all of one height: widths are given so that this height is as small as can be."""

    boxes: Sequence[Box]
    gap: float = 8
    _plans: dict[float, list[float]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def least(self) -> float:
        """The sum of the least widths."""
        return sum(b.least for b in self.boxes) + self.gap * max(len(self.boxes) - 1, 0)

    def measure(self, width: float) -> float:
        """The common height."""
        return max((b.height(w) for b, w in zip(self.boxes, self._widths(width), strict=True)), default=0)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Each box beside the next."""
        wide = self.planned(width, height)
        spare = (width - wide) / max(len(self.boxes), 1)
        for box, given in zip(self.boxes, self._widths(wide), strict=True):
            yield from box.draw(x, y, given + spare, height)
            x += given + spare + self.gap

    def _widths(self, width: float) -> list[float]:
        if width not in self._plans:
            self._plans[width] = self._share(width - self.gap * max(len(self.boxes) - 1, 0))
        return self._plans[width]

    def _share(self, room: float) -> list[float]:
        best = [b.least for b in self.boxes]
        low, high = max(b.height(room) for b in self.boxes), max(b.height(b.least) for b in self.boxes)
        while high - low > _TOLERANCE:
            middle = (low + high) / 2
            widths = [b.narrowest(middle, room) for b in self.boxes]
            if sum(widths) <= room:
                high, best = max(b.height(w) for b, w in zip(self.boxes, widths, strict=True)), widths
            else:
                low = middle
        return [w * room / sum(best) for w in best]


@dataclass(frozen=True, eq=False)
class Flanked(Box):
    """A main box between narrow ones, which are only as wide as they must be to be no higher than it."""

    left: Sequence[Box]
    main: Box
    right: Sequence[Box]
    gap: float = 10

    @cached_property
    def least(self) -> float:
        """The sum of the least widths."""
        return self.main.least + sum(b.least + self.gap for b in (*self.left, *self.right))

    def _widths(self, width: float) -> list[float]:
        beside = [*self.left, *self.right]
        given = [b.least for b in beside]
        room = width - self.gap * len(beside)
        high = self.main.height(room - sum(given))
        return [min(b.narrowest(high, width / 4), max(b.least, width / 4)) for b in beside]

    def measure(self, width: float) -> float:
        """The height of the highest."""
        widths, beside = self._widths(width), [*self.left, *self.right]
        main = width - sum(widths) - self.gap * len(widths)
        return max(self.main.height(main), *(b.height(w) for b, w in zip(beside, widths, strict=True)), 0)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """From left to right."""
        wide = self.planned(width, height)
        widths = self._widths(wide)
        given = width - sum(widths) - self.gap * len(widths)
        cut = len(self.left)
        boxes = [*self.left, self.main, *self.right]
        for box, own in zip(boxes, [*widths[:cut], given, *widths[cut:]], strict=True):
            yield from box.draw(x, y, own, height)
            x += own + self.gap


@dataclass(frozen=True, eq=False)
class Rows(Box):
    """Boxes in reading order in as many rows as need the least height together; a joined box never starts a row."""

    boxes: Sequence[Box]
    gap: float = 8
    joined: frozenset[int] = frozenset()
    _rows: dict[tuple[int, int], Row] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def least(self) -> float:
        """The widest of the least widths."""
        return max((b.least for b in self.boxes), default=0)

    def measure(self, width: float) -> float:
        """The height of the best rows."""
        return Stack(self._best(width), self.gap).measure(width)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """The best rows, one under the other."""
        rows = self._best(self.planned(width, height))
        yield from Stack(rows, self.gap).draw(x, y, width, height)

    def _best(self, width: float) -> list[Row]:
        best: list[tuple[float, list[Row]]] = [(-self.gap, [])]
        for end in range(1, len(self.boxes) + 1):
            ways = []
            for start in range(max(0, end - _MOST), end):
                if start in self.joined and end - start < _MOST:
                    continue
                row = self._rows.setdefault((start, end), Row(self.boxes[start:end], self.gap))
                ways.append((best[start][0] + self.gap + row.height(width), [*best[start][1], row]))
            best.append(min(ways, key=lambda way: way[0], default=(inf, [])))
        return best[-1][1]


Grid = tuple[float, int, list[list[tuple[Box, int]]]]
"""Height, number of columns, and in each row the boxes with the columns they take."""


@dataclass(frozen=True, eq=False)
class Wall(Box):
    """Boxes in reading order on a grid of equal columns, as many as need least height. A high box may take several
    columns and a row is filled, unless `even`: then every box takes one. A row becomes higher than it needs by at most
    `slack` of what it needs."""

    boxes: Sequence[Box]
    gap: float = 6
    even: bool = False
    slack: float = inf
    most: int = 8
    _plans: dict[float, Grid] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def least(self) -> float:
        """The widest of the least widths."""
        return max((b.least for b in self.boxes), default=0)

    def measure(self, width: float) -> float:
        """The height of the best grid."""
        _, columns, rows = self._best(width)
        step = self._step(width, columns)
        return sum(_row_height(row, step, self.gap) for row in rows) + self.gap * max(len(rows) - 1, 0)

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Row by row; height to spare goes to each row alike."""
        wide = self.planned(width, height)
        _, columns, rows = self._best(wide)
        measured, step = (self._step(w, columns) for w in (wide, width))
        needs = [_row_height(row, measured, self.gap) for row in rows]
        spare = (height - sum(needs) - self.gap * (len(rows) - 1)) / max(len(rows), 1)
        spare = min(spare, self.slack * sum(needs) / max(len(rows), 1))
        for row, need in zip(rows, needs, strict=True):
            left = x
            for box, span in row:
                yield from box.draw(left, y, step * span - self.gap, need + spare)
                left += step * span
            y += need + spare + self.gap

    def _best(self, width: float) -> Grid:
        if not self.boxes:
            return 0, 1, []
        if width not in self._plans:
            columns = max(1, min(self.most, len(self.boxes) * (1 if self.even else 3), int((width + self.gap) // (self.least + self.gap))))
            best: Grid = (inf, 1, [])
            for n in range(columns, 0, -1):
                for limit in self._limits(width, n):
                    best = self._grid(width, n, limit, best[0]) or best
            self._plans[width] = best
        return self._plans[width]

    def _limits(self, width: float, columns: int) -> list[float]:
        """Heights above which a box takes a further column."""
        if self.even:
            return [inf]
        heights = sorted(b.height(self._step(width, columns) - self.gap) for b in self.boxes)
        last = len(heights) - 1
        return list(dict.fromkeys(heights[n] for n in (last, max(last - 1, 0), len(heights) // 2))) if heights else []

    def _step(self, width: float, columns: int) -> float:
        """The distance from one column to the next."""
        return (width - self.gap * (columns - 1)) / columns + self.gap

    def _grid(self, width: float, columns: int, limit: float, most: float) -> Grid | None:
        """The grid of so many columns; None where it is not lower than `most`."""
        step, total = self._step(width, columns), -self.gap
        rows: list[list[tuple[Box, int]]] = []
        row: list[tuple[Box, int]] = []
        used = 0
        for box in self.boxes:
            span = next((s for s in range(1, columns) if box.height(step * s - self.gap) <= limit), columns)
            if used + span > columns:
                rows.append(self._filled(row, columns - used, step))
                total += _row_height(rows[-1], step, self.gap) + self.gap
                if total >= most:
                    return None
                row, used = [], 0
            row.append((box, span))
            used += span
        rows.append(self._filled(row, columns - used, step))
        total += _row_height(rows[-1], step, self.gap) + self.gap
        return (total, columns, rows) if total < most else None

    def _filled(self, row: list[tuple[Box, int]], free: int, step: float) -> list[tuple[Box, int]]:
        """The row with its free columns given, one by one, to the box that is highest."""
        for _ in range(0 if self.even else free):
            highest = max(range(len(row)), key=lambda n: (row[n][0].height(step * row[n][1] - self.gap), -row[n][1]))
            box, span = row[highest]
            row[highest] = (box, span + 1)
        return row


def _row_height(row: list[tuple[Box, int]], step: float, gap: float) -> float:
    return max(b.height(step * s - gap) for b, s in row)


@dataclass(frozen=True, eq=False)
class Panel(Box):
    """A box under a heading, on a ground of its own. `wrapped` gives the heading's SVG its link."""

    title: str
    inner: Box
    size: float = 11
    fill: str = svg.PAPER
    stroke: str = svg.LINE
    ink: str = svg.INK
    pad: float = 6
    wrapped: Callable[[str], str] = str

    @cached_property
    def least(self) -> float:
        """That of what it holds, and of the longest word of the heading."""
        words = max((text_width(word, self.size, bold=True) for word in self.title.split()), default=0)
        return max(self.inner.least, min(words + 3, 120)) + 2 * self.pad

    def _heading(self, width: float) -> tuple[str, ...]:
        return wrap(self.title, self.size, width - 2 * self.pad - 2, bold=True)

    def _top(self, width: float) -> float:
        lines = len(self._heading(width))
        return lines * self.size * svg.LEADING + self.pad * (0.75 if lines else 0)

    def measure(self, width: float) -> float:
        """Heading and content."""
        return self._top(width) + self.inner.height(width - 2 * self.pad) + 1.5 * self.pad

    def draw(self, x: float, y: float, width: float, height: float) -> Iterator[str]:
        """Ground, heading, content."""
        top = self._top(width)
        yield svg.rect(x, y, width, height, fill=self.fill, stroke=self.stroke, stroke_width=0.75, rx=3)
        heading = svg.text(x + self.pad, y + self.pad / 2, self._heading(width), self.size, fill=self.ink, font_weight="700")
        yield self.wrapped(heading)
        inner = height - top - 1.5 * self.pad
        yield from self.inner.draw(x + self.pad, y + top + self.pad / 2, width - 2 * self.pad, inner)


def first(keys: Sequence[Key], fits: Callable[[Key], bool]) -> Key:
    """The first key that fits, else the last. Whatever comes after a fitting key must fit too."""
    low, high = 0, len(keys) - 1
    while low < high:
        middle = (low + high) // 2
        if fits(keys[middle]):
            high = middle
        else:
            low = middle + 1
    return keys[low]
