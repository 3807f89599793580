"""The periodic report on a plan inside the report on a national project (the plan's IV.1: inside the report on Đề án 06).

What is reported, by whom and to whom is said by the model: the tasks that concern the project name who reports (`lead`) and to whom
(`for_whom`), and the plan that is reported on (`programme`). States are those of the last day that is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from generators.dossier.columns import UNDETERMINED, label
from generators.dossier.content import Block, Front, Heading, Table, plain
from generators.dossier.material import marked
from generators.findings import legal_source
from generators.project import Project
from generators.site.duties import Duty, by_urgency, duties_of
from generators.site.place import Site
from khung.diagnostic import KhungError
from khung.house import ORGANISATION
from khung.model import Element
from khung.vietnamese import collation_key, format_date

_PERIOD = re.compile(r"(?P<year>20[0-9]{2})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_ROMAN = ("I", "II", "III", "IV")
_TITLES = {
    "done": "Nhiệm vụ đã hoàn thành",
    "overdue": "Nhiệm vụ quá hạn, chưa xác nhận hoàn thành",
    "soon": "Nhiệm vụ trong hạn, đến hạn trong 30 ngày",
    "later": "Nhiệm vụ trong hạn",
    "event": "Nhiệm vụ thực hiện theo sự kiện, theo yêu cầu hoặc định kỳ",
    "regular": "Nhiệm vụ không nêu thời hạn",
}
_SHORT = {
    "done": "Hoàn thành",
    "soon": "Sắp đến hạn",
    "later": "Trong hạn",
    "overdue": "Quá hạn",
    "event": "Theo sự kiện",
    "regular": "Không nêu hạn",
}


@dataclass(frozen=True)
class Period:
    """A year, a quarter or a month: its name as reports write it, its first and last day."""

    name: str
    first: date
    last: date


def period(text: str) -> Period:
    """The period that "2026", "2026-Q4" or "2026-11" names. Raises KhungError for anything else."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise KhungError(f"Kỳ báo cáo “{text}” không đúng dạng 2026, 2026-Q4 hoặc 2026-11. / Not a period.")
    year, quarter, month = int(match["year"]), match["quarter"], match["month"]
    start = (int(quarter) - 1) * 3 + 1 if quarter else int(month or 1)
    months = 3 if quarter else 1 if month else 12
    after = date(year + (start + months - 1) // 12, (start + months - 1) % 12 + 1, 1)
    name = f"Quý {_ROMAN[int(quarter) - 1]} năm {year}" if quarter else f"tháng {int(month)} năm {year}" if month else f"năm {year}"
    return Period(name, date(year, start, 1), after - timedelta(days=1))


@dataclass(frozen=True)
class Periodic:
    """The reports of one period. `project` is the model on the last day that is reported; `on` the national project by its id."""

    project: Project
    on: str
    period: Period

    def __post_init__(self) -> None:
        if self.on not in self.project.graph or not self._reporting:
            raise KhungError(f"Mô hình không nêu ai báo cáo về “{self.on}”. / The model does not say who reports on it.")

    @cached_property
    def _site(self) -> Site:
        return Site(self.project, "vi", ())

    @cached_property
    def _reporting(self) -> list[Element]:
        """The tasks of reporting on the national project."""
        graph = self.project.graph
        return [e for e in graph.sources(self.on, "concerns") if "lead" in graph.metamodel.kinds[e.kind].fields and e.refs("for_whom")]

    @cached_property
    def plans(self) -> list[str]:
        """The plans that are reported on."""
        return list(dict.fromkeys(id for e in self._reporting for id in e.refs("programme")))

    @cached_property
    def collector(self) -> Element | None:
        """The body that the others report to, which itself reports further up."""
        leads = {id for e in self._reporting for id in e.refs("lead")}
        return next((self.project.graph[id] for e in self._reporting for id in e.refs("for_whom") if id in leads), None)

    def agencies(self) -> list[Element]:
        """The bodies of the province that lead or coordinate a task of the plan, by name; groups are told by their members."""
        bodies = [b for b in self.project.graph.of_kind(ORGANISATION) if not b.pack and not b["group"] and self.duties(b)]
        return sorted(bodies, key=lambda b: (collation_key(b.name), b.id))

    def duties(self, body: Element) -> list[Duty]:
        """What a body must do for the plan, the most urgent first."""
        return [d for d in duties_of(self._site, body.id) if set(d.element.refs("programme")) & set(self.plans)]

    def of(self, body: Element) -> list[Block]:
        """The report of one body."""
        found = self.duties(body)
        leading = [d for d in found if d.part == "lead"]
        others = [d for d in found if d.part != "lead"]
        blocks: list[Block] = [Heading(1, "I. Tình hình chung"), plain(self._told(body.name, leading)), _figures([(body.name, leading)])]
        blocks += [Heading(1, "II. Kết quả thực hiện"), *self._results(leading)]
        if others:
            blocks += [Heading(2, "Nhiệm vụ phối hợp"), self._table(others, "")]
        return [*blocks, *self._rest(leading)]

    def consolidated(self, bodies: Sequence[Element]) -> list[Block]:
        """The report on all bodies: each task once."""
        by_body = [(b.name, [d for d in self.duties(b) if d.part == "lead"]) for b in bodies]
        every = list({d.element.id: d for _, found in by_body for d in found}.values())
        blocks: list[Block] = [Heading(1, "I. Tình hình chung"), plain(self._told(f"{len(bodies)} cơ quan, đơn vị, địa phương", every))]
        blocks += [_figures([pair for pair in by_body if pair[1]], total=every)]
        return [*blocks, Heading(1, "II. Kết quả thực hiện"), *self._results(every), *self._rest(every)]

    def front(self, body: Element | None) -> Front:
        """What stands around the report of a body, or around the consolidated one."""
        work = self.project.workspace
        place = str((work and work["place"]) or UNDETERMINED)
        sender = body or self.collector
        below = body is not None and body.id != self._collector_id
        above = {id for e in self._reporting for id in e.refs("for_whom") if (id == self._collector_id) == below}
        names = [self.project.graph[id].name for id in sorted(above)]
        plans = "; ".join(self.project.graph[id].name for id in self.plans)
        day = format_date(self.project.day, "vi")
        title = ("Báo cáo", f"Kết quả thực hiện {plans}, {self.period.name}", f"(lồng ghép báo cáo {self.project.graph[self.on].name})",
                 f"Kính gửi: {'; '.join(names)}", f"Số liệu tính đến ngày {day}")  # fmt: skip
        recipients = ("- Như trên;", "- Lưu: VT.")
        name = sender.name if sender else UNDETERMINED
        return Front(
            name,
            "…………………",
            f"{place}, ngày … tháng … năm ……",
            title,
            ("Thủ trưởng cơ quan",),
            recipients,
            "Báo cáo định kỳ",
            self.project.day,
            contents=False,
        )

    @property
    def _collector_id(self) -> str:
        return self.collector.id if self.collector else ""

    def _told(self, who: str, found: Sequence[Duty]) -> str:
        counted = by_urgency(found)
        parts = [f"{len(counted[key])} {title[0].lower()}{title[1:]}" for key, title in _TITLES.items() if counted.get(key)]
        done = len(counted.get("done", ()))
        share = f" Tỷ lệ hoàn thành: {done}/{len(found)}." if found else ""
        return (
            f"{self.period.name[0].upper()}{self.period.name[1:]}, {who} chủ trì {len(found)} nhiệm vụ của kế hoạch"
            + (": " + "; ".join(parts) if parts else "")
            + "."
            + share
        )

    def _results(self, found: Sequence[Duty]) -> Iterator[Block]:
        counted = by_urgency(found)
        for n, (key, title) in enumerate(_TITLES.items(), 1):
            yield Heading(2, f"{n}. {title} ({len(counted.get(key, ()))})")
            yield self._table(counted[key], "") if key in counted else plain("Không có.")

    def _table(self, found: Sequence[Duty], caption: str) -> Table:
        graph, rows = self.project.graph, []
        for n, d in enumerate(found, 1):
            due = (
                format_date(d.deadline, "vi")
                if d.deadline
                else d.element.text("trigger").vi or d.element.text("deadline_text").vi or UNDETERMINED
            )
            state = label(graph.metamodel, "execution", str(d.element["state"])) if d.element["state"] else UNDETERMINED
            said = d.element.text("progress").vi or state
            basis = "; ".join(legal_source(graph, id, "vi") for id in d.element.refs("source"))
            rows.append((str(n), marked(d.element), d.element.text("product").vi, due, said, basis))
        return Table(
            ("TT", "Nhiệm vụ", "Sản phẩm", "Thời hạn, sự kiện", "Tiến độ, kết quả", "Căn cứ"), (5, 34, 22, 16, 16, 20), rows, caption
        )

    def _rest(self, found: Sequence[Duty]) -> list[Block]:
        """Difficulties as the model states them, what comes next, what is proposed."""
        counted = by_urgency(found)
        hard = [f"- {marked(d.element)}: quá hạn {-(d.days or 0)} ngày, chưa có minh chứng hoàn thành." for d in counted.get("overdue", ())]
        hard += [
            f"- {marked(d.element)}: {UNDETERMINED.lower()} {name}{_why(about)}." for d in found for name, about in self._open(d.element)
        ]
        following = [
            d
            for d in found
            if d.deadline and self.project.day <= d.deadline <= self.period.last + timedelta(days=92) and d.urgency != "done"
        ]
        items = [plain(line, "item") for line in hard] or [plain("Mô hình chưa ghi nhận khó khăn, vướng mắc.")]
        return [
            Heading(1, "III. Khó khăn, vướng mắc"), *items,
            Heading(1, "IV. Nhiệm vụ trọng tâm kỳ tới"),
            self._table(following, "") if following else plain("Không có nhiệm vụ đến hạn trong kỳ tới."),
        ]  # fmt: skip

    def _open(self, element: Element) -> Iterator[tuple[str, Mapping[str, str]]]:
        fields = self.project.graph.metamodel.kinds[element.kind].fields
        for name, about in (element["undetermined"] or {}).items():
            if name in fields:
                yield fields[name].label.vi.lower(), about or {}


def _why(about: Mapping[str, str]) -> str:
    return f" ({str(about['reason']).rstrip('.')})" if about.get("reason") else ""


def _figures(by_body: Sequence[tuple[str, Sequence[Duty]]], total: Sequence[Duty] = ()) -> Table:
    """How many tasks each body leads, by how they stand."""
    rows = [(name, str(len(found)), *(str(len(by_urgency(found).get(key, ()))) for key in _SHORT)) for name, found in by_body]
    if total:
        rows.append(("Tổng số (mỗi nhiệm vụ tính một lần)", str(len(total)), *(str(len(by_urgency(total).get(key, ()))) for key in _SHORT)))
    return Table(("Cơ quan", "Chủ trì", *_SHORT.values()), (34, 10, *(11.0 for _ in _SHORT)), rows, "Tổng hợp nhiệm vụ")


def on_day(project: Project, asked: Period, day: date) -> Project:
    """The project on the last day that is reported: the end of the period, or the day asked for where that comes first."""
    return replace(project, day=min(day, asked.last))
