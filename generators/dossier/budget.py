"""What the plan needs in money, by body, year and fund, as a workbook for the finance department (plan, parts III.4 and V).

Only figures that the model has are added up; a line without one is "Chưa xác định", with who determines it and by when. An
amount that several bodies ask for together is never divided among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generators.dossier import looks
from generators.dossier.blank import HEAD_ROW, head
from generators.dossier.cells import Words
from generators.dossier.columns import UNDETERMINED, label
from generators.dossier.workbook import about
from generators.dossier.xlsx import clean, put, sealed
from generators.project import Project
from khung.diagnostic import Text
from khung.graph import Graph
from khung.house import BUDGET_LINE, ORGANISATION
from khung.model import Element
from khung.vietnamese import collation_key, format_date

_MONEY = "#,##0.###"
_TIERS = ("province", "commune", "central")
Value = str | float


class Line(NamedTuple):
    """One budget line as its readers need it. `amount` is None where it is not determined; `waits` says who and by when."""

    element: Element
    bodies: tuple[Element, ...]
    fund: str
    year: int | None
    amount: float | None
    waits: str


def lines(graph: Graph) -> list[Line]:
    """The budget lines of the province, by fund, year and name."""
    words = Words(graph)
    made = [_line(words, e) for e in graph.of_kind(BUDGET_LINE)]
    return sorted(made, key=lambda m: (m.fund, m.year or 0, collation_key(m.element.name)))


def budget(project: Project) -> bytes:
    """The workbook: totals, lines, bodies, tasks."""
    graph, said = project.graph, about(project)
    made = lines(graph)
    book = Workbook()
    sheets = [book.create_sheet(name) for name in ("TONG_HOP", "HANG_MUC", "CO_QUAN", "NHIEM_VU")]
    book.remove(book.worksheets[0])
    note = f"{said} · Đơn vị tính: triệu đồng"
    _totals(sheets[0], graph, made, note)
    _lines(sheets[1], graph, made, note)
    _bodies(sheets[2], graph, made, note)
    _tasks(sheets[3], graph, made, note)
    return sealed(book)


def _line(words: Words, element: Element) -> Line:
    graph = words.graph
    amount = element["amount"] if isinstance(element["amount"], int | float) else None
    pending: Any = (element.fields.get("undetermined") or {}).get("amount") or {}
    who, by = str(pending.get("who") or words.follow_up), str(pending.get("by") or words.follow_up_by)
    waits = "; ".join(
        filter(
            None,
            (f"Đầu mối: {words.body(who)}" if who else "", f"hạn {format_date(by, 'vi')}" if by else "", str(pending.get("reason") or "")),
        )
    )
    year = int(element["year"]) if isinstance(element["year"], int | float) else None
    bodies = tuple(graph.targets(element.id, "requested_by"))
    return Line(element, bodies, label(graph.metamodel, "fund", str(element["fund"])), year, amount, "" if amount is not None else waits)


def _years(made: Iterable[Line]) -> list[int | None]:
    return [*sorted({m.year for m in made if m.year is not None}), None]


def _totals(sheet: Worksheet, graph: Graph, made: Sequence[Line], note: str) -> None:
    """By fund and year: what is known, and how many lines have no figure yet."""
    years = _years(made)
    columns = [
        ("Nguồn kinh phí", 34),
        *((str(y) if y else "Chưa xác định năm", 18) for y in years),
        ("Cộng số đã có", 18),
        ("Số hạng mục", 14),
        ("Chưa có số tiền", 16),
    ]
    head(sheet, "Nhu cầu kinh phí: tổng hợp theo nguồn và năm", note, [(Text(n, n), w) for n, w in columns])
    funds = [label(graph.metamodel, "fund", key) for key in graph.metamodel.values["fund"]]
    groups = [(fund, [m for m in made if m.fund == fund]) for fund in funds if any(m.fund == fund for m in made)]
    for name, group in [*groups, ("Tổng cộng", list(made))]:
        sums: list[Value] = [_sum(m for m in group if m.year == y) for y in years]
        _row(sheet, [name, *sums, _sum(group), float(len(group)), float(sum(m.amount is None for m in group))], [w for _, w in columns])
    looks.printed(sheet, note, paper=looks.A4, title="Nhu cầu kinh phí")


def _sum(group: Iterable[Line]) -> Value:
    """The sum of what is known; "Chưa xác định" where nothing is."""
    listed = list(group)
    known = [m.amount for m in listed if m.amount is not None]
    return sum(known) if known else UNDETERMINED if listed else ""


def _lines(sheet: Worksheet, graph: Graph, made: Sequence[Line], note: str) -> None:
    words = Words(graph)
    columns = [
        ("STT", 6),
        ("Hạng mục", 40),
        ("Cơ quan lập dự toán", 32),
        ("Nhiệm vụ, chương trình được cấp", 44),
        ("Nguồn", 22),
        ("Năm", 14),
        ("Số tiền", 16),
        ("Căn cứ", 50),
        ("Đầu mối, hạn xác định", 40),
        ("Ghi chú", 40),
    ]
    head(sheet, "Danh mục hạng mục kinh phí", note, [(Text(n, n), w) for n, w in columns])
    for number, m in enumerate(made, 1):
        element = m.element
        notes = [str(element["note"] or ""), "Giả định, chưa có nguồn xác nhận" if element.assumed else ""]
        texts: list[Value] = [
            str(number), element.name, "\n".join(b.name for b in m.bodies) or UNDETERMINED, "\n".join(e.name for e in graph.targets(element.id, "finances")) or UNDETERMINED,
            m.fund, str(m.year) if m.year else UNDETERMINED, m.amount if m.amount is not None else UNDETERMINED,
            "\n".join(words.cited(s) for s in element.refs("source")), m.waits, "\n".join(filter(None, notes)),
        ]  # fmt: skip
        _row(sheet, texts, [w for _, w in columns])
    looks.printed(sheet, note, paper=looks.A3, head=f"{HEAD_ROW}:{HEAD_ROW}", title="Danh mục hạng mục kinh phí")


def _bodies(sheet: Worksheet, graph: Graph, made: Sequence[Line], note: str) -> None:
    """Each body that has to estimate, alone or as one of a group: what it asks for, and what is still to be said."""
    columns = [
        ("Cấp", 12),
        ("Cơ quan, địa phương", 40),
        ("Nguồn", 24),
        ("Năm", 14),
        ("Số tiền của riêng cơ quan", 20),
        ("Hạng mục", 46),
        ("Lập cùng", 30),
        ("Đầu mối, hạn xác định", 40),
    ]
    head(sheet, "Nhu cầu theo cơ quan, địa phương", note, [(Text(n, n), w) for n, w in columns])
    order = {tier: n for n, tier in enumerate(_TIERS)}
    asked = [(body, m, group) for m in made for body, group in _asking(graph, m)]
    for body, m, group in sorted(
        asked, key=lambda a: (order.get(str(a[0]["tier"]), 9), collation_key(a[0].name), a[1].fund, a[1].year or 0)
    ):
        alone = not group and len(m.bodies) == 1
        amount: Value = m.amount if alone and m.amount is not None else UNDETERMINED
        waits = m.waits if m.amount is None else "" if alone else "Chưa phân bổ cho từng cơ quan"
        tier = label(graph.metamodel, "tier", str(body["tier"]))
        _row(
            sheet,
            [tier, body.name, m.fund, str(m.year) if m.year else UNDETERMINED, amount, m.element.name, group, waits],
            [w for _, w in columns],
        )
    looks.printed(sheet, note, paper=looks.A3, head=f"{HEAD_ROW}:{HEAD_ROW}", title="Nhu cầu theo cơ quan, địa phương")


def _asking(graph: Graph, line: Line) -> Iterator[tuple[Element, str]]:
    """The bodies that ask for a line, groups unfolded, each with the name of the group it stands for."""
    for body in line.bodies:
        members = [m for m in _members(graph, body, frozenset()) if m.id != body.id]
        yield from ((m, body.name) for m in members) if members else ((body, ""),)


def _members(graph: Graph, body: Element, seen: frozenset[str]) -> Iterator[Element]:
    inner = [m for m in graph.targets(body.id, "members") if m.kind == ORGANISATION and m.id not in seen]
    if not inner:
        yield body
    for member in inner:
        yield from _members(graph, member, seen | {body.id})


def _tasks(sheet: Worksheet, graph: Graph, made: Sequence[Line], note: str) -> None:
    """The tasks that have to be paid for: what finances them, directly or as part of their programme."""
    columns = [("Mã", 10), ("Nhiệm vụ", 54), ("Chủ trì", 34), ("Năm hoàn thành", 14), ("Nguồn lực dự kiến", 34), ("Hạng mục kinh phí", 50)]
    head(sheet, "Nhiệm vụ và nguồn kinh phí", note, [(Text(n, n), w) for n, w in columns])
    paid: dict[str, list[str]] = {}
    for m in made:
        for id in m.element.refs("finances"):
            paid.setdefault(id, []).append(f"{m.element.name} ({m.fund})")
    duties = [e for kind, spec in graph.metamodel.kinds.items() if "duty" in spec.groups for e in graph.of_kind(kind) if not e.pack]
    for task in sorted(duties, key=lambda e: (e["code"] is None, collation_key(e.name))):
        deadline = task.day("deadline")
        by = [*paid.get(task.id, ()), *(p for id in task.refs("programme") for p in paid.get(id, ()))]
        resources = str(task["resources"] or "") or UNDETERMINED
        leads = "\n".join(o.name for o in graph.targets(task.id, "lead"))
        texts: list[Value] = [
            str(task["code"] or ""),
            task.name,
            leads,
            str(deadline.year) if deadline else UNDETERMINED,
            resources,
            "\n".join(by) or UNDETERMINED,
        ]
        _row(sheet, texts, [w for _, w in columns])
    looks.printed(sheet, note, paper=looks.A3, head=f"{HEAD_ROW}:{HEAD_ROW}", title="Nhiệm vụ và nguồn kinh phí")


def _row(sheet: Worksheet, values: Sequence[Value], widths: Sequence[int]) -> None:
    row = sheet.max_row + 1
    for number, value in enumerate(values, 1):
        cell = sheet.cell(row, number)
        looks.dressed(
            cell, looks.STRONG if values[0] == "Tổng cộng" else looks.BODY, fill=looks.OPEN_SOLID if value == UNDETERMINED else None
        )
        if isinstance(value, str):
            put(cell, clean(value))
        else:
            cell.value, cell.number_format = value, _MONEY
    sheet.row_dimensions[row].height = looks.height(((str(v), w) for v, w in zip(values, widths, strict=True)))
