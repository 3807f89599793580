"""The printed sheet around a picture: heading, legend and the title data that Mẫu số 02 asks of a diagram."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from generators import svg
from generators.findings import legal_source
from generators.packing import Box
from generators.project import Project
from generators.svg import Drawing
from generators.text import width as text_width
from generators.text import wrap
from khung.diagnostic import Text
from khung.model import Element
from khung.vietnamese import format_date

SMALL = 10.0
"""The smallest text. On a sheet of `WIDTHS[-1]` printed on A3 it is 7 points high."""
WIDTHS = (1050, 1260, 1470, 1680)
"""The widths a sheet may have: the less there is to show, the larger it is printed."""
ASPECT = 2**0.5
"""Width to height of A3 and A4 lying."""
NAVY = "#17365d"
UNKNOWN = Text("Chưa xác định", "Not determined")
ASSUMED = Text("(giả định)", "(assumed)")
EXPLAINED = Text("giả định: nét đứt", "assumed: broken line")
_EDGE, _GAP, _LINE, _SYMBOL = 24.0, 12.0, 16.0, 26.0
_HEADING = 20.0
_LABELS = {
    "model_state": Text("Trạng thái", "State"),
    "coverage": Text("Phạm vi", "Scope"),
    "version": Text("Phiên bản", "Version"),
    "effective": Text("Ngày hiệu lực", "Effective date"),
    "data_date": Text("Ngày chốt dữ liệu", "Data date"),
    "source": Text("Nguồn", "Source"),
    "confirmed_by": Text("Đầu mối xác nhận", "Confirmed by"),
}
_FIELDS = {"effective": "since", "confirmed_by": "owner"}
"""The fields of a view that hold these title data."""
_LEGEND = Text("CHÚ GIẢI", "LEGEND")


@dataclass(frozen=True)
class Key:
    """One entry of a legend: what draws its symbol in the 26 × 12 rectangle at (x, y), and what it means."""

    symbol: Callable[[float, float], str]
    label: str

    @property
    def width(self) -> float:
        """How much of a line it takes."""
        return _SYMBOL + 5 + text_width(self.label, SMALL) + 14


Legend = Sequence[tuple[str, Sequence[Key]]]
"""Groups of entries, each with its title."""


@dataclass(frozen=True)
class Sheet:
    """The sheet of one view in one language; `body` is what remains for the picture itself."""

    project: Project
    view: Element
    language: str
    width: float
    legend: Legend

    @property
    def body_width(self) -> float:
        """The width of the picture itself."""
        return self.width - 2 * _EDGE

    @cached_property
    def room(self) -> float:
        """The height the picture itself may have on a lying A3 or A4."""
        return self.width / ASPECT - self._head_height - self._foot_height - 2 * _GAP - 2 * _EDGE

    def drawing(self, body: Box, rows: Sequence[tuple[str, ...]], headings: Sequence[str]) -> Drawing:
        """The whole picture. A body that nearly fills an A3 is given all of it; a higher one makes the sheet longer."""
        need = body.height(self.body_width)
        given = self.room if 0.7 * self.room < need < self.room else need
        top = _EDGE + self._head_height + _GAP
        height = top + given + _GAP + self._foot_height + _EDGE
        parts = [*self._head(), *body.draw(_EDGE, top, self.body_width, given), *self._foot(top + given + _GAP)]
        return Drawing(svg.document(self.width, height, self.title, parts), self.width, height, tuple(rows), tuple(headings))

    @property
    def title(self) -> str:
        """Code and name of the view."""
        return " ".join(str(part) for part in (self.view["code"], self.view.names.get(self.language)) if part)

    @cached_property
    def _texts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        code = str(self.view["code"] or "")
        room = self.body_width - (self._badge + _GAP if code else 0)
        purpose = self.view.text("purpose").get(self.language)
        return wrap(self.view.names.get(self.language), _HEADING, room, bold=True, lines=2), wrap(purpose, 11.5, room, lines=2)

    @property
    def _badge(self) -> float:
        return text_width(str(self.view["code"] or ""), 16, bold=True) + 24

    @property
    def _head_height(self) -> float:
        title, purpose = self._texts
        return len(title) * _HEADING * svg.LEADING + len(purpose) * 11.5 * svg.LEADING + 8

    def _head(self) -> Iterator[str]:
        title, purpose = self._texts
        x, code = _EDGE, str(self.view["code"] or "")
        if code:
            yield svg.rect(x, _EDGE, self._badge, 28, fill=NAVY, rx=3)
            yield svg.text(x + self._badge / 2, _EDGE + 4, [code], 16, fill=svg.PAPER, font_weight="700", text_anchor="middle")
            x += self._badge + _GAP
        yield svg.text(x, _EDGE, title, _HEADING, fill=NAVY, font_weight="700")
        yield svg.text(x, _EDGE + len(title) * _HEADING * svg.LEADING + 1, purpose, 11.5, fill=svg.MUTED)
        yield svg.rect(_EDGE, _EDGE + self._head_height, self.body_width, 1.5, fill=NAVY)

    @cached_property
    def _facts(self) -> list[tuple[float, list[tuple[float, str, tuple[str, ...]]]]]:
        """The title data in rows of two: height of the row; width, label and lines of each. What the model does not say is
        said to be unknown on a coded diagram and left out elsewhere."""
        told = [(name, value) for name, value in self._values() if value or self.view["code"]]
        rows = []
        for start in range(0, len(told), 2):
            pair = told[start : start + 2]
            wide, row = 2 * self._half / len(pair), []
            for name, value in pair:
                label = _LABELS[name].get(self.language) + ": "
                lines = wrap(value or self._unknown(name), SMALL, wide - 16 - text_width(label, SMALL), bold=True, lines=3)
                row.append((wide, label, lines))
            rows.append((max(len(lines) for *_, lines in row) * SMALL * svg.LEADING + 7, row))
        return rows

    def _values(self) -> Iterator[tuple[str, str]]:
        graph, view, work = self.project.graph, self.view, self.project.workspace
        state = graph.metamodel.label("model_state", view["model_state"], self.language) if view["model_state"] else ""
        cited = "; ".join(legal_source(graph, id, self.language) for id in view.refs("source"))
        owner = next((graph[id].names.get(self.language) for id in view.refs("owner") if id in graph), "")
        yield "model_state", state
        yield "version", str(work["version"] or "") if work else ""
        yield "coverage", view.text("coverage").get(self.language)
        yield "effective", self._day(view.day("since") or (work.day("since") if work else None))
        yield "data_date", self._day((work.day("data_date") if work else None) or self.project.day)
        yield "confirmed_by", owner
        yield "source", cited

    def _day(self, day: date | None) -> str:
        return format_date(day, self.language) if day else ""

    def _unknown(self, name: str) -> str:
        """Not determined; where the view states that, with who follows it up and by when, else those of the workspace."""
        pending, work, graph = self.view["undetermined"], self.project.workspace, self.project.graph
        about = pending.get(_FIELDS.get(name, name)) if isinstance(pending, dict) else None
        if about is None:
            return UNKNOWN.get(self.language)
        told = about if isinstance(about, dict) else {}
        who = str(told.get("who") or (work and work["follow_up"]) or "")
        by = str(told.get("by") or (work and work["follow_up_by"]) or "")
        said = [graph[who].names.get(self.language) if who in graph else who, format_date(by, self.language) if by else ""]
        more = ", ".join(part for part in said if part)
        return UNKNOWN.get(self.language) + (f" ({more})" if more else "")

    @property
    def _half(self) -> float:
        return self.body_width * 0.19

    @cached_property
    def _legend_lines(self) -> list[tuple[str, list[Key]]]:
        """Legend entries in lines; only the first line of a group carries its title."""
        room = self.body_width - (2 * self._half + 2 * _GAP if self._facts else 0) - self._titles
        lines: list[tuple[str, list[Key]]] = []
        for title, keys in self.legend:
            line: list[Key] = []
            lines.append((title, line))
            for key in keys:
                if line and sum(k.width for k in line) + key.width > room:
                    line = []
                    lines.append(("", line))
                line.append(key)
        return lines

    @property
    def _titles(self) -> float:
        return max((text_width(title, SMALL, bold=True) for title, _ in self.legend), default=0) + 12

    @property
    def _foot_height(self) -> float:
        return max(sum(height for height, _ in self._facts), _LINE * (len(self._legend_lines) + 1) if self.legend else 0) + 8

    def _foot(self, y: float) -> Iterator[str]:
        yield svg.rect(_EDGE, y, self.body_width, 1.5, fill=NAVY)
        y += 8
        if self.legend:
            yield svg.text(_EDGE, y, [_LEGEND.get(self.language)], SMALL, fill=NAVY, font_weight="700")
        for n, (title, keys) in enumerate(self._legend_lines, 1):
            x = _EDGE + self._titles
            yield svg.text(_EDGE, y + n * _LINE, [title], SMALL, font_weight="700")
            for key in keys:
                yield key.symbol(x, y + n * _LINE + 0.5)
                yield svg.text(x + _SYMBOL + 5, y + n * _LINE, [key.label], SMALL)
                x += key.width
        yield from self._fact_table(y)

    def _fact_table(self, y: float) -> Iterator[str]:
        left = _EDGE + self.body_width - 2 * self._half
        for height, row in self._facts:
            x = left
            for wide, label, lines in row:
                yield svg.rect(x, y, wide, height, fill=svg.WASH, stroke=svg.LINE, stroke_width=0.75)
                yield svg.text(x + 8, y + 3, [label.rstrip()], SMALL, fill=svg.MUTED)
                yield svg.text(x + 8 + text_width(label, SMALL), y + 3, lines, SMALL, font_weight="700")
                x += wide
            y += height
