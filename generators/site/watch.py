"""Which parts of a judged model a page has looked at, so that a page is made again only when one of them has changed.

A part has a key: `e:ID` an element, `i:ID` what refers to it, `o:ID` what it refers to, `k:KIND` the elements of a kind, `j:ID` its
judgements, `s:ID` the pictures that show it, `p:ID` a picture (`p:` all), `d:ID` the coverage of a document; `c` that of all, `x` what changed since the release, `r` the whole report, `*` everything.
`digests` gives every part its fingerprint; what no page asks for costs nothing. Nobody needs to know what is watched: a model
that is watched reads like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from generators.project import Project
from generators.site.page import Picture, shown_ids
from khung.conform import Judgement
from khung.graph import Graph
from khung.house import WORKSPACE
from khung.model import Relation
from khung.trace import Row

V = TypeVar("V")
ALL, REPORT, COVERAGE, SINCE = "*", "r", "c", "x"


class Watch:
    """The keys that were looked at since the last `begin`."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def begin(self) -> set[str]:
        """Start anew; the set that fills from now on."""
        self.seen = set()
        return self.seen

    @contextmanager
    def apart(self) -> Iterator[set[str]]:
        """A set of its own for what is made once and used by many; whoever uses it adds the set to its own."""
        outer, self.seen = self.seen, set()
        try:
            yield self.seen
        finally:
            self.seen = outer


class Watched(Mapping[str, V]):
    """A mapping that notes each key that is asked for; whoever walks through it has looked at everything."""

    def __init__(self, held: Mapping[str, V], prefix: str, watch: Watch, walked: str = ALL) -> None:
        self._held, self._prefix, self._watch, self._walked = held, prefix, watch, walked

    def __getitem__(self, key: str) -> V:
        self._watch.seen.add(f"{self._prefix}:{key}")
        return self._held[key]

    def __contains__(self, key: object) -> bool:
        self._watch.seen.add(f"{self._prefix}:{key}")
        return key in self._held

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping."""
        self._watch.seen.add(f"{self._prefix}:{key}")
        return self._held.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._watch.seen.add(self._walked)
        return iter(self._held)

    def __len__(self) -> int:
        self._watch.seen.add(self._walked)
        return len(self._held)


class WatchedGraph(Graph):
    """A graph whose readers are noted."""

    def __init__(self, plain: Graph, watch: Watch) -> None:
        super().__init__(plain.metamodel, Watched(plain.elements, "e", watch))
        vars(self).update(
            _plain=plain,
            _watch=watch,
            out=Watched(plain.out, "o", watch),
            into=Watched(plain.into, "i", watch),
            by_kind=Watched(plain.by_kind, "k", watch),
        )

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Every relation."""
        vars(self)["_watch"].seen.add(ALL)
        return cast("Graph", vars(self)["_plain"]).relations


class _Proxy:
    """Stands before an object and notes that it was read: `own` are answered here; `keys` says what else stands for which keys,
    what it does not name for all keys of `whole`."""

    def __init__(
        self, plain: object, watch: Watch, whole: Iterable[str], keys: Mapping[str, Iterable[str]], own: Mapping[str, Any]
    ) -> None:
        self._plain, self._watch, self._whole, self._keys, self._own = plain, watch, tuple(whole), keys, own

    def __getattr__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        self._watch.seen.update(self._keys.get(name, self._whole))
        return getattr(self._plain, name)


def watched(plain: Project, watch: Watch) -> Project:
    """The project, its readers noted. Day, profile and revision are of the whole site and not noted."""
    graph = WatchedGraph(plain.graph, watch)

    def counts(judgements: Sequence[Judgement] | None = None) -> Any:
        if judgements is None:
            watch.seen.add(REPORT)
        return plain.report.counts(judgements)

    report = _Proxy(
        plain.report,
        watch,
        (REPORT,),
        {"profile": (), "day": ()},
        {"by_subject": Watched(plain.report.by_subject, "j", watch, REPORT), "counts": counts},
    )
    whole = (ALL, REPORT, COVERAGE)
    keys = {"day": (), "revision": (), "since": (SINCE,), "workspace": (f"k:{WORKSPACE}",)}
    own = {"graph": graph, "report": report, "coverage": _Sequence(plain.coverage, watch)}
    return cast("Project", _Proxy(plain, watch, whole, keys, own))


class _Sequence(Sequence[Any]):
    """The coverage, its readers noted."""

    def __init__(self, held: Sequence[Any], watch: Watch) -> None:
        self._held, self._watch = held, watch

    def __getitem__(self, place: Any) -> Any:
        self._watch.seen.add(COVERAGE)
        return self._held[place]

    def __len__(self) -> int:
        self._watch.seen.add(COVERAGE)
        return len(self._held)


@dataclass(frozen=True)
class Digests(Mapping[str, str]):
    """The fingerprints of a project and its pictures, each made when it is asked for; "" for what is not there."""

    project: Project
    pictures: Sequence[Picture] = ()

    def __getitem__(self, key: str) -> str:
        prefix, _, id = key.partition(":")
        return self._makers[prefix](id)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("fingerprints are asked for by key")

    def __len__(self) -> int:
        return len(self.project.graph.elements)

    @cached_property
    def _makers(self) -> Mapping[str, Callable[[str], str]]:
        graph = self.project.graph
        return {
            "e": lambda id: self._elements.get(id, ""),
            "i": lambda id: _digest([(r.source, r.field) for r in graph.into.get(id, ())]),
            "o": lambda id: _digest([(r.target, r.field) for r in graph.out.get(id, ())]),
            "k": lambda kind: _digest([(e.id, self._elements[e.id]) for e in graph.by_kind.get(kind, ())]),
            "j": lambda id: _digest([_judged(j) for j in self.project.report.by_subject.get(id, ())]),
            "s": lambda id: _digest(self._shown_in.get(id)),
            "p": lambda id: _digest([p.drawing.svg for p in self.pictures if p.view.id == id or not id]),
            "d": lambda id: _digest([_covered(r) for r in self._rows.get(id, ())]),
            COVERAGE: lambda _: self._coverage,
            REPORT: lambda _: self._report,
            SINCE: lambda _: _digest(self.project.since),
            ALL: lambda _: _digest(sorted(self._elements.items())) + self._coverage + self._report,
        }

    @cached_property
    def _elements(self) -> dict[str, str]:
        return {e.id: _digest([e.kind, e.fields, e.file, e.pack]) for e in self.project.graph.elements.values()}

    @cached_property
    def _shown_in(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for picture in self.pictures:
            for id in shown_ids(picture):
                found.setdefault(id, []).append(picture.view.id)
        return found

    @cached_property
    def _coverage(self) -> str:
        return _digest([_covered(r) for r in self.project.coverage])

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.project.coverage:
            found.setdefault(str(row.clause["document"]), []).append(row)
        return found

    @cached_property
    def _report(self) -> str:
        report = self.project.report
        return _digest([[_judged(j) for j in report.judgements], [_found(f) for f in report.about], [r.id for r in report.rules]])


def _covered(row: Row) -> tuple[Any, ...]:
    return row.clause.id, row.status.value, row.elements, row.rules, len(row.findings)


def _judged(judged: Judgement) -> tuple[Any, ...]:
    return judged.rule.id, judged.subject.id, judged.answer.value, judged.waiver, _found(judged.finding) if judged.finding else ""


def _found(found: Any) -> tuple[Any, ...]:
    return found.code, found.severity.value, found.file, found.line, found.path, tuple(sorted(found.args.items())), found.message.vi


def _digest(value: Any) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=9).hexdigest() if value else ""
