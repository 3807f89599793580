"""Elements and relations: what the YAML says once it is read. Knows no file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from khung.diagnostic import Text
from khung.metamodel import Kind


@dataclass(frozen=True, slots=True)
class Element:
    """One element: `fields` holds what its YAML says, defaults of its kind included.
    `file` is relative to the workspace; `pack` names the rule pack it came with ("" for the province's own)."""

    id: str
    kind: str
    fields: Mapping[str, Any]
    file: str = ""
    pack: str = ""

    def __getitem__(self, field: str) -> Any:
        return self.fields.get(field)

    @property
    def name(self) -> str:
        """The Vietnamese name."""
        return str(self.fields.get("name") or self.id)

    @property
    def names(self) -> Text:
        """The name in both languages."""
        return Text(self.name, str(self.fields.get("name_en") or ""))

    def text(self, field: str) -> Text:
        """A text field with its `_en` twin."""
        return Text(str(self.fields.get(field) or ""), str(self.fields.get(f"{field}_en") or ""))

    @property
    def assumed(self) -> bool:
        """Whether no source states it."""
        return self.fields.get("assumed") is True

    def day(self, field: str) -> date | None:
        """A date field; None where it is absent or not a date."""
        value = self.fields.get(field)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            return None

    def refs(self, field: str) -> tuple[str, ...]:
        """The ids a reference field names, as a tuple whatever its type."""
        value = self.fields.get(field)
        return (value,) if isinstance(value, str) else tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    def alive(self, day: date) -> bool:
        """Whether it exists on `day` by its `since` and `until`."""
        since, until = self.day("since"), self.day("until")
        return (since is None or since <= day) and (until is None or day < until)

    def is_undetermined(self, field: str) -> bool:
        """Whether the field is stated as "Chưa xác định"."""
        return field in (self.fields.get("undetermined") or ())

    def is_not_applicable(self, field: str) -> bool:
        """Whether the field is stated as "Không áp dụng"."""
        return field in (self.fields.get("not_applicable") or ())

    def excuse(self, field: str) -> Text:
        """Why the field is stated as "Không áp dụng"; empty where it is not, or no reason is given."""
        vi, en = ((self.fields.get(name) or {}).get(field) or "" for name in ("not_applicable", "not_applicable_en"))
        return Text(str(vi), str(en))


class Relation(NamedTuple):
    """One reference, in the direction it is written: `source` names `target` in `field`."""

    source: str
    field: str
    target: str
    type: str
    reverse: bool = False


def with_defaults(kind: Kind, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields with those defaults of the kind that they do not state."""
    if not kind.defaults:
        return fields
    return {**dict(kind.defaults), **fields}
