"""What each kind must look like: the metamodel as JSON Schema 2020-12, and schema errors as findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, Severity
from khung.metamodel import Field, Kind, Metamodel
from khung.vietnamese import slug

ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
_DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ID = {"type": "string", "pattern": ID_PATTERN}
_TEXT = {"type": "string"}
_OBJECT = {"type": "object"}
Schema = dict[str, Any]
_MIXTURES = 3
_GLANCES, _GLANCED = 3, 100  # files, elements in each


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def _map_of(properties: Schema, keys: list[str] | None = None) -> Schema:
    made: Schema = {"type": "object", "additionalProperties": {"type": "object", "properties": properties, "additionalProperties": False}}
    return made | ({"propertyNames": {"enum": keys}} if keys else {})


_FRAGMENTS: dict[str, Callable[[Field, list[str]], Schema]] = {
    "text": lambda f, _: {"type": "string", "minLength": 1} | ({"pattern": f.pattern} if f.pattern else {}),
    "markdown": lambda f, _: {"type": "string", "minLength": 1},
    "number": lambda f, _: {"type": "number"},
    "date": lambda f, _: {"type": "string", "pattern": _DATE_PATTERN},
    "choice": lambda f, of: {"type": "string", "enum": of},
    "choices": lambda f, of: _list_of({"type": "string", "enum": of}),
    "bool": lambda f, _: {"type": "boolean"},
    "url": lambda f, _: {"type": "string", "pattern": "^https?://[^ ]+$"},
    "ref": lambda f, _: _ID,
    "refs": lambda f, _: _list_of(_ID),
    "words": lambda f, _: _list_of(_TEXT),
    "measures": lambda f, of: _map_of({"value": {"type": "number", "minimum": 0, "maximum": 100}, "date": {"type": "string", "pattern": _DATE_PATTERN}, "evidence": _TEXT}, of),
    "pending": lambda f, _: _map_of({"who": _ID, "by": {"type": "string", "pattern": _DATE_PATTERN}, "reason": _TEXT, "reason_en": _TEXT}),
    "reasons": lambda f, _: {"type": "object", "additionalProperties": _TEXT},
    "pins": lambda f, _: {"type": "object", "propertyNames": {"pattern": ID_PATTERN}, "additionalProperties": _TEXT},
    "counts": lambda f, _: {"type": "object", "propertyNames": {"pattern": "^[A-Z]+$"}, "additionalProperties": {"type": "integer", "minimum": 0}},
    "profiles": lambda f, of: {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "enum": [s.value for s in Severity]}} | ({"propertyNames": {"enum": of}} if of else {}),
    "selector": lambda f, _: _OBJECT,
    "check": lambda f, _: {"type": "object", "minProperties": 1, "maxProperties": 1},
    "examples": lambda f, _: {"type": "object", "required": ["pass", "fail"], "properties": {"pass": _OBJECT, "fail": _OBJECT}, "additionalProperties": False},
}  # fmt: skip


def field_schema(metamodel: Metamodel, field: Field) -> Schema:
    """The JSON Schema of one field, with what an editor shows on hover."""
    values = metamodel.values.get(field.of, {})
    about = f"{field.label.vi} ({field.label.en})"
    if field.to:
        about += " → " + ", ".join(metamodel.kinds[k].label.vi for k in field.to)
    if values:
        about += ": " + "; ".join(f"{v.key} = {v.label.vi}" for v in values.values())
    return _FRAGMENTS[field.type](field, list(values)) | {"description": about}


def derive(metamodel: Metamodel) -> Schema:
    """The JSON Schema of a model file (kind → id → fields). Flat on purpose: no anyOf, so every error has one cause."""
    definitions: Schema = {}
    for kind in metamodel.kinds.values():
        properties = {}
        for field in kind.fields.values():
            if field.group:
                definitions.setdefault(f"{field.group}.{field.name}", field_schema(metamodel, field))
                properties[field.name] = {"$ref": f"#/$defs/{field.group}.{field.name}"}
            else:
                properties[field.name] = field_schema(metamodel, field)
        definitions[kind.key] = {
            "type": "object",
            "description": f"{kind.label.vi} ({kind.label.en}; ArchiMate: {kind.archimate})",
            "properties": properties,
            "required": [f.name for f in kind.fields.values() if f.required and f.name not in dict(kind.defaults)],
            "additionalProperties": False,
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Khung",
        "type": "object",
        "properties": {
            key: {
                "type": "object",
                "description": f"{kind.label.vi} ({kind.label.en})",
                "propertyNames": {"pattern": ID_PATTERN},
                "additionalProperties": {"$ref": f"#/$defs/{key}"},
            }
            for key, kind in metamodel.kinds.items()
        },
        "additionalProperties": False,
        "$defs": definitions,
    }


_TYPES = {"string": str, "object": dict, "array": list, "boolean": bool}


@lru_cache(maxsize=64)
def _pattern(text: str) -> Callable[[str], Any]:
    return re.compile(text.replace("$", r"\Z")).search


def fits(schema: Schema, value: Any) -> bool:
    """Whether a value plainly fits the schema of a field. Only its yes counts: where it says no, or meets a word
    that it does not know, the real validator decides."""
    kind = schema.get("type")
    if type(value) is not _TYPES.get(str(kind)) and not (kind == "number" and type(value) in (int, float)):
        return False
    for word, want in schema.items():
        match word:
            case "pattern":
                fine = _pattern(want)(value) is not None
            case "enum":
                fine = value in want
            case "minLength" | "minItems" | "minProperties":
                fine = len(value) >= want
            case "items":
                fine = all(fits(want, v) for v in value)
            case "uniqueItems":
                fine = len(set(map(str, value))) == len(value)
            case _:
                fine = word in ("type", "description")
        if not fine:
            return False
    return True


class Shape:
    """The schema of a metamodel. `schema` gives the one that was derived before; it is asked for when it is needed."""

    def __init__(self, metamodel: Metamodel, schema: Callable[[], Schema] | None = None) -> None:
        self._metamodel = metamodel
        self._schema = schema or lru_cache(maxsize=1)(lambda: derive(metamodel))
        self._validators: dict[frozenset[str], Any] = {}
        self._fields: dict[int, Schema] = {}
        self._glances = 0

    def check(self, data: Any, file: str) -> Iterator[Diagnostic]:
        """One finding for each way in which the values of a file do not fit."""
        if self._sound(data):
            return
        for error in self._validator(data).iter_errors(data):
            yield from self._findings(error, file)

    def _sound(self, data: Any) -> bool:
        """A glance at the first few small files: to wake the validator takes longer than to see that one is sound."""
        self._glances += 1
        if self._glances > _GLANCES or not isinstance(data, dict) or not all(k in self._metamodel.kinds for k in data):
            return False
        if sum(len(members) for members in data.values() if isinstance(members, dict)) > _GLANCED:
            return False
        for key, members in data.items():
            kind = self._metamodel.kinds[key]
            needed = [f.name for f in kind.fields.values() if f.required and f.name not in dict(kind.defaults)]
            if type(members) is not dict or not all(fits(_ID, id) and self._plain(kind, needed, m) for id, m in members.items()):
                return False
        return True

    def _plain(self, kind: Kind, needed: list[str], member: Any) -> bool:
        if type(member) is not dict or not all(name in member for name in needed):
            return False
        fields = ((kind.fields.get(name), value) for name, value in member.items())
        return all(field is not None and fits(self._field(field), value) for field, value in fields)

    def _field(self, field: Field) -> Schema:
        found = self._fields.get(id(field))
        if found is None:
            found = self._fields[id(field)] = field_schema(self._metamodel, field)
        return found

    def _validator(self, data: Any) -> Any:
        """The compiled schema of the kinds that a file holds: one changed file needs two kinds, not fifty.
        A model of many mixtures is checked by the whole schema."""
        kinds = frozenset(k for k in data if k in self._metamodel.kinds) if isinstance(data, dict) else frozenset()
        if len(self._validators) >= _MIXTURES:
            kinds = frozenset(self._metamodel.kinds)
        found = self._validators.get(kinds)
        if found is None:
            import jsonschema_rs  # noqa: PLC0415 - slow to wake, and a few sound files do not need it

            schema = self._schema()
            properties = {k: schema["properties"][k] for k in kinds}
            definitions = {k: d for k, d in schema["$defs"].items() if "." in k or k in kinds}
            found = jsonschema_rs.validator_for({**schema, "properties": properties, "$defs": definitions})
            self._validators[kinds] = found
        return found

    def _findings(self, error: Any, file: str) -> Iterator[Diagnostic]:
        path, problem = tuple(error.instance_path), error.kind
        kind = self._metamodel.kinds.get(str(path[0])) if path else None
        subject = str(path[1]) if len(path) > 1 else ""
        name = str(path[2]) if len(path) > 2 else ""
        value = error.instance
        words: dict[str, Any] = {"subject": subject, "field": name}
        match problem.name:
            case "additionalProperties" | "propertyNames":
                yield from self._keys(error, path, file, kind, words)
            case "required":
                missing = problem.property
                label = kind.fields[missing].label.vi if kind and missing in kind.fields and len(path) == 2 else missing
                yield finding("K112", file, path, subject=subject, field=missing, label=label)
            case "type":
                code = "K114" if len(path) > 2 else "K100"
                yield finding(code, file, path, wanted=_wanted(problem.types), found=_type_name(value), **words)
            case "enum":
                allowed = [str(o) for o in problem.options]
                yield finding("K113", file, path, near=allowed, found=str(value), allowed=", ".join(allowed), **words)
            case "pattern" if problem.pattern == _DATE_PATTERN:
                yield finding("K118", file, path, found=value, **words)
            case "pattern" if problem.pattern == ID_PATTERN:
                yield finding("K116", file, path, found=value, example=slug(str(value)) or "so-tai-chinh", subject=subject)
            case "pattern":
                yield finding("K115", file, path, found=value, pattern=problem.pattern, **words)
            case "minItems" | "uniqueItems":
                yield finding("K117", file, path, **words)
            case _:
                yield finding("K119", file, path, problem=error.message, **words)

    def _keys(self, error: Any, path: tuple[Any, ...], file: str, kind: Kind | None, words: Mapping[str, Any]) -> Iterator[Diagnostic]:
        problem = error.kind
        if problem.name == "propertyNames":
            inner = problem.error
            key = str(inner.instance)
            if inner.kind.name == "pattern":
                yield finding("K116", file, (*path, key), found=key, example=slug(key) or "so-tai-chinh", subject=key)
            else:
                allowed = [str(o) for o in getattr(inner.kind, "options", [])]
                yield finding("K113", file, (*path, key), near=allowed, found=key, allowed=", ".join(allowed), **words)
            return
        for key in problem.unexpected:
            place = (*path, key)
            if not path:
                yield finding("K110", file, place, near=self._metamodel.kinds, found=key)
            else:
                known = list(kind.fields) if kind and len(path) == 2 else ["reason", "reason_en", "who", "by", "value", "date", "evidence"]
                yield finding("K111", file, place, subject=words["subject"], near=known, found=key, kind=kind.key if kind else "")


def _wanted(types: Any) -> str:
    names = {
        "string": "chữ (text)",
        "array": "danh sách (list)",
        "object": "bảng khóa-giá trị (map)",
        "boolean": "true/false",
        "number": "số (number)",
    }
    return " | ".join(names.get(str(t), str(t)) for t in (types if isinstance(types, list) else [types]))


def _type_name(value: Any) -> str:
    match value:
        case None:
            return "để trống (empty)"
        case bool():
            return "true/false"
        case int() | float():
            return f"số {value} (number)"
        case str():
            return f"chữ “{value[:40]}” (text)"
        case list():
            return "danh sách (list)"
        case _:
            return "bảng khóa-giá trị (map)"
