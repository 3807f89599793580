"""The check column of a sheet: one formula that tells, in words, what is wrong with a row ("Đạt" where nothing is).

The guidance (Mẫu số 03, section 8) asks the workbook for: required fields, values of the lists, references that
resolve, codes and pairs written once, and one code that says the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from generators.dossier.columns import Column, Table, label
from khung.metamodel import Metamodel

HEADING = "KIỂM TRA"
OPEN_HEADING = "SỐ Ô CHƯA XÁC ĐỊNH"
GOOD = "Đạt"


def check(metamodel: Metamodel, table: Table, lists: Mapping[str, str], rows: tuple[int, int, int], objects: str) -> str:
    """The formula for the first data row. `rows`: of the heads, the first and the last of the data; `lists`: the ranges of
    the value lists by name; `objects`: the range of object codes, "" in the table that gives them."""
    head, first, last = rows
    letters = {c.key: get_column_letter(n) for n, c in enumerate(table.columns, 1)}
    made = _Formula(metamodel, table, letters, lists, head, first, last)
    joined = "&".join(f'IF({test},{words}&"; ","")' for test, words in made.tests(objects))
    span = f"{made.at(table.columns[0].key)}:{made.at(table.columns[-1].key)}"
    said = (
        f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE("<"&{joined}&">","<>","{GOOD}"),"; >",""),"<","")'  # joined stands once: the formula stays short
    )
    return f'=IF(COUNTA({span})=0,"",{said})'


def still_open(table: Table, row: int) -> str:
    """The formula that counts the cells of a row that are "Chưa xác định"."""
    span = f"A{row}:{get_column_letter(len(table.columns))}{row}"
    return f'=IF(COUNTA({span})=0,"",COUNTIF({span},"Chưa xác định*"))'


class _Formula(NamedTuple):
    """The tests of one table: each a condition, and the words it adds where it holds."""

    metamodel: Metamodel
    table: Table
    letters: Mapping[str, str]
    lists: Mapping[str, str]
    head: int
    first: int
    last: int

    def at(self, key: str) -> str:
        return f"{self.letters[key]}{self.first}"

    def title(self, key: str) -> str:
        return f"{self.letters[key]}${self.head}"

    def span(self, key: str) -> str:
        return f"${self.letters[key]}${self.first}:${self.letters[key]}${self.last}"

    def tests(self, objects: str) -> Iterator[tuple[str, str]]:
        for column in self.table.columns:
            if column.required and (test := self._missing(column)):
                yield test, f'"Thiếu "&{self.title(column.key)}'
        for column in self.table.columns:
            field = self.table.field(self.metamodel, column)
            if field and field.of in self.lists:
                cell = self.at(column.key)
                line = f"LEFT({cell},FIND(CHAR(10),{cell}&CHAR(10))-1)" if field.type == "choices" or column.more else cell
                yield f'AND({cell}<>"",ISNA(MATCH({line},{self.lists[field.of]},0)))', f'"Ngoài danh mục: "&{self.title(column.key)}'
        for column in self.table.columns if objects else ():
            one = column.field in ("from", "to") or (column.key == "code" and "where" in self.table.rows)
            if one:  # a cell of several codes is looked at by the tool, not by a formula
                cell = self.at(column.key)
                yield f'AND({cell}<>"",ISNA(MATCH({cell},{objects},0)))', f'{self.title(column.key)}&" không có tại DM_DOITUONG"'
        yield from self._once()

    def _missing(self, column: Column) -> str:
        """Where a required cell is empty; "" where what it depends on stands in another sheet."""
        tests = [f'TRIM({self.at(column.key)})=""']
        for field, wanted in (column.when or {}).items():
            other = next((c for c in self.table.columns if c.field == field and not c.figure), None)
            spec = other and self.table.field(self.metamodel, other)
            if other is None or spec is None:
                return ""
            cell = self.at(other.key)
            if isinstance(wanted, dict):
                tests.append(f'TRIM({cell})<>""')
                continue
            tests.append(self._among(cell, spec.of, wanted if isinstance(wanted, list) else [wanted]))
        return f"AND({','.join(tests)})" if len(tests) > 1 else tests[0]

    def _among(self, cell: str, of: str, wanted: list[str]) -> str:
        """Whether a cell holds one of these values: by the part of their list where they stand together, else one by one."""
        places = sorted(list(self.metamodel.values[of]).index(v) for v in wanted)
        if len(wanted) > 1 and of in self.lists and places == list(range(places[0], places[-1] + 1)):
            sheet, _, span = self.lists[of].partition("!")
            column, top = span.split(":")[0].strip("$").split("$")
            return f"ISNUMBER(MATCH({cell},{sheet}!${column}${int(top) + places[0]}:${column}${int(top) + places[-1]},0))"
        return "OR(" + ",".join(f'{cell}="{label(self.metamodel, of, v)}"' for v in wanted) + ")"

    def _once(self) -> Iterator[tuple[str, str]]:
        """Codes and pairs are written once; one code says the same everywhere."""
        at, span = self.at, self.span
        if "pairs" not in self.table.rows:
            yield f'AND({at("code")}<>"",LEFT({at("code")},4)<>"Chưa",COUNTIF({span("code")},{at("code")})>1)', '"Trùng mã"'
            return
        both = f"COUNTIFS({span('gap_code')},{at('gap_code')},{span('task_code')},{at('task_code')})"
        yield f'AND({at("gap_code")}<>"",LEFT({at("gap_code")},4)<>"Chưa",{both}>1)', '"Trùng cặp mã"'
        for code, said in (("gap_code", "option"), ("task_code", "state")):
            key = at(code)
            rest = f"COUNTIFS({span(code)},{key},{span(said)},{at(said)})"
            test = f'AND({key}<>"",LEFT({key},4)<>"Chưa",{at(said)}<>"",COUNTIF({span(code)},{key})<>{rest})'
            yield test, f'"Cùng mã, khác "&{self.title(said)}'
