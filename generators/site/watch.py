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
from typing import Any, TypeVar, cast

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
        if isinstance(element.fields, _Fields):
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


class _Fields(Mapping[str, Any]):
    """The fields of an element; each that is read is noted by its key, all of `whole` by whoever walks through them."""

    __slots__ = ("_held", "_keys", "_watch", "_whole")

    def __init__(self, held: Mapping[str, Any], keys: _OfKind | _OfOne, whole: Sequence[str], watch: Watch) -> None:
        self._held, self._keys, self._whole, self._watch = held, keys, whole, watch

    def __getitem__(self, field: str) -> Any:
        self._watch.seen.add(self._keys[field])
        return self._held[field]

    def __contains__(self, field: object) -> bool:
        self._watch.seen.add(self._keys[str(field)])
        return field in self._held

    def get(self, field: str, default: Any = None) -> Any:
        """As of any mapping."""
        self._watch.seen.add(self._keys[field])
        return self._held.get(field, default)

    def __iter__(self) -> Iterator[str]:
        self._watch.seen.update(self._whole)
        return iter(self._held)

    def __len__(self) -> int:
        self._watch.seen.update(self._whole)
        return len(self._held)


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


class _ById(Mapping[str, Element]):
    """Elements by id, each noting what is read of it."""

    def __init__(self, plain: Graph, graph: WatchedGraph, watch: Watch) -> None:
        self._held, self._graph, self._watch = plain.elements, graph, watch
        self._texts = Texts(plain.metamodel)
        self._twins: dict[str, Element] = {}

    def __getitem__(self, id: str) -> Element:
        self._watch.seen.add(f"l:{id}")
        found = self._twins.get(id)
        if found is None:
            e = self._held[id]
            keys = _OfOne(id, self._texts[e.kind])
            fields = _Fields(e.fields, keys, (f"l:{id}", f"t:{id}", f"e:{id}"), self._watch)
            found = self._twins[id] = Element(id, e.kind, fields, e.file, e.pack)
        return found

    def __contains__(self, id: object) -> bool:
        self._watch.seen.add(f"l:{id}")
        return id in self._held

    def __iter__(self) -> Iterator[str]:
        self._watch.seen.add(ROLL)
        return iter(self._held)

    def __len__(self) -> int:
        self._watch.seen.add(ROLL)
        return len(self._held)

    def values(self) -> ValuesView[Element]:
        """Every element, as one of its kind."""
        self._watch.seen.add(ROLL)
        met = {e.id: e for kind in self._graph.by_kind for e in self._graph.by_kind[kind]}
        return {id: met[id] for id in self._held}.values()


class _ByKind(Watched[tuple[Element, ...]]):
    """Elements by kind, each noting what is read of all of its kind."""

    def __init__(self, plain: Graph, watch: Watch) -> None:
        super().__init__(plain.by_kind, "n", watch, ROLL)
        self._twins: dict[str, tuple[Element, ...]] = {}

    def __getitem__(self, kind: str) -> tuple[Element, ...]:
        self._watch.seen.add(f"n:{kind}")
        found = self._twins.get(kind)
        if found is None:
            keys, whole, watch = _OfKind(kind), (f"k:{kind}",), self._watch
            met = (Element(e.id, kind, _Fields(e.fields, keys, whole, watch), e.file, e.pack) for e in self._held[kind])
            found = self._twins[kind] = tuple(met)
        return found

    def get(self, kind: str, default: Any = None) -> Any:
        """As of any mapping."""
        try:
            return self[kind]
        except KeyError:
            return default


class WatchedGraph(Graph):
    """A graph whose readers are noted."""

    def __init__(self, plain: Graph, watch: Watch) -> None:
        super().__init__(plain.metamodel, _ById(plain, self, watch))
        vars(self).update(
            _plain=plain,
            _watch=watch,
            out=Watched(plain.out, "o", watch),
            into=Watched(plain.into, "i", watch),
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
        {"by_subject": Watched(plain.report.by_subject, "j", watch, REPORT), "counts": counts},
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
