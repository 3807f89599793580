"""What changed since the last release, element by element and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generators.site.place import Place, Site
from khung.diff import Changed, FieldChange, PackChange
from khung.metamodel import Field
from khung.model import Element

_MOST = 60
"""The most changed elements that are told field by field."""
_LONG = 160


@dataclass(frozen=True, slots=True)
class Told:
    """A changed element: its fields as (label, before, after); a field that is not plain text tells its label only."""

    link: Markup
    kind: str
    renamed: str
    fields: Sequence[tuple[str, Markup, Markup]]


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack that changed: its instrument, versions, and by what was done to them its elements as (link, labels of changed fields);
    None where what it held is not known."""

    link: Markup
    was: str
    now: str
    parts: Sequence[tuple[str, str, Sequence[tuple[Markup, str]]]] | None


def changes(place: Place) -> str:
    """The page; where there is no git it says so."""
    site = place.site
    since = site.project.since
    if since is None:
        return place.render("changes.jinja", since=None)
    found = since.changes
    return place.render(
        "changes.jinja",
        since=since,
        day=site.day(since.day),
        added=_by_kind(site, found.added, lambda e: place.link(e.id)),
        removed=_by_kind(site, found.removed, lambda e: Markup("{}").format(site.name(e))),
        changed=[_told(place, c) for c in found.changed[:_MOST]],
        packs=[_pack(place, p) for p in since.packs],
        rest=max(len(found.changed) - _MOST, 0),
        counts={"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)},
    )


def _pack(place: Place, pack: PackChange) -> Pack:
    site, held = place.site, pack.changes
    if held is None:
        return Pack(place.link(pack.pack), pack.was, pack.now, None)
    added = [(place.link(e.id), "") for e in held.added]
    changed = [(place.link(c.after.id), ", ".join(dict.fromkeys(label for label, _, _ in _fields(place, c)))) for c in held.changed]
    removed = [(Markup("{}").format(site.name(e)), "") for e in held.removed]
    parts = [("added", "+", added), ("changed", "", changed), ("removed", "−", removed)]
    return Pack(place.link(pack.pack), pack.was, pack.now, [(site.t[f"changes_{name}"], mark, rows) for name, mark, rows in parts if rows])


def _by_kind(site: Site, elements: Sequence[Element], shown: Any) -> Mapping[str, Sequence[Markup]]:
    held: dict[str, list[Element]] = {}
    for element in elements:
        held.setdefault(site.kind(element).label.get(site.language), []).append(element)
    return {label: [shown(e) for e in sorted(members, key=lambda e: (site.order.get(e.id, -1), e.id))] for label, members in held.items()}


def _told(place: Place, changed: Changed) -> Told:
    site = place.site
    label = site.kind(changed.after).label.get(site.language)
    was = changed.before.id if changed.renamed else ""
    return Told(place.link(changed.after.id), label, was, list(_fields(place, changed)))


def _fields(place: Place, changed: Changed) -> Iterator[tuple[str, Markup, Markup]]:
    """Each field once: of a text in two languages only the one of this page."""
    site = place.site
    fields = site.kind(changed.after).fields
    names = {c.field for c in changed.fields}
    for change in changed.fields:
        field = fields.get(change.field)
        if field is None:
            continue
        base = change.field.removesuffix("_en")
        if change.field != base and base in fields and site.language == "vi":
            if base not in names:
                yield field.label.get(site.language), Markup(), Markup()
            continue
        if site.language == "en" and change.field == base and f"{base}_en" in fields:
            if f"{base}_en" not in names:
                yield field.label.get(site.language), Markup(), Markup()
            continue
        yield (field.label.get(site.language), *_pair(place, field, change))


def _pair(place: Place, field: Field, change: FieldChange) -> tuple[Markup, Markup]:
    old, new = (_value(place, field, value) for value in (change.old, change.new))
    return (old, new) if old is not None and new is not None else (Markup(), Markup())


def _value(place: Place, field: Field, value: Any) -> Markup | None:
    """A value as the page shows it; None where it is neither a text, a number, a choice nor a reference."""
    site = place.site
    if value is None:
        return Markup("–")
    if isinstance(value, bool):
        return Markup("{}").format(site.t["yes" if value else "no"])
    if field.is_reference or field.type == "choices":
        values = value if isinstance(value, list) else [value]
        return Markup(", ").join(place.link(str(v)) if field.is_reference else Markup("{}").format(site.choice(field, v)) for v in values)
    if field.type == "choice":
        return Markup("{}").format(site.choice(field, value))
    if field.type == "date":
        return Markup("{}").format(site.day(value))
    if isinstance(value, (int, float)):
        return Markup("{}").format(site.number(value))
    if isinstance(value, str):
        return Markup("{}").format(value if len(value) <= _LONG else value[:_LONG].rsplit(" ", 1)[0] + "…")
    return None
