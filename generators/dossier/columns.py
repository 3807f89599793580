"""Mẫu số 03 as values: the sheets, their columns and the official words, read from `schema/mau-03.yaml`. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from khung.diagnostic import Text
from khung.metamodel import Field, Metamodel
from khung.shipped import derived

UNDETERMINED = "Chưa xác định"
NOT_APPLICABLE = "Không áp dụng"


class Column(NamedTuple):
    """One column. `field` is what it shows of an element and what is written back; see the head of the YAML file."""

    key: str
    title: Text
    level: str
    demand: str
    about: str
    width: int
    second: bool = False
    field: str = ""
    more: tuple[str, ...] = ()
    codes: bool = False
    figure: str = ""
    derive: str = ""
    when: Mapping[str, Any] | None = None
    otherwise: str = ""

    @property
    def required(self) -> bool:
        """Whether a record that the column applies to may not leave it empty."""
        return self.level == "required"


class Table(NamedTuple):
    """One main sheet: its name in the workbook, its title, which elements are its rows, its columns in order."""

    sheet: str
    title: Text
    rows: Mapping[str, Any]
    columns: tuple[Column, ...]

    def kinds(self, metamodel: Metamodel) -> tuple[str, ...]:
        """The kinds whose elements are rows (of a pair: the first of the two)."""
        named = self.rows.get("kind")
        return (named,) if named else tuple(k for k, kind in metamodel.kinds.items() if self.rows["group"] in kind.groups)

    def column(self, key: str) -> Column:
        """A column by its key."""
        return next(c for c in self.columns if c.key == key)

    def field(self, metamodel: Metamodel, column: Column) -> Field | None:
        """The model's field behind a column, None where it is worked out."""
        kind = self.rows["with"] if column.second else self.kinds(metamodel)[0]
        return metamodel.kinds[kind].fields.get(column.field)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """The four main sheets by name, in the guidance's order."""
    data = derived("mau-03")
    return {sheet: _table(sheet, raw, data["levels"]) for sheet, raw in data["sheets"].items()}


def _table(sheet: str, raw: Mapping[str, Any], levels: Mapping[str, Any]) -> Table:
    columns = tuple(_column(key, entry, levels) for key, entry in raw["columns"].items())
    return Table(sheet, Text(raw["vi"], raw["en"]), raw["rows"], columns)


def _column(key: str, raw: Mapping[str, Any], levels: Mapping[str, Any]) -> Column:
    return Column(
        key=key,
        title=Text(raw["vi"], raw["en"]),
        level=raw["level"],
        demand=raw.get("demand") or levels[raw["level"]]["vi"],
        about=raw["about"],
        width=raw["width"],
        second=raw.get("of") == "task",
        field=raw.get("field", ""),
        more=tuple(raw.get("more", ())),
        codes=raw.get("codes", False),
        figure=raw.get("figure", ""),
        derive=raw.get("derive", ""),
        when=raw.get("when"),
        otherwise=raw.get("otherwise", ""),
    )


@lru_cache(maxsize=64)
def words(metamodel_list: str) -> Mapping[str, str]:
    """The official words of a value list where they differ from the metamodel's, by key."""
    return dict(derived("mau-03")["words"].get(metamodel_list, {}))


def label(metamodel: Metamodel, value_list: str, key: str) -> str:
    """A value as the official form writes it."""
    return words(value_list).get(key) or metamodel.label(value_list, key, "vi")


def places() -> Mapping[str, tuple[str, str]]:
    """By component: where template 01 speaks of its current state and of its target."""
    return {component: (now, target) for component, (now, target) in derived("mau-03")["places"].items()}


def figures() -> tuple[str, ...]:
    """The codes of the diagrams of template 02."""
    return tuple(derived("mau-03")["figures"])


def newcomers() -> tuple[Mapping[str, Any], ...]:
    """What a new row becomes: `kind`, `when` (a selector on what the row says) and `fields` that it starts with."""
    return tuple(derived("mau-03")["new"])
