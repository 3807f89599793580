"""What a view draws as nodes and lines: selection, flows as lines, references as lines, groups, table. Knows no picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from generators.grouping import field_label, grouped
from generators.marks import Marks
from generators.project import Project
from khung.diagnostic import Text
from khung.metamodel import Kind
from khung.model import Element, Relation
from khung.query import select

MOST = 60
"""Nodes of a view that sets no limit."""
_DEEP = 2
_WHOLE = ("composition", "aggregation")
_HEADINGS = (
    Text("Phần tử nguồn", "From"), Text("Loại", "Kind"), Text("Quan hệ", "Relation"), Text("Phần tử đích", "To"), Text("Qua", "Through"),
    Text("Nội dung", "Content"), Text("Trạng thái", "State"), Text("Phương thức", "Mode"), Text("Căn cứ", "Basis"),
    Text("Phần tử", "Element"),
)  # fmt: skip


@dataclass(frozen=True)
class Tie:
    """One line. It stands for `flows`, or when there are none for the reference `field` of the element `by`.
    `backward` when it points to its first end."""

    tail: str
    head: str
    label: str
    status: str = ""
    mode: str = ""
    field: str = ""
    by: str = ""
    backward: bool = False
    flows: tuple[Element, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether no source states any of its flows."""
        return bool(self.flows) and all(f.assumed for f in self.flows)


@dataclass(frozen=True)
class Cluster:
    """Nodes drawn inside a frame; `id` names the element that the frame stands for ("" where it stands for none)."""

    label: str
    id: str
    members: tuple[Element, ...]
    inner: tuple[Cluster, ...] = ()

    @property
    def own(self) -> list[str]:
        """The ids of the members that stand directly in it."""
        deeper = {m.id for c in self.inner for m in c.members} | {c.id for c in self.inner}
        return [m.id for m in self.members if m.id not in deeper]


def _nested(cluster: Cluster, others: Sequence[Cluster]) -> Cluster:
    """The cluster with those inside it that stand for its own members. What refers to itself in a circle is in no picture's frame."""
    ids = {m.id for m in cluster.members}
    return replace(cluster, inner=(*cluster.inner, *(_nested(c, others) for c in others if c.id in ids)))


def is_flow(kind: Kind) -> bool:
    """Whether elements of the kind stand for a relation between two others and are drawn as a line."""
    return "relation" in kind.groups and "from" in kind.fields and "to" in kind.fields


@dataclass(frozen=True)
class Net:
    """The nodes and lines of one view, in one language. `by` and `relations` stand in for what the view does not say: the fields to
    group by, the fields or relation types to draw (all between what it selects where there are none)."""

    project: Project
    view: Element
    language: str
    by: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    @cached_property
    def marks(self) -> Marks:
        """How elements are marked."""
        return Marks(self.project, self.language)

    def kind(self, element: Element) -> Kind:
        """The kind of an element."""
        return self.project.graph.metamodel.kinds[element.kind]

    @cached_property
    def _selected(self) -> list[Element]:
        return select(self.project.graph, self.view["select"] or {})

    @cached_property
    def flows(self) -> list[Element]:
        """The selected flows whose ends are in the model."""
        found = [e for e in self._selected if is_flow(self.kind(e)) and len(self._way(e)) > 1]
        return sorted(found, key=lambda e: e.id)

    def _way(self, flow: Element) -> list[str]:
        """The elements a flow passes, from its source through its platforms to its target."""
        ids = [*flow.refs("from")[:1], *flow.refs("through"), *flow.refs("to")[:1]]
        ends = all(flow.refs(f)[:1] and flow.refs(f)[0] in self.project.graph for f in ("from", "to"))
        return [id for n, id in enumerate(ids) if id in self.project.graph and (n == 0 or ids[n - 1] != id)] if ends else []

    @cached_property
    def candidates(self) -> dict[str, Element]:
        """Everything that could be a node, by id: what is selected and the ends of its flows."""
        graph = self.project.graph
        found = {e.id: e for e in self._selected if not is_flow(self.kind(e))}
        found |= {id: graph[id] for flow in self.flows for id in self._way(flow)}
        return dict(sorted(found.items()))

    @cached_property
    def ties(self) -> list[Tie]:
        """The lines between all candidates, in a stable order."""
        return [*self._flow_ties(), *self._reference_ties()]

    def _flow_ties(self) -> list[Tie]:
        found: dict[tuple[str, str, str, str, str], list[Element]] = {}
        for flow in self.flows:
            way = self._way(flow)
            told = (self.relation(flow), str(flow["status"] or ""), str(flow["mode"] or ""))
            for tail, head in pairwise(way):
                found.setdefault((tail, head, *told), []).append(flow)
        return [Tie(*key, flows=tuple(found[key])) for key in sorted(found)]

    def relation(self, flow: Element) -> str:
        """What kind of relation a flow is, in words."""
        return self.marks.label(flow, "type") or self.kind(flow).label.get(self.language)

    def _reference_ties(self) -> Iterator[Tie]:
        wanted = tuple(self.view["relations"] or self.relations)
        ends = self.candidates if wanted else {e.id for e in self._selected}
        for id in (id for id in self.candidates if id in ends):
            for r in sorted(self.project.graph.out.get(id, ()), key=lambda r: (r.field, r.target)):
                if r.target in ends and r.target in self.candidates and r.target != id and (not wanted or {r.field, r.type} & set(wanted)):
                    yield self._reference(r)

    def _reference(self, r: Relation) -> Tie:
        """The arrow points as the metamodel says; parts hang below their whole, what is used below what uses it."""
        spec = self.kind(self.project.graph[r.source]).fields[r.field]
        label = (spec.back if r.reverse and spec.back.vi else spec.label).get(self.language)
        if r.reverse and r.type in _WHOLE:
            return Tie(r.target, r.source, label, field=r.field, by=r.source)
        return Tie(r.source, r.target, label, field=r.field, by=r.source, backward=r.reverse)

    @cached_property
    def nodes(self) -> dict[str, Element]:
        """The nodes that are drawn, by id: where there are too many, those with most lines."""
        limit = self.view["limit"]
        most = limit if isinstance(limit, int) and limit > 0 else MOST
        degree = Counter(id for tie in self.ties for id in (tie.tail, tie.head))
        kept = sorted(self.candidates, key=lambda id: (-degree[id], id))[:most]
        return {id: e for id, e in self.candidates.items() if id in set(kept)}

    @property
    def left_out(self) -> int:
        """How many nodes are in the table only."""
        return len(self.candidates) - len(self.nodes)

    @cached_property
    def lines(self) -> list[Tie]:
        """The lines that are drawn: between nodes, save those that a frame shows already."""
        drawn = [t for t in self.ties if t.tail in self.nodes and t.head in self.nodes]
        return [t for t in drawn if t.field not in self._fields or not self._around(t)]

    def _around(self, tie: Tie) -> bool:
        """Whether one end is grouped under the other."""
        return bool({(tie.tail, tie.head), (tie.head, tie.tail)} & self._inside)

    @cached_property
    def _inside(self) -> set[tuple[str, str]]:
        return {(m.id, c.id) for c in self._all_clusters(self.clusters) for m in c.members}

    @property
    def _fields(self) -> tuple[str, ...]:
        return tuple(self.view["group_by"] or self.by)[:_DEEP]

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """The frames, outermost first; empty for a view that groups by nothing."""
        return self._clusters(list(self.nodes.values()), self._fields)

    def _clusters(self, members: Sequence[Element], fields: Sequence[str]) -> tuple[Cluster, ...]:
        """Frames for the values of the first field, in them those of the next. What has no value stands in no frame of this field."""
        if not fields or not members:
            return ()
        free = {m.id for m in members if fields[0] in self.kind(m).fields and m[fields[0]] in (None, "", [])}
        free |= {m.id for m in members if fields[0] not in (*self.kind(m).fields, "kind", "domain")}
        groups = grouped(self.project, [m for m in members if m.id not in free], fields[0], self.language)
        made = [Cluster(g.label, g.id, g.members, self._clusters(g.members, fields[1:])) for g in groups]
        inside = {m.id for c in made for m in c.members}
        roots = [_nested(c, made) for c in made if c.id not in inside]
        heads = {c.id for c in made}
        return (*roots, *self._clusters([m for m in members if m.id in free - heads], fields[1:]))

    def _all_clusters(self, clusters: Sequence[Cluster]) -> Iterator[Cluster]:
        for cluster in clusters:
            yield cluster
            yield from self._all_clusters(cluster.inner)

    @cached_property
    def frames(self) -> set[str]:
        """The nodes that a frame stands for: a line cannot end at the frame it starts in, so such a node is a box as well."""
        held = {id for t in self.lines if self._around(t) for id in (t.tail, t.head)}
        return {c.id for c in self._all_clusters(self.clusters) if c.id in self.nodes} - held

    def content(self, flow: Element) -> str:
        """What a flow carries, in words."""
        named = "; ".join(e.names.get(self.language) for e in self.project.graph.targets(flow.id, "data"))
        return flow.text("content").get(self.language) or named or flow.names.get(self.language)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of `rows`."""
        fields = [field_label(self.project, list(self.candidates.values()), f, self.language) for f in self._fields]
        return (*fields, *(h.get(self.language) for h in _HEADINGS))

    def rows(self) -> Iterator[tuple[Element, tuple[str, ...]]]:
        """The view as a table: each element by group, with the relations it states."""
        for head, members in self._leaves((), list(self.candidates.values()), self._fields):
            for e in members:
                told = (*head, e.names.get(self.language), self.kind(e).label.get(self.language))
                alone = ("", "", "", "", "", "", self.marks.assumed(e), e.id)
                yield from ((e, (*told, *row)) for row in self._stated.get(e.id, [alone]))

    def _leaves(
        self, head: tuple[str, ...], members: Sequence[Element], fields: Sequence[str]
    ) -> Iterator[tuple[tuple[str, ...], Sequence[Element]]]:
        if not fields:
            yield head, members
            return
        for g in grouped(self.project, members, fields[0], self.language):
            yield from self._leaves((*head, g.label), g.members, fields[1:])

    def _name(self, id: str) -> str:
        return self.project.graph[id].names.get(self.language)

    @cached_property
    def _stated(self) -> dict[str, list[tuple[str, ...]]]:
        """The rows of each element: its flows, then its references."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for flow in self.flows:
            way = self._way(flow)
            state, mode = (self.marks.label(flow, f) for f in ("status", "mode"))
            through = "; ".join(map(self._name, way[1:-1]))
            told = (self.relation(flow), self._name(way[-1]), through, self.content(flow), state, mode)
            found.setdefault(way[0], []).append((*told, self.marks.assumed(flow), flow.id))
        for t in (t for t in self.ties if not t.flows):
            element = self.project.graph[t.by]
            label = self.kind(element).fields[t.field].label.get(self.language)
            other = self._name(t.tail if t.by == t.head else t.head)
            found.setdefault(t.by, []).append((label, other, "", "", "", "", self.marks.assumed(element), t.by))
        return found
