"""What changed between two states of a model: (old graph, new graph) → Changes. Pure; knows no git, file or format.

    old, new = load_revision(root, "v1.0").graph, load(root).graph      # or graph.at(day) of one model on two days
    changes = diff(old, new)
    for element in changes.added: ...          # Element of the new graph
    for element in changes.removed: ...        # Element of the old graph
    for change in changes.changed:             # the same element in both, something about it differs
        change.before, change.after            # Element, Element
        change.renamed                         # its id was changed, as `formerly` tells
        for field, was, now in change.fields:  # None where it was, or is, not stated
            ...

`diff` compares the province's own elements only. What the packs that it pins brought is told by `pack_changes`.
Moving an element to another file is no change, nor is naming a renamed element by its new id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from khung.graph import Graph
from khung.house import WORKSPACE
from khung.model import Element

_FORMERLY = "formerly"


class FieldChange(NamedTuple):
    """One field with its value before and after, as the YAML has it; None where it is absent."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """One element in its two states. `fields` is empty where only its id or kind differs."""

    before: Element
    after: Element
    fields: tuple[FieldChange, ...]

    @property
    def renamed(self) -> bool:
        """Whether its id was changed."""
        return self.before.id != self.after.id


@dataclass(frozen=True, slots=True)
class Changes:
    """What came, went and changed, each sorted by id (of the new state where there is one)."""

    added: tuple[Element, ...]
    removed: tuple[Element, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def renamed(self) -> tuple[Changed, ...]:
        """Those of `changed` whose id was changed."""
        return tuple(c for c in self.changed if c.renamed)


class PackChange(NamedTuple):
    """A rule pack whose version or content changed: the versions pinned ("" where it was not, or is no longer), and what changed in it;
    None where it is not known what it held, or where it came or went as a whole."""

    pack: str
    was: str
    now: str
    changes: Changes | None


def diff(old: Graph, new: Graph) -> Changes:
    """What changed from `old` to `new`; `diff(new, old)` says the same the other way round."""
    return _compared(old, _by_pack(old).get("", {}), _by_pack(new).get("", {}))


def pack_changes(old: Graph, new: Graph, then: Graph) -> tuple[PackChange, ...]:
    """What changed in the packs that `old` and `new` pin, by name of the pack; `then` holds the packs that are known as they were."""
    was, now = _pins(old), _pins(new)
    then_held, new_held = _by_pack(then), _by_pack(new)
    found = []
    for pack in sorted(was.keys() | now.keys()):
        before = then_held.get(pack, {}) if pack in was and pack in now else {}
        changes = _compared(new, before, new_held.get(pack, {})) if before else None
        if changes or was.get(pack) != now.get(pack):
            found.append(PackChange(pack, was.get(pack, ""), now.get(pack, ""), changes))
    return tuple(found)


def _pins(graph: Graph) -> dict[str, str]:
    pins = (e["packs"] for e in graph.of_kind(WORKSPACE))
    return {str(pack): str(version) for held in pins if isinstance(held, Mapping) for pack, version in held.items()}


def _compared(old: Graph, before: Mapping[str, Element], after: Mapping[str, Element]) -> Changes:
    renames = dict(_renames(before, after))
    pairs = [(before[id], after[id]) for id in before.keys() & after.keys()] + [(before[o], after[n]) for o, n in renames.items()]
    one_name = {new_id: old_id for old_id, new_id in renames.items()}
    changed = [Changed(b, a, tuple(_fields(old, b, a, one_name))) for b, a in pairs]
    return Changes(
        added=_sorted(after[id] for id in after.keys() - before.keys() - one_name.keys()),
        removed=_sorted(before[id] for id in before.keys() - after.keys() - renames.keys()),
        changed=tuple(sorted((c for c in changed if c.fields or c.renamed or c.before.kind != c.after.kind), key=lambda c: c.after.id)),
    )


def _by_pack(graph: Graph) -> Mapping[str, Mapping[str, Element]]:
    """The elements of each pack by id; under "" the province's own."""
    found: dict[str, dict[str, Element]] = {}
    for element in graph.elements.values():
        found.setdefault(element.pack, {})[element.id] = element
    return found


def _renames(before: Mapping[str, Element], after: Mapping[str, Element]) -> Iterator[tuple[str, str]]:
    """Old and new id of what was renamed: one went, the other came, and either names the other in `formerly`.
    Where several claim one id, the first by id has it; the order is the same in both directions."""
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    claims = [(o, n) for n in come for o in after[n].refs(_FORMERLY) if o in gone]
    claims += [(o, n) for o in gone for n in before[o].refs(_FORMERLY) if n in come]  # a rename taken back
    taken: set[str] = set()
    for pair in sorted(set(claims), key=sorted):
        if taken.isdisjoint(pair):
            taken.update(pair)
            yield pair


def _fields(graph: Graph, before: Element, after: Element, one_name: Mapping[str, str]) -> Iterator[FieldChange]:
    kinds = graph.metamodel.kinds
    for name in sorted((before.fields.keys() | after.fields.keys()) - {_FORMERLY}):
        old, new = before[name], after[name]
        if old == new:
            continue
        spec = kinds[after.kind].fields.get(name) or kinds[before.kind].fields.get(name)
        if not (spec and spec.is_reference and _named(old, one_name) == _named(new, one_name)):
            yield FieldChange(name, old, new)


def _named(value: Any, one_name: Mapping[str, str]) -> Any:
    """A reference with a renamed element by one name only, whichever was written."""
    if isinstance(value, list):
        return [_named(v, one_name) for v in value]
    return one_name.get(value, value) if isinstance(value, str) else value


def _sorted(elements: Iterator[Element]) -> tuple[Element, ...]:
    return tuple(sorted(elements, key=lambda e: e.id))
