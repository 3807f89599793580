"""The tables that the document takes from the model: by component, by sheet of template 03, by deadline, by who must determine what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from generators.dossier.cells import State
from generators.dossier.columns import UNDETERMINED, label, tables
from generators.dossier.content import Block, Table, plain
from generators.dossier.derived import by_code
from generators.dossier.material import Material, marked
from khung.graph import Graph
from khung.house import CLAUSE, DOCUMENT
from khung.model import Element
from khung.vietnamese import collation_key, format_date

SHEET, RELATIONS, PAIRS = "DM_DOITUONG", "QH_KETNOI", "HOANTHIEN_NV"
_NOW, _TARGET = ("as-is", "both"), ("to-be", "both")
_OPERATING = ("operating", "in-use", "partly-used", "upgrading")
_KEPT = ("keep",)
_STANDING = {"code": 12.0, "name": 34.0, "owner": 28.0, "sharing": 20.0, "state": 17.0, "option": 18.0}
_FEW = 12
_CODE = 0.06
"""The least share of the width that a column of codes needs, so that none is broken."""


def _records(source: Material, place: str, states: Sequence[str]) -> list[Element]:
    """The objects of a component, or of a cross-cutting layer, in some states, by code."""
    graph = source.graph
    found = [graph[row.elements[0]] for row in source.rows(SHEET)]
    layers = graph.metamodel.values["layer"]
    where = "layer" if place in layers else "component"
    return [e for e in found if e[where] == place and e["model_state"] in states]


def objects(source: Material, place: str, state: str) -> list[Block]:
    """The objects of a component today, or what the target keeps, changes and adds: a sentence of figures, and the table."""
    found = _records(source, place, _NOW if state == "now" else _TARGET)
    name = label(source.graph.metamodel, "layer" if place in source.graph.metamodel.values["layer"] else "component", place)
    if not found:
        return [plain(f"Mô hình chưa ghi nhận đối tượng nào thuộc {name} ở trạng thái này.")]
    blocks: list[Block] = [plain(_balance_of(name, found, state))]
    title = f"{'Hiện trạng' if state == 'now' else 'Kiến trúc số mục tiêu'}: {name}"
    return [*blocks, _object_table(source, found, title)]


def _balance_of(name: str, found: Sequence[Element], state: str) -> str:
    own = sum(e["record"] != "reference" for e in found)
    assumed = sum(e.assumed for e in found)
    said = [f"{name}: {len(found)} đối tượng, gồm {own} bản ghi gốc thuộc phạm vi của tỉnh và {len(found) - own} bản ghi tham chiếu"]
    if state == "now":
        running = sum(_state(e) in _OPERATING for e in found)
        open_ = sum(not _state(e) for e in found)
        said.append(f"{running} đối tượng đã xác nhận đang vận hành hoặc khai thác, {open_} đối tượng chưa xác định trạng thái")
    else:
        new = sum(e["model_state"] == "to-be" for e in found)
        said.append(f"{new} đối tượng bổ sung so với hiện trạng, {len(found) - new} đối tượng kế thừa")
    if assumed:
        said.append(f"{assumed} đối tượng là giả định, chờ kiểm kê và xác nhận")
    return "; ".join(said) + "."


def _state_field(element: Element) -> str:
    """Which field says how far an object is: its life, or its use here where another body keeps the record."""
    return "local_use" if element["record"] == "reference" else "lifecycle"


def _state(element: Element) -> str:
    """How far an object is; "" where that is not determined."""
    name = _state_field(element)
    return "" if element.is_undetermined(name) else str(element[name] or "")


def _object_table(source: Material, found: Sequence[Element], title: str) -> Table:
    metamodel = source.graph.metamodel
    rows = []
    for e in found:
        owner = next(source.graph.targets(e.id, "owner"), None)
        state = label(metamodel, _state_field(e), _state(e)) if _state(e) else UNDETERMINED
        told = (label(metamodel, f, str(e[f])) if e[f] else UNDETERMINED for f in ("sharing", "option"))
        sharing, option = told
        rows.append((str(e["code"] or UNDETERMINED), marked(e), owner.name if owner else UNDETERMINED, sharing, state, option))
    titles = ("Mã", "Tên đối tượng", "Cơ quan chủ quản", "Dùng chung", "Trạng thái", "Phương án")
    return Table(titles, tuple(_STANDING.values()), rows, title)


def balance(source: Material) -> list[Block]:
    """How many objects each component has, of what standing."""
    metamodel, rows = source.graph.metamodel, []
    places = [k for k in metamodel.values["component"] if k != "not-applicable"]
    crossing = [
        k for k in metamodel.values["layer"] if _records(source, k, ("as-is", "to-be", "both")) and k not in _layers_of(source, places)
    ]
    for place in (*places, *crossing):
        found = _records(source, place, ("as-is", "to-be", "both"))
        now, target = _records(source, place, _NOW), _records(source, place, _TARGET)
        own = sum(e["record"] != "reference" for e in found)
        name = label(metamodel, "layer" if place in crossing else "component", place)
        rows.append((name, *map(str, (len(found), own, len(found) - own, len(now), len(target), sum(e.assumed for e in found)))))
    totals = [sum(int(row[n]) for row in rows) for n in range(1, 7)]
    rows.append(("Tổng số", *map(str, totals)))
    titles = ("Thành phần", "Đối tượng", "Bản ghi gốc", "Tham chiếu", "Hiện trạng", "Mục tiêu", "Giả định")
    return [Table(titles, (34, 12, 12, 12, 12, 12, 12), rows, "Số đối tượng kiến trúc theo thành phần")]


def _layers_of(source: Material, places: Sequence[str]) -> set[str]:
    return {str(e["layer"]) for place in places for e in _records(source, place, ("as-is", "to-be", "both"))}


def elements(source: Material, found: Sequence[Element], columns: Sequence[str], caption: str) -> list[Block]:
    """Elements by the fields that the text asks for, under the names that the metamodel gives them."""
    if not found:
        return [plain("Mô hình chưa ghi nhận nội dung nào thuộc mục này.")]
    kinds = [source.graph.metamodel.kinds[k] for k in dict.fromkeys(e.kind for e in found)]
    titles = [next(kind.fields[c].label.vi for kind in kinds if c in kind.fields) for c in columns]
    rows = [[_value(source, e, c) for c in columns] for e in found]
    shares = [_share(name, [row[n] for row in rows]) for n, name in enumerate(columns)]
    return [Table(("TT", *titles), (6.5, *shares), [(str(n), *row) for n, row in enumerate(rows, 1)], caption)]


def _share(name: str, cells: Sequence[str]) -> float:
    """How wide a column should be: a code is never broken, a long text gets more than a short one."""
    return 11.0 if name == "code" else max(11.0, min(44.0, max(map(len, cells)) ** 0.75 + 5))


def _value(source: Material, element: Element, name: str) -> str:
    spec = source.graph.metamodel.kinds[element.kind].fields.get(name)
    if name == "name":
        return marked(element)
    if spec is None:
        return ""
    if spec.is_reference and spec.name == "source":
        return "; ".join(source.cells.cited(id) for id in element.refs(name))
    if spec.type == "bool":
        return "Có" if element[name] is True else ""
    said = source.cells.value(element, spec)
    return said or (UNDETERMINED if element.is_undetermined(name) or spec.level == "required" else "")


def sheet(source: Material, name: str, columns: Sequence[str], chosen: set[str] | None, caption: str) -> list[Block]:
    """Columns of a sheet of template 03, word for word as there; names, given to a sheet without them too, say what is only assumed."""
    table = {c.key: (n, c) for n, c in enumerate(tables()[name].columns)}
    rows = []
    for row in source.rows(name):
        if chosen is None or row.elements[0] in chosen:
            rows.append([marked(source.graph[row.elements[0]]) if key == "name" else row.cells[table[key][0]].text for key in columns])
    if not rows:
        return [plain("Không phát sinh nội dung thuộc phụ lục này tại ngày chốt dữ liệu.")]
    shown = [table[key][1] if key in table else tables()[SHEET].column(key) for key in columns]
    least = _CODE * sum(c.width for c in shown)
    shares = tuple(max(float(c.width), least) if c.codes or c.key.endswith("code") else float(c.width) for c in shown)
    return [Table(tuple(c.title.vi for c in shown), shares, rows, caption, small=True)]


def options(source: Material) -> list[Block]:
    """What is to be done with the objects: how many and which, by option."""
    graph = source.graph
    found: dict[str, list[Element]] = {}
    for row in source.rows(SHEET):
        found.setdefault(str(graph[row.elements[0]]["option"] or ""), []).append(graph[row.elements[0]])
    rows = []
    for key in (*graph.metamodel.values["option"], ""):
        members = found.get(key, [])
        if members:
            name = label(graph.metamodel, "option", key) if key else f"{UNDETERMINED} (chờ kết quả kiểm kê)"
            codes = ", ".join(str(e["code"] or e.name) for e in members)
            rows.append((name, str(len(members)), codes if key not in ("", *_KEPT) else f"{len(members)} đối tượng, xem Phụ lục 01"))
    return [Table(("Phương án", "Số đối tượng", "Mã đối tượng"), (24, 10, 66), rows, "Phương án xử lý đối với các đối tượng kiến trúc")]


def roadmap(source: Material) -> list[Block]:
    """The transition tasks by deadline, those without one last."""
    graph, seen = source.graph, dict[str, tuple[Element, list[str]]]()
    for row in source.rows(PAIRS):
        gap, id = row.elements
        if id:
            seen.setdefault(id, (graph[id], []))[1].extend([str(graph[gap]["code"])] if gap else [])
    tasks = sorted(seen.values(), key=lambda pair: (str(pair[0]["deadline"] or "9"), by_code(pair[0])))
    rows = []
    for task, gaps in tasks:
        day = task.day("deadline")
        due = format_date(day, "vi") if day else f"{UNDETERMINED}; xác định trước {_follow_up(source, task)}"
        lead = "; ".join(b.name for b in graph.targets(task.id, "lead"))
        priority = label(graph.metamodel, "priority", str(task["priority"])) if task["priority"] else UNDETERMINED
        before = ", ".join(str(graph[id]["code"] or graph[id].name) for id in task.refs("depends_on") if id in graph)
        rows.append((due, str(task["code"] or ""), marked(task), ", ".join(gaps), lead, priority, before))
    titles = ("Thời hạn", "Mã", "Nhiệm vụ", "Nội dung", "Chủ trì", "Ưu tiên", "Sau nhiệm vụ")
    return [Table(titles, (18, 11, 34, 12, 26, 11, 13), rows, "Lộ trình nhiệm vụ chuyển đổi kiến trúc theo thời hạn")]


def _follow_up(source: Material, element: Element) -> str:
    about = (element["undetermined"] or {}).get("deadline") or {}
    by = str(about.get("by") or source.cells.follow_up_by)
    return format_date(by, "vi") if by else "khi rà soát"


def pending(source: Material) -> list[Block]:
    """What is not determined: which fields of how many records, who must determine them, by when."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for name, table in tables().items():
        for row in source.rows(name):
            for at, cell in zip(table.columns, row.cells, strict=True):
                if cell.state in (State.UNDETERMINED, State.MISSING):
                    found[cell.who, cell.by, table.title.vi.split(" - ")[0], at.title.vi] += 1
    rows = []
    for (who, by, named, column), count in sorted(
        found.items(), key=lambda f: (f[0][1] or "9", collation_key(source.cells.body(f[0][0])), f[0])
    ):
        due = format_date(by, "vi") if by else UNDETERMINED
        rows.append((named, column, str(count), source.cells.body(who) or UNDETERMINED, due))
    titles = ("Bảng", "Trường thông tin", "Số bản ghi", "Đầu mối xác định", "Thời hạn")
    return [Table(titles, (10, 36, 12, 34, 16), rows, "Nội dung ghi “Chưa xác định”, đầu mối và thời hạn hoàn thiện")]


def assessment(source: Material) -> list[Block]:
    """By component: what runs, what is lacking and to be done, what is not known."""
    graph, rows = source.graph, []
    gaps = dict.fromkeys(row.elements[0] for row in source.rows(PAIRS) if row.elements[0])
    for place in (k for k in graph.metamodel.values["component"] if k != "not-applicable"):
        found = _records(source, place, _NOW)
        ids = {e.id for e in _records(source, place, ("as-is", "to-be", "both"))}
        good = [e for e in found if _state(e) in _OPERATING and not e.assumed]
        lacking = [graph[g] for g in gaps if ids & set(graph[g].refs("objects"))]
        told = "; ".join(f"{e.name} ({e['code']})" for e in good[:_FEW]) or "Chưa có thành phần nào được xác nhận đang vận hành"
        told += f" và {len(good) - _FEW} đối tượng khác" if len(good) > _FEW else ""
        limits = "\n".join(f"{g['code']}: {g.text('current').vi} - {g.text('gap').vi}" for g in lacking) or UNDETERMINED
        open_ = sum(not _state(e) for e in found)
        rows.append((label(graph.metamodel, "component", place), told, limits, f"{open_}/{len(found)}"))
    titles = ("Thành phần", "Đã xác nhận đang vận hành, khai thác", "Hạn chế, nội dung cần hoàn thiện", "Chưa rõ trạng thái")
    return [Table(titles, (16, 34, 40, 10), rows, "Đánh giá hiện trạng theo thành phần")]


def standards(source: Material) -> list[Block]:
    """The documents that records, relations, gaps and tasks cite, with number, issuer, date and standing."""
    graph, cited = source.graph, Counter[str]()
    for element in graph.elements.values():
        if element.pack and element.kind in (CLAUSE, DOCUMENT):
            continue
        cited.update(_documents(graph, element))
    rows = []
    for document in sorted((graph[id] for id in cited), key=lambda d: (str(d["issued"] or "9"), d.id)):
        day = document.day("in_force") or document.day("issued")
        status = label(graph.metamodel, "status_of_text", str(document["status"])) if document["status"] else ""
        trust = (
            label(graph.metamodel, "confidence", str(document["confidence"])) if document["confidence"] not in (None, "official") else ""
        )
        number = str(document["number"] or "")
        about = "; ".join(filter(None, (status, trust)))
        rows.append(
            (number, document.name, str(document["issuer"] or ""), format_date(day, "vi") if day else "", about, str(cited[document.id]))
        )
    titles = ("Số, ký hiệu", "Tên văn bản, tài liệu", "Cơ quan ban hành", "Ngày hiệu lực/ban hành", "Tình trạng, độ tin cậy", "Số lần dẫn")
    return [Table(titles, (16, 46, 20, 14, 18, 8), rows, "", small=True)]


def _documents(graph: Graph, element: Element) -> Iterator[str]:
    for name in ("source", "basis", "mapping_framework"):
        for id in element.refs(name):
            if id in graph:
                owner = str(graph[id]["document"]) if graph[id].kind == CLAUSE else id
                if owner in graph and graph[owner].kind == DOCUMENT:
                    yield owner


def checklist(checks: Iterable[tuple[str, str, str]]) -> list[Block]:
    """The list before issue: what is asked, the answer, the evidence."""
    rows = [(str(n), *line) for n, line in enumerate(checks, 1)]
    titles = ("STT", "Nội dung kiểm tra", "Kết quả", "Căn cứ, minh chứng, ghi chú")
    return [Table(titles, (5, 34, 14, 47), rows, "", small=True)]


def versions(source: Material) -> list[Block]:
    """The versions so far, the newest last."""
    titles = ("Phiên bản", "Ngày cập nhật", "Nội dung thay đổi", "Căn cứ", "Đối tượng bị ảnh hưởng", "Đơn vị thực hiện")
    return [Table(titles, (9, 11, 34, 18, 16, 18), [tuple(row) for row in source.history], "", small=True)]


def diagrams(source: Material) -> list[Block]:
    """The diagrams of the dossier: code, name, what they show, why they are here."""
    rows = [(d.code, d.view.name, d.view.text("purpose").vi, d.needed.why.vi, source.cells.cited(d.needed.clause)) for d in source.figures]
    titles = ("Mã sơ đồ", "Tên sơ đồ", "Mục đích, góc nhìn", "Mức độ", "Căn cứ")
    return [Table(titles, (14, 30, 30, 28, 28), rows, "Các sơ đồ của hồ sơ (Mẫu số 02)")]


def arrows(source: Material) -> list[Block]:
    """The relations that lines on the diagrams stand for: from, kind, to, what is carried, state."""
    keys = ("code", "from", "type", "to", "content", "through", "status")
    return sheet(source, RELATIONS, keys, None, "Quan hệ thể hiện bằng mũi tên trên các sơ đồ")
