"""What template 03 shows that no single field says: citations, places in the other templates, what else names an object.

Each function gives lines for one element; a column names one of them (`derive` in `schema/mau-03.yaml`). None is read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from generators.dossier.cells import Words
from generators.dossier.columns import places
from khung.house import CONFIRMATION, DOCUMENT
from khung.model import Element
from khung.vietnamese import collation_key, format_date

PREFIXES = ("KT", "QG", "LQ", "CX", "QH", "ND", "NV")
"""Of local codes, in the order in which they are listed."""
_NAMED = 3
_CODE = re.compile(r"([A-Z]+)-([0-9]+)")
_NOTHING: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())


def by_code(element: Element | None) -> tuple[int, int, tuple[tuple[int, ...], tuple[int, ...]]]:
    """A sort key: KT, QG, LQ, CX and so on, each by number; what has no code last, by name."""
    match = _CODE.fullmatch(str(element["code"] or "")) if element else None
    if match and match[1] in PREFIXES:
        return PREFIXES.index(match[1]), int(match[2]), _NOTHING
    return len(PREFIXES), 0, collation_key(element.name) if element else _NOTHING


def _sources(words: Words, element: Element) -> Iterator[str]:
    for id in element.refs("source"):
        yield f"Nguồn: {words.cited(id)}"
    yield from _assumption(words, element)


def _assumption(_: Words, element: Element) -> Iterator[str]:
    if element.assumed:
        yield "Giả định, chưa có nguồn xác nhận"


def _data(words: Words, element: Element) -> Iterator[str]:
    named = [words.graph[id].name for id in element.refs("data") if id in words.graph]
    if named:
        yield f"Dữ liệu: {'; '.join(named)}"


def _framework(words: Words, element: Element) -> Element | None:
    return next((d for d in words.graph.targets(element.id, "mapping_framework") if d.kind == DOCUMENT), None)


def _issuer(words: Words, element: Element) -> Iterator[str]:
    document = _framework(words, element)
    if document and document["issuer"]:
        yield str(document["issuer"])


def _edition(words: Words, element: Element) -> Iterator[str]:
    document = _framework(words, element)
    if document is None:
        return
    day = document.day("in_force") or document.day("issued")
    parts = (str(document["number"] or ""), f"hiệu lực {format_date(day, 'vi')}" if day else "")
    if any(parts):
        yield ", ".join(filter(None, parts))


def _place_01(words: Words, element: Element) -> Iterator[str]:
    now, target = places().get(str(element["component"]), places()["not-applicable"])
    state = element["model_state"]
    named = [now] if state != "to-be" else []
    named += [target] if state != "as-is" else []
    if any(words.graph[id]["figure"] == "figure-9" for id in element.refs("blocks") if id in words.graph):
        named.append("VI.4.2")
    yield "Mục " + "; ".join(named)


def _place_02(words: Words, element: Element) -> Iterator[str]:
    codes = words.drawn.get(element.id, ())
    if codes:
        yield "; ".join(codes)


def gaps(words: Words, element: Element) -> Iterator[str]:
    """The gaps that name an object."""
    codes = sorted((s for s in words.graph.sources(element.id, "objects")), key=by_code)
    if codes:
        yield "Nội dung cần hoàn thiện: " + "; ".join(str(g["code"] or g.name) for g in codes)


def _plan_tasks(words: Words, element: Element) -> Iterator[str]:
    for id in element.refs("plan_task"):
        if id in words.graph:
            task = words.graph[id]
            yield f"{task.name} ({', '.join(words.cited(s) for s in task.refs('source'))})" if task.refs("source") else task.name


def _deadline_text(_: Words, element: Element) -> Iterator[str]:
    if element["deadline_text"]:
        yield str(element["deadline_text"])


def _confirmations(words: Words, element: Element) -> Iterator[str]:
    """Who confirmed a record, the latest first; of many only how many."""
    made = [c for c in words.graph.sources(element.id, "concerns") if c.kind == CONFIRMATION]
    made.sort(key=lambda c: (str(c["date"]), c.id), reverse=True)
    for confirmation in made[:_NAMED]:
        day = confirmation.day("date")
        about = "; ".join(filter(None, (str(confirmation["person"] or ""), str(confirmation["evidence"] or ""))))
        said = f"{words.body(str(confirmation['by']))} xác nhận ngày {format_date(day, 'vi') if day else confirmation['date']}"
        yield f"{said} ({about})" if about else said
    if len(made) > _NAMED:
        yield f"và {len(made) - _NAMED} cơ quan khác xác nhận"


DERIVED: Mapping[str, Callable[[Words, Element], Iterator[str]]] = {
    "sources": _sources,
    "confirmations": _confirmations,
    "assumption": _assumption,
    "data": _data,
    "framework_issuer": _issuer,
    "framework_edition": _edition,
    "place_01": _place_01,
    "place_02": _place_02,
    "plan_tasks": _plan_tasks,
    "deadline_text": _deadline_text,
}
"""By the word that a column uses."""
