"""Layout `roadmap`: who must finish what by which month, what is overdue, and what waits for an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from generators import svg
from generators.blocks import Note
from generators.chart import DATES, LOOKS, OVERDUE, RED, Axis, Chart, event, hatched, state, when
from generators.grouping import Group, field_label, grouped
from generators.marks import Marks
from generators.packing import Box
from generators.project import Project
from generators.sheet import NAVY, UNKNOWN, WIDTHS, Key, Legend, Sheet
from generators.svg import Drawing
from khung.diagnostic import Text
from khung.model import Element
from khung.query import select
from khung.vietnamese import format_date

_SHARES = (0.0, 0.2, 0.28, 0.36, 0.44, 0.5, 0.55)
"""How much of the width the event column may take; the one that needs least height is taken."""
_WORDS = {
    "state": Text("Trạng thái thực hiện", "Execution state"),
    "signs": Text("Ký hiệu", "Signs"),
    "overdue": Text("Quá thời hạn, chưa xác nhận hoàn thành", "Past its deadline, completion not confirmed"),
    "moment": Text("Mốc, trạng thái chuyển tiếp", "Milestone, plateau"),
    "today": Text("Tính đến", "As of"),
    "bar": Text("Thanh kết thúc tại thời hạn", "Bar ends at the deadline"),
    "nothing": Text("Chưa có nhiệm vụ hoặc mốc nào.", "No task or milestone yet."),
}
_HEADINGS = (
    Text("Mã", "Code"), Text("Nội dung", "Item"), Text("Loại", "Kind"), Text("Thời hạn", "Deadline"), Text("Sự kiện", "Event"),
    Text("Trạng thái", "State"), Text("Căn cứ", "Basis"), Text("Phần tử", "Element"),
)  # fmt: skip


def draw_all(project: Project, views: Sequence[Element], language: str) -> dict[str, Drawing]:
    """The pictures of these views by their id."""
    return {view.id: Roadmap(project, view, language).drawing() for view in views}


@dataclass(frozen=True)
class Roadmap:
    """The selected tasks, milestones and plateaus of one view, in one language."""

    project: Project
    view: Element
    language: str

    @cached_property
    def marks(self) -> Marks:
        """How elements are marked."""
        return Marks(self.project, self.language)

    @cached_property
    def elements(self) -> list[Element]:
        """What the view selects and can have a date or an event."""
        kinds = self.project.graph.metamodel.kinds
        chosen = select(self.project.graph, self.view["select"] or {})
        return [e for e in chosen if any(f in kinds[e.kind].fields for f in (*DATES, "trigger"))]

    @property
    def _field(self) -> str:
        return next(iter(self.view["group_by"] or ()), "lead")

    @cached_property
    def groups(self) -> list[Group]:
        """The elements by who leads them, or by the first field that the view groups by."""
        return grouped(self.project, self.elements, self._field, self.language)

    def drawing(self) -> Drawing:
        """The picture on the smallest sheet that holds it; a long one makes the largest sheet longer."""
        sheets = [Sheet(self.project, self.view, self.language, wide, self._legend()) for wide in WIDTHS]
        sheet = next((s for s in sheets if self._body(s).height(s.body_width) <= s.room), sheets[-1])
        headings = [self._label, *(h.get(self.language) for h in _HEADINGS)]
        return sheet.drawing(self._body(sheet), list(self._rows()), headings)

    def _body(self, sheet: Sheet) -> Box:
        if not self.elements:
            return Note(_WORDS["nothing"].get(self.language))
        undated = any(when(e) is None for e in self.elements)
        charts = [Chart(self._label, self.groups, self._axis, self.marks, share) for share in (_SHARES[1:] if undated else _SHARES[:1])]
        return min(charts, key=lambda chart: chart.height(sheet.body_width))

    @property
    def _label(self) -> str:
        return field_label(self.project, self.elements, self._field, self.language)

    @property
    def _axis(self) -> Axis:
        days = [day for e in self.elements for day in (when(e), e.day("since") if when(e) else None) if day]
        days.append(self.project.day)
        return Axis(min(days).replace(day=1), max(days).replace(day=1), self.project.day)

    def _legend(self) -> Legend:
        metamodel = self.project.graph.metamodel
        used = {state(e, self.project.day) for e in self.elements if when(e) is None or e["deadline"]}
        labels = {"": UNKNOWN.get(self.language), OVERDUE: _WORDS["overdue"].get(self.language)}
        keys = [
            Key(partial(_sample, name), labels.get(name) or metamodel.label("execution", name, self.language))
            for name in LOOKS
            if name in used
        ]
        today = f"{_WORDS['today'].get(self.language)} {format_date(self.project.day, self.language)}"
        signs = [Key(_line, today), Key(partial(_sample, ""), _WORDS["bar"].get(self.language))]
        if any(e["date"] for e in self.elements):
            signs.append(Key(_diamond, _WORDS["moment"].get(self.language)))
        return [(_WORDS["state"].get(self.language), keys), (_WORDS["signs"].get(self.language), signs)]

    def _rows(self) -> Iterator[tuple[str, ...]]:
        metamodel = self.project.graph.metamodel
        for group in self.groups:
            for e in group.members:
                day, named = when(e), state(e, self.project.day)
                said = _WORDS["overdue"].get(self.language) if named == OVERDUE else metamodel.label("execution", named, self.language)
                told = (str(e["code"] or ""), e.names.get(self.language), metamodel.kinds[e.kind].label.get(self.language))
                due = format_date(day, self.language) if day else ""
                yield (group.label, *told, due, event(e, self.language), said, self.marks.assumed(e), e.id)


def _sample(name: str, x: float, y: float) -> str:
    return hatched(x + 1, y + 0.5, 24, 11, *LOOKS[name], RED if name == OVERDUE else svg.INK)


def _line(x: float, y: float) -> str:
    return svg.rect(x + 12, y - 1, 1.6, 14, fill=RED)


def _diamond(x: float, y: float) -> str:
    middle = y + 6
    return svg.polygon(
        ((x + 13, middle - 6), (x + 19, middle), (x + 13, middle + 6), (x + 7, middle)), fill=svg.PAPER, stroke=NAVY, stroke_width=1.3
    )
