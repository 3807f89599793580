"""What a model may say: kinds, fields, relations and value lists, as frozen values. Knows no YAML and no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from khung.diagnostic import Text

FIELD_TYPES = (
    "text", "markdown", "number", "date", "choice", "choices", "bool", "url", "ref", "refs", "words",
    "measures", "pending", "reasons", "pins", "counts", "profiles", "selector", "check", "examples",
)  # fmt: skip
"""The closed list of field types; `khung.shape` holds the JSON Schema of each."""


class Field(NamedTuple):
    """One field of a kind. `to` is None when any kind may be referred to; `level` is the requirement level
    of Mẫu số 03 ("required", "when-present", "recommended", "optional"), `when` the record it is limited to;
    `publication` the copy from which on it is shown ("" in every copy)."""

    name: str
    type: str
    label: Text
    to: tuple[str, ...] | None = None
    relation: str = ""
    reverse: bool = False
    acyclic: bool = False
    of: str = ""
    required: bool = False
    level: str = ""
    when: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    back: Text = Text("", "")
    group: str = ""
    publication: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether the field names other elements."""
        return self.type in ("ref", "refs")


class Kind(NamedTuple):
    """A kind of element: its domain, ArchiMate 3.2 type, labels and fields by name."""

    key: str
    label: Text
    domain: str
    archimate: str
    fields: Mapping[str, Field]
    groups: tuple[str, ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    unsourced: bool = False

    @property
    def coded(self) -> bool:
        """Whether its elements bear a local code of Mẫu số 03: a code of a fixed form."""
        return "code" in self.fields and bool(self.fields["code"].pattern)

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that name other elements."""
        return tuple(f for f in self.fields.values() if f.is_reference)


class Value(NamedTuple):
    """One entry of a value list or of the domains. A profile may extend another, for the rules that `select` picks out."""

    key: str
    label: Text
    short: str = ""
    colour: str = ""
    extends: str = ""
    select: Mapping[str, Any] | None = None


class Metamodel(NamedTuple):
    """Everything that `schema/metamodel.yaml` says."""

    kinds: Mapping[str, Kind]
    values: Mapping[str, Mapping[str, Value]]
    relations: Mapping[str, Text]
    domains: Mapping[str, Value]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Metamodel:
        """Build from the parsed file; kinds are made when they are first asked for."""
        values = {name: {k: _value(k, v) for k, v in entries.items()} for name, entries in data["values"].items()}
        return cls(
            kinds=_Kinds(data["kinds"], data["groups"]),
            values=values,
            relations={k: _text(v) for k, v in data["relations"].items()},
            domains={k: _value(k, v) for k, v in data["domains"].items()},
        )

    def verify(self) -> None:
        """Raises ValueError naming the first entry that breaks the metamodel's own grammar."""
        for name, entries in self.values.items():
            for value in entries.values():
                seen = [value.key]
                while entries[seen[-1]].extends:
                    onward = entries[seen[-1]].extends
                    if onward in seen or onward not in entries:
                        raise ValueError(f"{name}: {value.key} extends {onward}, which is unknown or leads back")
                    seen.append(onward)
        for kind in self.kinds.values():
            if kind.domain not in self.domains:
                raise ValueError(f"{kind.key}: unknown domain {kind.domain}")
            for name, field in kind.fields.items():
                where = f"{kind.key}.{name}"
                if field.type not in FIELD_TYPES:
                    raise ValueError(f"{where}: unknown field type {field.type}")
                if field.publication and field.publication not in self.values["publication"]:
                    raise ValueError(f"{where}: unknown copy {field.publication}")
                if field.of and field.of not in self.values:
                    raise ValueError(f"{where}: unknown value list {field.of}")
                if field.is_reference and field.relation not in self.relations:
                    raise ValueError(f"{where}: unknown relation {field.relation}")
                for target in field.to or ():
                    if target not in self.kinds:
                        raise ValueError(f"{where}: unknown kind {target}")

    def label(self, value_list: str, key: str, language: str) -> str:
        """The label of a value, or the key itself where the list does not hold it."""
        entry = self.values.get(value_list, {}).get(key)
        return entry.label.get(language) if entry else key


class _Kinds(Mapping[str, Kind]):
    """Kinds by key, each made on first use: reading one file needs two of them, not fifty."""

    def __init__(self, raw: Mapping[str, Any], groups: Mapping[str, Any]) -> None:
        self._raw, self._groups = raw, groups
        self._made: dict[str, Kind] = {}

    def __getitem__(self, key: str) -> Kind:
        kind = self._made.get(key)
        if kind is None:
            kind = self._made[key] = _kind(key, self._raw[key], self._groups)
        return kind

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def _text(raw: Mapping[str, Any]) -> Text:
    return Text(raw["vi"], raw["en"])


def _value(key: str, raw: Mapping[str, Any]) -> Value:
    return Value(str(key), _text(raw), str(raw.get("short", "")), raw.get("colour", ""), raw.get("extends", ""), raw.get("select"))


def _field(name: str, raw: Mapping[str, Any], group: str) -> Field:
    to = raw.get("to")
    return Field(
        name=name,
        type=raw["type"],
        label=_text(raw),
        to=None if to == "any" else tuple(to or ()),
        relation=raw.get("relation", ""),
        reverse=raw.get("reverse", False),
        acyclic=raw.get("acyclic", False),
        of=raw.get("of", ""),
        required=raw.get("required", False),
        level=raw.get("level", ""),
        when=tuple(raw.get("when", {}).items()),
        pattern=raw.get("pattern", ""),
        back=_text(raw["back"]) if "back" in raw else Text("", ""),
        group=group,
        publication=raw.get("publication", ""),
    )


def _fields(raw: Mapping[str, Any], group: str) -> Iterator[tuple[str, Field]]:
    """The fields of a group or kind, each bilingual one followed by its English twin."""
    for name, entry in raw.items():
        yield name, _field(name, entry, group)
        if entry.get("bilingual"):
            label = Text(f"{entry['vi']} (tiếng Anh)", f"{entry['en']} (in English)")
            yield (
                f"{name}_en",
                Field(name=f"{name}_en", type=entry["type"], label=label, group=group, publication=entry.get("publication", "")),
            )


def _kind(key: str, raw: Mapping[str, Any], groups: Mapping[str, Any]) -> Kind:
    names = ("common", *raw.get("groups", ()))
    fields = {name: field for group in names for name, field in _fields(groups[group], group)}
    fields |= dict(_fields(raw.get("fields") or {}, ""))
    return Kind(
        key=key,
        label=_text(raw),
        domain=raw["domain"],
        archimate=raw["archimate"],
        fields=fields,
        groups=names,
        defaults=tuple(raw.get("defaults", {}).items()),
        unsourced=raw.get("unsourced", False),
    )
