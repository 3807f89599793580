"""What changed between two editions, in the three groups of the guidance: architectural, administrative, to be decided (A.VI)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.dossier.cells import Words
from khung.diagnostic import Text
from khung.diff import Changed, Changes
from khung.graph import Graph
from khung.model import Element
from khung.shipped import derived

ARCHITECTURAL, UNDECIDED = "architectural", "undecided"


@dataclass(frozen=True)
class Change:
    """One change: its group, the object by code and name, what happened to it, the value before and after."""

    group: str
    code: str
    name: str
    what: str
    before: str = ""
    after: str = ""


def groups() -> Mapping[str, Text]:
    """The groups of changes and their names, in the order in which they weigh."""
    return {key: Text(raw["vi"], raw["en"]) for key, raw in derived("thay-doi")["groups"].items()}


def classed(changes: Changes, old: Graph, new: Graph) -> list[Change]:
    """Every change of the model, the weightiest group first."""
    made = [*(_whole(e, "Bổ sung") for e in changes.added), *(_whole(e, "Bỏ khỏi Khung") for e in changes.removed)]
    before, after = Words(old), Words(new)
    made += [change for changed in changes.changed for change in _fields(changed, before, after)]
    order = list(groups())
    return sorted(made, key=lambda c: (order.index(c.group), c.code or "~", c.name, c.what))


def _whole(element: Element, what: str) -> Change:
    """What came or went: architectural where it has a code of the dossier, else to be decided."""
    return Change(ARCHITECTURAL if element["code"] else UNDECIDED, str(element["code"] or ""), element.name, what)


def _fields(changed: Changed, before: Words, after: Words) -> Iterator[Change]:
    kind = after.graph.metamodel.kinds[changed.after.kind]
    code, name = str(changed.after["code"] or ""), changed.after.name
    if changed.renamed:
        yield Change("administrative", code, name, "Mã trong mô hình", changed.before.id, changed.after.id)
    for field, _, _ in changed.fields:
        spec = kind.fields.get(field)
        label = spec.label.vi if spec else field
        said = tuple(
            words.value(e, spec) if spec else str(e[field] or "") for words, e in ((before, changed.before), (after, changed.after))
        )
        yield Change(_group(field), code, name, label, *said)


def _group(field: str) -> str:
    name = field.removesuffix("_en")
    return next((key for key, raw in derived("thay-doi")["groups"].items() if name in raw["fields"]), UNDECIDED)


def as_data(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as the manifest keeps them."""
    return [{"group": c.group, "code": c.code, "name": c.name, "what": c.what, "before": c.before, "after": c.after} for c in changes]


def as_text(changes: Sequence[Change], version: str, previous: str) -> str:
    """The changes for people, group by group, with what is to be done with each."""
    lines = [f"# Thay đổi từ phiên bản {previous} đến phiên bản {version}", ""]
    for key, raw in derived("thay-doi")["groups"].items():
        found = [c for c in changes if c.group == key]
        lines += [f"## {raw['vi']} ({len(found)})", "", f"Cách xử lý: {raw['how']['vi']}.", ""]
        if found:
            lines += ["| Mã | Đối tượng | Nội dung | Trước | Sau |", "|---|---|---|---|---|"]
            lines += [f"| {' | '.join(_cell(t) for t in (c.code, c.name, c.what, c.before, c.after))} |" for c in found]
            lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "; ")


def summary(changes: Sequence[Change]) -> tuple[str, str]:
    """One line for the history of versions: how many of each group, and the objects."""
    told = "; ".join(f"{sum(c.group == key for c in changes)} {name.vi[0].lower()}{name.vi[1:]}" for key, name in groups().items())
    codes = list(dict.fromkeys(c.code or c.name for c in changes if c.group == ARCHITECTURAL))
    return told, ", ".join(codes) or "Không có đối tượng kiến trúc nào thay đổi"
