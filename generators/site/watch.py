"""Which parts of a judged model a page has looked at, so that a page is made again only when one of them has changed.

A part has a key: `l:ID` how an element is called and what it is, `t:ID` its long texts, `e:ID` the rest of it, `i:ID` what refers to it, `o:ID` what it refers to (`o:` all relations);
`n:KIND` which elements are of a kind (`n:` which there are), `v:KIND.FIELD` a field of all of them, `k:KIND` all of their fields; `j:ID` its
judgements, `s:ID` the pictures that show it, `p:ID` a picture (`p:` all), `d:ID` the coverage of a document; `c` that of all, `x` what
changed since the release, `r` the whole report, `m:NAME` what is judged besides (`FACTS`), `*` everything. An element that was asked for by its id notes its own keys when its
fields are read, one that was met on the way through its kind notes the keys of the kind: a list of ten thousand names is one key.
Nobody needs to know what is watched: a model that is watched reads like any other. `generators/site/digests.py` tells what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, cast

from generators.project import Project
from khung.conform import Judgement
from khung.graph import Graph
from khung.house import WORKSPACE
from khung.metamodel import Metamodel
from khung.model import Element, Relation

V = TypeVar("V")
ALL, REPORT, COVERAGE, SINCE, ROLL, RELATIONS = "*", "r", "c", "x", "n:", "o:"
FACTS = ("trend", "stated", "under")
"""What a project judges besides its report. Costly: told anew only when something at all has changed."""
BESIDE = frozenset("psx")
"""How the keys begin that are not part of `ALL`."""
LABEL = ("name", "name_en", "short_name", "short_name_en", "abbreviation", "assumed")
"""The fields that links show: who only points at an element has not looked at the rest of it."""


class Texts(dict[str, frozenset[str]]):
    """By kind, the fields that hold whole paragraphs: only who tells an element in full reads them."""

    def __init__(self, metamodel: Metamodel) -> None:
        super().__init__()
        self._kinds = metamodel.kinds

    def __missing__(self, kind: str) -> frozenset[str]:
        fields = self._kinds[kind].fields.items()
        found = self[kind] = frozenset(name for name, f in fields if f.type == "markdown" and name not in LABEL)
        return found


class Watch:
    """The keys that were looked at since the last `begin`."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def begin(self) -> set[str]:
        """Start anew; the set that fills from now on."""
        self.seen = set()
        return self.seen

    def whole(self, id: str) -> None:
        """Note that all of an element was looked at."""
        self.seen.update((f"l:{id}", f"t:{id}", f"e:{id}"))

    def name(self, element: Element) -> None:
        """Note that the names of an element were looked at."""
        if isinstance(element.fields, Watched):
            _ = element.names
        else:
            self.seen.add(f"l:{element.id}")

    @contextmanager
    def apart(self) -> Iterator[set[str]]:
        """A set of its own for what is made once and used by many; whoever uses it adds the set to its own."""
        outer, self.seen = self.seen, set()
        try:
            yield self.seen
        finally:
            self.seen = outer


class Watched(Mapping[str, V]):
    """A mapping that notes each key that is asked for, by the name that `keys` has for it, and all of `whole` for whoever walks through it."""

    __slots__ = ("_held", "_keys", "_watch", "_whole")

    def __init__(self, held: Mapping[str, V], keys: Named, whole: Sequence[str], watch: Watch) -> None:
        self._held, self._keys, self._whole, self._watch = held, keys, whole, watch

    def __getitem__(self, key: str) -> V:
        self._watch.seen.add(self._keys[key])
        return self._held[key]

    def __contains__(self, key: object) -> bool:
        self._watch.seen.add(self._keys[str(key)])
        return key in self._held

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping."""
        self._watch.seen.add(self._keys[key])
        return self._held.get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._watch.seen.update(self._whole)
        return iter(self._held)

    def __len__(self) -> int:
        self._watch.seen.update(self._whole)
        return len(self._held)


class Named(Protocol):
    """The key by which something is noted."""

    def __getitem__(self, name: str, /) -> str:
        """The key of a name."""


class Prefixed:
    """Keys of one sort: "d" makes "d:ID" of "ID"."""

    __slots__ = ("_prefix",)

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __getitem__(self, name: str) -> str:
        return f"{self._prefix}:{name}"


class _OfKind(dict[str, str]):
    """The key of a field of all elements of a kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, field: str) -> str:
        key = self[field] = f"v:{self._kind}.{field}"
        return key


class _OfOne:
    """The key of a field of one element."""

    __slots__ = ("_id", "_texts")

    def __init__(self, id: str, texts: frozenset[str]) -> None:
        self._id, self._texts = id, texts

    def __getitem__(self, field: str) -> str:
        return f"{'l' if field in LABEL else 't' if field in self._texts else 'e'}:{self._id}"


class _ById(Watched[Element]):
    """Elements by id, each noting what is read of it."""

    __slots__ = ("_graph", "_texts", "_twins")

    def __init__(self, plain: Graph, graph: WatchedGraph, watch: Watch) -> None:
        super().__init__(plain.elements, Prefixed("l"), (ROLL,), watch)
        self._graph, self._texts = graph, Texts(plain.metamodel)
        self._twins: dict[str, Element] = {}

    def __getitem__(self, id: str) -> Element:
        plain = super().__getitem__(id)
        found = self._twins.get(id)
        if found is None:
            keys = _OfOne(id, self._texts[plain.kind])
            found = self._twins[id] = _twin(plain, Watched(plain.fields, keys, (f"l:{id}", f"t:{id}", f"e:{id}"), self._watch))
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping."""
        return Mapping.get(self, key, default)  # by way of __getitem__

    def values(self) -> ValuesView[Element]:
        """Every element, as one of its kind."""
        met = {e.id: e for kind in self._graph.by_kind for e in self._graph.by_kind[kind]}
        return {id: met[id] for id in self}.values()


class _ByKind(Watched[tuple[Element, ...]]):
    """Elements by kind, each noting what is read of all of its kind."""

    __slots__ = ("_twins",)

    def __init__(self, plain: Graph, watch: Watch) -> None:
        super().__init__(plain.by_kind, Prefixed("n"), (ROLL,), watch)
        self._twins: dict[str, tuple[Element, ...]] = {}

    def __getitem__(self, kind: str) -> tuple[Element, ...]:
        plain = super().__getitem__(kind)
        found = self._twins.get(kind)
        if found is None:
            keys = _OfKind(kind)
            found = self._twins[kind] = tuple(_twin(e, Watched(e.fields, keys, (f"k:{kind}",), self._watch)) for e in plain)
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping."""
        return Mapping.get(self, key, default)


def _twin(element: Element, fields: Mapping[str, Any]) -> Element:
    return Element(element.id, element.kind, fields, element.file, element.pack)


class WatchedGraph(Graph):
    """A graph whose readers are noted."""

    def __init__(self, plain: Graph, watch: Watch) -> None:
        super().__init__(plain.metamodel, _ById(plain, self, watch))
        vars(self).update(
            _plain=plain,
            _watch=watch,
            out=Watched(plain.out, Prefixed("o"), (ALL,), watch),
            into=Watched(plain.into, Prefixed("i"), (ALL,), watch),
            by_kind=_ByKind(plain, watch),
        )

    @property
    def selections(self) -> dict[tuple[str, ...], tuple[Element, ...]]:
        """Nothing: what was selected for one page was not looked at by the next."""
        return {}

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Every relation."""
        vars(self)["_watch"].seen.update((ROLL, RELATIONS))
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
        {"by_subject": Watched(plain.report.by_subject, Prefixed("j"), (REPORT,), watch), "counts": counts},
    )
    whole = (ALL, REPORT, COVERAGE)
    keys = {name: (f"m:{name}",) for name in FACTS} | {
        "day": (),
        "revision": (),
        "since": (SINCE,),
        "workspace": (f"k:{WORKSPACE}", f"n:{WORKSPACE}"),
    }
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
