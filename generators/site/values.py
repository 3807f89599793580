"""The fields of an element as HTML: labels, choices, days, links, "Chưa xác định". Everything from the model is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from markupsafe import Markup, escape

from generators.site.place import Place
from khung.metamodel import Field
from khung.model import Element

_ELSEWHERE = frozenset(
    ("name", "name_en", "description", "description_en", "source", "assumed", "assumed_note", "undetermined", "not_applicable", "formerly")
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"[-*] +")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of an element's table: label, value, and what kind of answer it is ("", "undetermined", "not-applicable")."""

    label: str
    value: Markup
    state: str = ""
    wide: bool = False


def facts(place: Place, element: Element) -> Iterator[Fact]:
    """The fields that are not references, in metamodel order; fields told to be open or not applicable in their place."""
    fields = place.site.kind(element).fields
    for field in fields.values():
        if field.name in _ELSEWHERE or _is_twin(field, fields):
            continue
        label = field.label.get(place.site.language)
        value = element[field.name]
        if value not in (None, "", [], {}):
            if not field.is_reference:
                yield Fact(label, shown(place, element, field), wide=field.type in _WIDE)
        elif element.is_undetermined(field.name):
            yield Fact(label, undetermined(place, element, field.name), "undetermined")
        elif element.is_not_applicable(field.name):
            excuse = element.excuse(field.name)
            why = Markup(": {}").format(reason(place, excuse.vi, excuse.en)) if excuse.vi else ""
            yield Fact(label, escape(place.site.t["not_applicable"]) + why, "not-applicable")


def shown(place: Place, element: Element, field: Field) -> Markup:
    """The value of a field as HTML; empty where it has none."""
    value = element[field.name]
    return _SHOWN[field.type](place, element, field, value) if value not in (None, "", [], {}) else Markup()


def undetermined(place: Place, element: Element, name: str) -> Markup:
    """What stands for an open field: who determines it and by when: as the element says, else as the workspace says for all."""
    t, workspace = place.site.t, place.site.project.workspace
    about = (element["undetermined"] or {}).get(name) or {}
    who = about.get("who") or (workspace and workspace["follow_up"])
    by = about.get("by") or (workspace and workspace["follow_up_by"])
    told = [Markup("{}: {}").format(t["who_by"], place.link(who))] if who else []
    told += [Markup("{} {}").format(t["by_when"], place.site.day(by))] if by else []
    told += (
        [Markup("{}: {}").format(t["reason"], reason(place, about.get("reason"), about.get("reason_en")))] if about.get("reason") else []
    )
    note = Markup('<span class="k-note">{}</span>').format(Markup(", ").join(told)) if told else Markup()
    return Markup('<span class="k-open">{}</span>').format(t["undetermined"]) + note


def prose(text: str) -> Markup:
    """Paragraphs, lists, bold and code: the whole of Markdown that a model may use. No HTML and no link passes."""
    made = Markup()
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(_ITEM.match(line) for line in lines):
            items = Markup().join(Markup("<li>{}</li>").format(_inline(_ITEM.sub("", line, count=1))) for line in lines)
            made += Markup("<ul>{}</ul>").format(items)
        elif lines:
            made += Markup("<p>{}</p>").format(_inline(" ".join(lines)))
    return made


def _inline(text: str) -> Markup:
    safe = str(escape(text))
    return Markup(_CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<strong>\1</strong>", safe)))  # noqa: S704 - escaped just above


def _is_twin(field: Field, fields: Mapping[str, Field]) -> bool:
    return field.name.endswith("_en") and field.name.removesuffix("_en") in fields


def _text(place: Place, element: Element, field: Field, value: Any) -> Markup:
    english = element[f"{field.name}_en"]
    if place.site.language == "en":
        return escape(english) if english else _foreign(escape(value))
    return escape(value)


def _markdown(place: Place, element: Element, field: Field, value: Any) -> Markup:
    english = element[f"{field.name}_en"]
    if place.site.language == "en":
        return prose(str(english)) if english else _foreign(prose(str(value)), "div")
    return prose(str(value))


def reason(place: Place, vietnamese: str | None, english: str | None) -> Markup:
    """A reason in the language of the page; marked where it is only there in the other one."""
    if place.site.language == "en":
        return escape(english) if english else _foreign(escape(vietnamese or ""))
    return escape(vietnamese or english or "")


def _foreign(text: Markup, tag: str = "span") -> Markup:
    """Vietnamese words on an English page, told as such to screen readers."""
    return Markup('<{0} lang="vi">{1}</{0}>').format(tag, text)


def _choices(place: Place, _element: Element, field: Field, value: Any) -> Markup:
    return escape(", ".join(place.site.choice(field, v) for v in (value if isinstance(value, list) else [value])))


def _url(_place: Place, _element: Element, _field: Field, value: Any) -> Markup:
    if not re.fullmatch(r"https?://[^\s\"<>]+", str(value)):
        return escape(value)
    return Markup('<a href="{0}" rel="noopener noreferrer external">{0}</a>').format(value)


def _references(place: Place, element: Element, field: Field, _value: Any) -> Markup:
    return Markup(", ").join(place.links(element.refs(field.name)))


def _words(_place: Place, _element: Element, _field: Field, value: Any) -> Markup:
    return Markup(" ").join(Markup('<span class="k-tag">{}</span>').format(word) for word in value)


def _measures(place: Place, _element: Element, field: Field, value: Any) -> Markup:
    return Markup(place.render("measures.jinja", field=field, measures=value))  # noqa: S704 - an autoescaped template


def _labelled(place: Place, element: Element, _field: Field, value: Any) -> Markup:
    fields = place.site.kind(element).fields
    language = place.site.language
    pairs = [
        (fields[k].label.get(language) if k in fields else k, place.site.choice(_field, v) if _field.of else v) for k, v in value.items()
    ]
    return Markup("; ").join(Markup("{}: {}").format(k, v) for k, v in pairs)


def _profiles(place: Place, _element: Element, field: Field, value: Any) -> Markup:
    label, language = place.site.metamodel.label, place.site.language
    return escape("; ".join(f"{label(field.of, k, language)}: {label('severity', v, language)}" for k, v in value.items()))


def _data(_place: Place, _element: Element, _field: Field, value: Any) -> Markup:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).strip()
    return Markup("<pre><code>{}</code></pre>").format(text)


_SHOWN: dict[str, Callable[[Place, Element, Field, Any], Markup]] = {
    "text": _text,
    "markdown": _markdown,
    "number": lambda place, _e, _f, value: escape(place.site.number(value)),
    "date": lambda place, _e, _f, value: escape(place.site.day(value)),
    "choice": _choices,
    "choices": _choices,
    "bool": lambda place, _e, _f, value: escape(place.site.t["yes" if value else "no"]),
    "url": _url,
    "ref": _references,
    "refs": _references,
    "words": _words,
    "measures": _measures,
    "pending": _data,
    "reasons": _labelled,
    "pins": _labelled,
    "counts": _labelled,
    "profiles": _profiles,
    "selector": _data,
    "check": _data,
    "examples": _data,
}
_WIDE = frozenset(("markdown", "measures", "selector", "check", "examples"))
