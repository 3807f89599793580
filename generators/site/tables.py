"""Tables of elements with the columns that say most about them, chosen from the metamodel and from what is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generators.site.place import Place
from generators.site.values import shown
from khung.metamodel import Field, Kind
from khung.model import Element

_COLUMN_TYPES = frozenset(("choice", "choices", "ref", "refs", "date", "number", "bool", "text"))
_OF_GROUP = {
    "object": ("code", "component", "owner", "lifecycle", "local_use", "level"),
    "relation": ("from", "to", "data", "through", "mode", "classification", "status"),
    "duty": ("lead", "coordinating", "deadline", "state"),
}
_MOST = 6


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of ready cells; the first column names the row. `caption` is for those who cannot see the table;
    `tokens` say what each row is, where rows can be chosen (`choose.py`)."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Markup, ...], ...]
    tokens: tuple[str, ...] = ()


def table(place: Place, kind: Kind, elements: Iterable[Element], caption: str = "", tokens: Callable[[str], str] | None = None) -> Table:
    """A table of elements of one kind in dictionary order; `tokens` tells what the element of an id is."""
    site = place.site
    members = site.sorted(elements)
    columns = _columns(kind, members)
    headings = (site.t["name"], *(f.label.get(site.language) for f in columns))
    rows = tuple((place.link(e.id), *(cell(place, e, f) for f in columns)) for e in members)
    return Table(caption or kind.label.get(site.language), headings, rows, tuple(tokens(e.id) for e in members) if tokens else ())


def cell(place: Place, element: Element, field: Field) -> Markup:
    """A field in a table; "Chưa xác định" in short where the element says so."""
    if element.is_undetermined(field.name) and element[field.name] in (None, "", []):
        return Markup('<span class="k-open">{}</span>').format(place.site.t["undetermined"])
    return shown(place, element, field)


def _columns(kind: Kind, members: Sequence[Element]) -> list[Field]:
    """The columns of the kind's groups and then its own, those that enough of the members fill in."""
    wanted = [n for group, names in _OF_GROUP.items() if group in kind.groups for n in names if n in kind.fields]
    own = [f.name for f in kind.fields.values() if not f.group and f.type in _COLUMN_TYPES and not f.name.endswith("_en")]
    least = max(1, len(members) // 5)
    names = dict.fromkeys((*own[:3], *wanted) if "relation" not in kind.groups else (*wanted, *own))
    filled = [n for n in names if sum(e[n] not in (None, "", []) for e in members) >= least and not _all_long(members, n)]
    return [kind.fields[n] for n in filled[:_MOST]]


def _all_long(members: Sequence[Element], name: str) -> bool:
    """Whether a text column would be sentences, which a table should not hold."""
    texts = [v for e in members if isinstance(v := e[name], str)]
    return bool(texts) and sum(map(len, texts)) / len(texts) > 60
