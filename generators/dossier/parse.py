"""From the text of a cell to what the model says: the way back of `generators.dossier.cells`, by the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from generators.dossier.cells import BULLET, Words
from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED, Column, label
from khung.house import BLOCK, CLAUSE, DOCUMENT, ORGANISATION
from khung.metamodel import Field
from khung.model import Element
from khung.vietnamese import fold

Edits = dict[tuple[str, ...], Any]
"""By the path inside an element: the value it is to have; None takes it away."""
_CODE = re.compile(r"[A-ZĐ]+-[0-9]+")
_BETWEEN = re.compile(r"\s*[;\n]\s*")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


class Wrong(Exception):
    """What a cell says cannot be taken: the code of the finding, its words, and what it may have meant."""

    def __init__(self, code: str, found: str, near: Iterable[str] = (), **words: str) -> None:
        super().__init__(code)
        self.code, self.found, self.near, self.words = code, found, tuple(near), words


class _Named(NamedTuple):
    """Names of elements, folded, and how they are written."""

    ids: Mapping[str, str]
    shown: tuple[str, ...]


class Reader:
    """Reads cells against one graph; the names of its elements are collected once."""

    def __init__(self, words: Words) -> None:
        self.words, self.graph = words, words.graph

    def edits(self, column: Column, field: Field, element: Element, text: str) -> Edits:
        """What a changed cell asks for. Raises Wrong where it says what the model cannot."""
        own = written(text)
        name = field.name
        if not own:
            return {}
        if _is(own, UNDETERMINED):
            known = (element.fields.get("undetermined") or {}).get(name)
            return {(name,): None, ("not_applicable", name): None, ("undetermined", name): known if known is not None else {}}
        if _is(own, NOT_APPLICABLE) and not column.figure and not self._listed(field, NOT_APPLICABLE):
            return {(name,): None, ("undetermined", name): None, ("not_applicable", name): "Theo bảng do đơn vị gửi"}
        made: Edits = {}
        first, _, rest = own.partition("\n")
        fields = self.graph.metamodel.kinds[element.kind].fields
        texts = [first, rest] if column.more else [own]
        for place, part in enumerate(texts):
            spec = field if place == 0 else fields[column.more[0]]
            if part.strip() and not (place and _is(part, UNDETERMINED)):
                value = self._blocks(column, element, part) if column.figure else self.value(spec, part.strip())
                made |= {(spec.name,): value, ("undetermined", spec.name): None, ("not_applicable", spec.name): None}
        return made

    def value(self, field: Field, text: str) -> Any:
        """The value of a field from its text. Raises Wrong."""
        if field.of:
            keys = [self._key(field, part) for part in (_parts(text) if field.type == "choices" else [text])]
            return list(dict.fromkeys(keys)) if field.type == "choices" else keys[0]
        if field.type == "date":
            return day(text)
        if field.type == "ref":
            return self._one(field, text)
        if field.type == "refs":
            return list(dict.fromkeys(self._one(field, part) for part in _parts(text)))
        return text

    def _key(self, field: Field, text: str) -> str:
        labels = {fold(label(self.graph.metamodel, field.of, key)): key for key in self.graph.metamodel.values[field.of]}
        labels |= {fold(v.label.vi): key for key, v in self.graph.metamodel.values[field.of].items()}
        key = labels.get(fold(text)) or (text if text in self.graph.metamodel.values[field.of] else None)
        if key is None:
            allowed = [label(self.graph.metamodel, field.of, k) for k in self.graph.metamodel.values[field.of]]
            raise Wrong("K814", text, allowed, allowed="; ".join(allowed))
        return key

    def _listed(self, field: Field, text: str) -> bool:
        return bool(field.of) and any(fold(v.label.vi) == fold(text) for v in self.graph.metamodel.values[field.of].values())

    def _one(self, field: Field, text: str) -> str:
        """The element that a text names: by code, by name, as law is cited, or by id."""
        codes = _CODE.findall(text)
        id = self.codes.get(codes[-1]) if codes and not self._names(field).ids.get(fold(text)) else None
        id = id or self._names(field).ids.get(fold(text)) or (text if text in self.graph else None)
        if id is None:
            raise Wrong("K815", text, (*self._names(field).shown, *self.codes))
        if field.to is not None and self.graph[id].kind not in field.to:
            wanted = ", ".join(self.graph.metamodel.kinds[k].label.vi for k in field.to)
            raise Wrong("K822", text, wanted=wanted)
        return id

    def _blocks(self, column: Column, element: Element, text: str) -> list[str]:
        """The blocks of this figure as the cell names them, after those of the other figures that the element has."""
        others = [id for id in element.refs("blocks") if id in self.graph and self.graph[id]["figure"] != column.figure]
        if _is(text, NOT_APPLICABLE):
            return others
        mine = {fold(name): id for id, name in self.words.blocks.items() if self.graph[id]["figure"] == column.figure}
        mine |= {fold(self.graph[id].name): id for id in mine.values() if self._single(id, column.figure)}
        named = []
        for part in (p.strip() for p in text.split("\n") if p.strip()):
            if fold(part) not in mine:
                raise Wrong("K815", part, [self.words.blocks[id] for id in mine.values()])
            named.append(mine[fold(part)])
        return [*dict.fromkeys((*named, *others))]

    def _single(self, id: str, figure: str) -> bool:
        return sum(b.name == self.graph[id].name for b in self.graph.of_kind(BLOCK) if b["figure"] == figure) == 1

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Ids by local code."""
        kinds = self.graph.metamodel.kinds
        return {str(e["code"]): e.id for e in self.graph.elements.values() if kinds[e.kind].coded and e["code"]}

    def _names(self, field: Field) -> _Named:
        if field.to and set(field.to) <= {CLAUSE, DOCUMENT}:
            return self._law
        return self._bodies if field.to == (ORGANISATION,) else self._others

    @cached_property
    def _bodies(self) -> _Named:
        return _named((name, o.id) for o in self.graph.of_kind(ORGANISATION) for name in (o.name, o["abbreviation"]) if name)

    @cached_property
    def _law(self) -> _Named:
        pairs = [(self.words.cited(e.id), e.id) for e in self.graph.of_kind(DOCUMENT, CLAUSE)]
        pairs += [(str(t), d.id) for d in self.graph.of_kind(DOCUMENT) for t in (d.name, d["number"]) if t]
        return _named(pairs)

    @cached_property
    def _others(self) -> _Named:
        return _named((e.name, e.id) for e in self.graph.elements.values() if e.kind not in (CLAUSE, DOCUMENT, BLOCK))


def _named(pairs: Iterable[tuple[str, str]]) -> _Named:
    """Names that mean one element; a name of several means none."""
    ids: dict[str, str] = {}
    twice: set[str] = set()
    shown = []
    for name, id in pairs:
        key = fold(name)
        shown.append(name)
        if ids.setdefault(key, id) != id:
            twice.add(key)
    return _Named({k: v for k, v in ids.items() if k not in twice}, tuple(shown))


def written(text: str) -> str:
    """What people wrote in a cell: without the lines that the tool adds."""
    return "\n".join(line.rstrip() for line in text.split("\n") if not line.startswith(BULLET.strip())).strip()


def shown(value: Any) -> str:
    """What a program holds of a cell, as text: a date as people write it, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _parts(text: str) -> Iterator[str]:
    yield from (part for part in _BETWEEN.split(text) if part)


def _is(text: str, word: str) -> bool:
    return fold(text.split("\n")[0]).strip(" .") == fold(word)


def day(text: str) -> str:
    """A day as the model writes it, from 29/01/2027 or 2027-01-29. Raises Wrong."""
    match = _DAY.fullmatch(text)
    try:
        made = date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError as error:
        raise Wrong("K821", text) from error
    return made.isoformat()
