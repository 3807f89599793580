"""What a change brings in: the findings of a revision are kept, and only what the change can touch is judged again.

The answer equals that of judging both states whole; whatever cannot be decided this way is judged whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from khung import kept, revisions
from khung.baseline import Compared, Known, compare, known
from khung.conform import Judgement, Report, apply, judge
from khung.graph import Graph
from khung.house import BLOCK, CLAUSE, DEVIATION, DOCUMENT, ORGANISATION, PACK, RULE, TEMPLATE, VIEW, WAIVER, WORKSPACE
from khung.load import Loaded, load, load_revision
from khung.model import Element, with_defaults
from khung.narrow import narrowed
from khung.query import compiled, listed
from khung.rules import Rule, flaws, rules
from khung.templates import Templates

_WHOLE = frozenset((WORKSPACE, PACK, RULE, VIEW, WAIVER, TEMPLATE, DEVIATION, CLAUSE, DOCUMENT))
"""A change of one of these can change any answer."""
_STEPS: Mapping[str, Callable[[Any], int]] = {
    "has": lambda want: 0,
    "complete": lambda want: 0,
    "is": lambda want: 0,
    "current": lambda want: 0,
    "relates": lambda want: 1 + _nested(want),
    "cites": lambda want: 1 + _nested(want),
    "compares": lambda want: 1 + _nested(want),
    "before": lambda want: 1 + _nested(want),
    "reaches": lambda want: int(want.get("within", 4)) + _nested(want),
}
"""How many steps from its subject each word looks; other words look over the whole model."""
_OVER_ALL = frozenset(("unique", "counts"))
"""Words whose answer changes only where what they select has changed."""
_WAIVERS = "K60"
"""How the codes of findings about waivers begin."""


class Asked(NamedTuple):
    """What is to be judged: the day, the profile, rules of which packs, what one body answers for, whether without assumptions."""

    day: date
    profile: str
    packs: tuple[str, ...] = ()
    agency: str = ""
    stated_only: bool = False


class Since(NamedTuple):
    """What a change brings in. `report` is that of the rules that were asked; its judgements are those made again."""

    loaded: Loaded
    report: Report
    compared: Compared


def judged(loaded: Loaded, asked: Asked) -> Report:
    """The model judged whole by what is asked."""
    graph = loaded.graph.stated() if asked.stated_only else loaded.graph
    return narrowed(judge(graph, asked.day, asked.profile), graph, asked.packs, asked.agency)


def since(root: Path, revision: str, asking: Callable[[Loaded], Asked], language: str) -> Since:
    """What is new in the workspace since a revision, by today's rules, on one day and in one profile for both states: what
    is asked is made of the model as it is now. Raises KhungError where git or the revision is missing."""
    commit, trusted, tool = revisions.commit(root, revision), kept.trusted(root), kept.tool()
    blobs = revisions.blobs(root, commit)
    with kept.kept_trees(root, tool, trusted=trusted) as trees:
        loaded = load(root, trees.parse)
        asked = asking(loaded)
        key = hashlib.sha256(repr((tool, blobs or commit, asked, language)).encode()).hexdigest()
        before = _remembered(kept.record(root, key)) if trusted else None
        if before is None:
            old = load_revision(root, commit, trees.parse)
            before = known((*old.findings, *judged(old, asked).findings), language)
            if trusted:
                kept.keep(root, key, [[k.fingerprint, sorted(k.lacking), k.code, k.subject, k.message] for k in before])
        changed = _changed(root, loaded, blobs, trees) if loaded.clean and not asked.agency else None
    again = _again(loaded, changed, asked) if changed is not None else None
    if again is None:
        report = judged(loaded, asked)
        return Since(loaded, report, compare((*loaded.findings, *report.findings), before))
    report = narrowed(again.report, loaded.graph, asked.packs)
    return Since(loaded, report, compare((*loaded.findings, *report.findings), [k for k in before if again.covers(k)]))


def _remembered(rows: Any) -> list[Known] | None:
    """The findings of a record; None where it is none."""
    try:
        return [Known(fingerprint, frozenset(lacking), code, subject, message) for fingerprint, lacking, code, subject, message in rows]
    except (TypeError, ValueError):
        return None


def _changed(root: Path, loaded: Loaded, blobs: Mapping[str, str] | None, trees: kept.Trees) -> list[tuple[str, Element | None]] | None:
    """The ids of every file that differs, each with the element that it was; None where links make files differ elsewhere."""
    if blobs is None:
        return None
    own = {name: raw for name, raw in loaded.texts.items() if not name.startswith("schema/packs/")}
    names = {
        name
        for name in own.keys() | blobs.keys()
        if name not in own or revisions.blob_id(own[name], blobs.get(name, "")) != blobs.get(name)
    }
    old: dict[str, Element] = {}
    kinds = loaded.graph.metamodel.kinds
    wanted = sorted(name for name in names if name in blobs)
    for name, raw in zip(wanted, revisions.contents(root, [blobs[n] for n in wanted]), strict=True):
        data = trees.parse(name, raw).data
        for kind, members in data.items() if isinstance(data, dict) else ():
            for id, fields in members.items() if kind in kinds and isinstance(members, dict) else ():
                if isinstance(fields, dict):
                    old.setdefault(id, Element(id, kind, with_defaults(kinds[kind], fields), name))
    new = [e for e in loaded.graph.elements.values() if e.file in names]
    ids = [*old, *(e.id for e in new if e.id not in old)]
    return [(id, old.get(id)) for id in ids if not _same(old.get(id), loaded.graph.elements.get(id))]


def _same(old: Element | None, new: Element | None) -> bool:
    return old is not None and new is not None and old.kind == new.kind and old.fields == new.fields


class _Again(NamedTuple):
    """What was judged again: the rules with the subjects they were asked about (all where None)."""

    report: Report
    asked: Mapping[str, frozenset[str] | None]

    def covers(self, one: Known) -> bool:
        """Whether a known finding was looked for again: if it is not found, it is gone."""
        if one.code in self.asked:
            subjects = self.asked[one.code]
            return subjects is None or one.subject in subjects
        return not one.code.startswith(_WAIVERS)


def _again(loaded: Loaded, changed: Sequence[tuple[str, Element | None]], asked: Asked) -> _Again | None:
    """The rules over what the change can touch; None where it can touch everything."""
    graph = loaded.graph.stated() if asked.stated_only else loaded.graph
    states = [e for id, old in changed for e in (old, loaded.graph.elements.get(id)) if e]
    if any(e.kind in _WHOLE for e in states):
        return None
    alive = graph.at(asked.day)
    held = [r for r in rules(graph, asked.day) if r.severity(asked.profile)]
    rings = _Rings(alive, loaded.graph, changed)
    scope: dict[str, frozenset[str] | None] = {r.id: _scope(r, rings, states) for r in held}
    if any(_touches(waiver, scope, rings) for waiver in graph.of_kind(WAIVER)):
        return None
    judgements: list[Judgement] = []
    for rule in held:
        subjects = scope[rule.id]
        holds = compiled(rule.selector)
        chosen = None if subjects is None else [alive[id] for id in sorted(subjects) if id in alive and holds(alive, alive[id])]
        if chosen is None or (chosen and rule.word in _STEPS):
            judgements += apply(alive, rule, asked.profile, chosen)
    about = (*flaws(graph), *Templates(alive).flaws())
    return _Again(Report(asked.profile, asked.day, tuple(judgements), about, tuple(held)), scope)


def _scope(rule: Rule, rings: _Rings, states: Sequence[Element]) -> frozenset[str] | None:
    """The subjects of which a rule may now say something else; None for all."""
    near = _nested(rule.selector)
    if rule.word == "relates" and _awaited(rule.want, rings, states):
        return None
    if rule.word == "reaches" and not _nested(rule.want):  # it looks far, along its own way only
        return rings.within(near) | rings.within(_STEPS[rule.word](rule.want), listed(rule.want.get("by") or ()))
    if rule.word in _STEPS:
        return rings.within(max(near, _STEPS[rule.word](rule.want)))
    if rule.word == "follows" and not near and not _in_templates(rings):
        return frozenset()
    kinds = set(listed(rule.selector.get("kind") or ()))
    touched = {e.kind for e in states} | {rings.graph[id].kind for id in rings.within(near) if id in rings.graph}
    return frozenset() if rule.word in _OVER_ALL and kinds and kinds.isdisjoint(touched) else None


def _awaited(want: Mapping[str, Any], rings: _Rings, states: Sequence[Element]) -> bool:
    """Whether the change touches an element that has not determined whom it names: such a one stands for every subject of the rule."""
    named = [path for path in want.get("any", [want]) if path.get("direction") == "in"]
    beside = [rings.graph[id] for id in rings.within(max(map(_nested, named), default=0)) if id in rings.graph] if named else []
    return any(e.is_undetermined(name) for path in named for name in listed(path.get("by") or ()) for e in (*states, *beside))


def _in_templates(rings: _Rings) -> bool:
    """Whether the change is about a body, a block, or what answers for a block or meets a deviation."""
    asked = [t[name] for t in rings.graph.of_kind(TEMPLATE) for name in ("expects", "applies_to")]
    wide = max(map(_nested, asked), default=0)

    def about(ids: frozenset[str]) -> set[str]:
        return {rings.kinds[id] for id in ids if id in rings.kinds}

    return ORGANISATION in about(rings.within(wide)) or not about(rings.within(wide + 1)).isdisjoint((BLOCK, DEVIATION, TEMPLATE))


def _touches(waiver: Element, scope: Mapping[str, frozenset[str] | None], rings: _Rings) -> bool:
    """Whether a waiver may cover more or less than it did, or be in a gap that it was not in."""
    subjects = scope.get(str(waiver["rule"]), frozenset())
    return subjects is None or waiver["subject"] in subjects or waiver.id in rings.within(1)


class _Rings:
    """What lies within so many steps of a change, along relations as they are and as they were."""

    def __init__(self, alive: Graph, whole: Graph, changed: Sequence[tuple[str, Element | None]]) -> None:
        self.graph = alive
        self.kinds = {**{id: e.kind for id, e in alive.elements.items()}, **{id: old.kind for id, old in changed if old}}
        self._were = {id: self._named(old) for id, old in changed if old}
        for id, _ in changed:
            if id not in alive and id in whole:  # who names what is not there on the day
                self._were[id] = [*self._were.get(id, ()), *((r.source, r.field, r.type) for r in whole.into.get(id, ()))]
        self._seeds = frozenset(id for id, _ in changed)
        self._rings: dict[frozenset[str], list[frozenset[str]]] = {}

    def _named(self, element: Element) -> list[tuple[str, str, str]]:
        references = self.graph.metamodel.kinds[element.kind].references
        return [(id, field.name, field.relation) for field in references for id in element.refs(field.name)]

    def within(self, steps: int, by: Iterable[str] = ()) -> frozenset[str]:
        """The ids that are at most `steps` away, along these fields and relation types only where some are named."""
        names = frozenset(by)
        rings = self._rings.setdefault(names, [self._seeds])
        while len(rings) <= steps:
            last, before = rings[-1], rings[-2] if len(rings) > 1 else frozenset()
            rings.append(last.union(*(self._beside(id, names) for id in last - before)))
        return rings[steps]

    def _beside(self, id: str, by: frozenset[str]) -> list[str]:
        out, into = self.graph.out.get(id, ()), self.graph.into.get(id, ())
        ends = [*((r.target, r.field, r.type) for r in out), *((r.source, r.field, r.type) for r in into), *self._were.get(id, ())]
        return [other for other, field, type in ends if not by or field in by or type in by]


def _nested(part: Any) -> int:
    """How many steps a selector or a path looks beyond the element it is asked of."""
    if isinstance(part, Mapping):
        return max((int(word == "related") + _nested(want) for word, want in part.items()), default=0)
    return max(map(_nested, part), default=0) if isinstance(part, list) else 0
