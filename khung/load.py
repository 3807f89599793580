"""The one assembly line: bytes → trees → checked elements → graph and findings. Total: a bad model never raises."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from khung import sources, yamltree
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph
from khung.house import PACK, WORKSPACE
from khung.metamodel import Kind, Metamodel
from khung.model import Element, with_defaults
from khung.shape import Shape
from khung.shipped import derived

_ORDERED_DATES = (("since", "until"), ("issued", "repealed"), ("in_force", "repealed"))


class Loaded(NamedTuple):
    """What reading a workspace gives: a graph (perhaps partial), every finding in reading order, the bytes read."""

    graph: Graph
    findings: tuple[Diagnostic, ...]
    texts: Mapping[str, bytes]

    @property
    def clean(self) -> bool:
        """Whether there is no error."""
        return not any(d.severity == "error" for d in self.findings)


@lru_cache(maxsize=1)
def shipped_metamodel() -> Metamodel:
    """The metamodel that comes with the tool."""
    return Metamodel.from_data(derived("metamodel"))


@lru_cache(maxsize=1)
def shipped_shape() -> Shape:
    """Its compiled schema."""
    return Shape(shipped_metamodel(), lambda: derived("model.schema"))


class Parsed(NamedTuple):
    """What one file holds: its values (None when it cannot be read), and what is wrong with its text and its shape."""

    data: Any
    findings: list[Diagnostic]


Parse = Callable[[str, bytes], Parsed]
"""From the name and the bytes of a file to what it holds."""


def parsed(name: str, raw: bytes) -> Parsed:
    """What a file holds, by the shipped metamodel."""
    return _parsed(shipped_shape(), name, raw)


def load(root: Path, parse: Parse = parsed) -> Loaded:
    """Read the workspace at `root` with the packs it pins. Raises KhungError when there is no model folder."""
    return load_sources(*sources.workspace_files(root), sources.own_packs(root), parse)[0]


def load_revision(root: Path, revision: str, parse: Parse = parsed) -> Loaded:
    """Read the workspace at `root` as git has it at `revision`, judged with the packs of today's tool.
    An empty model where there was none yet. Raises KhungError where git or the revision is missing."""
    from khung import revisions  # noqa: PLC0415 - starts processes: only who asks pays

    return load_sources(*revisions.files(root, revision), revisions.own_packs(root, revision), parse)[0]


def load_packs(root: Path, revision: str, parse: Parse = parsed) -> Graph:
    """The packs as git has them at `revision`: the workspace's own, and the shipped ones where they are part of the workspace.
    Raises KhungError where git or the revision is missing."""
    from khung import revisions  # noqa: PLC0415 - starts processes: only who asks pays

    shipped = sources.shipped_folder(root)
    packs = revisions.own_packs(root, revision) | (revisions.own_packs(root, revision, shipped) if shipped else {})
    return load_sources([source for files in packs.values() for source in files], parse=parse)[0].graph


def load_sources(
    files: Iterable[sources.Source],
    findings: Iterable[Diagnostic] = (),
    packs: Mapping[str, list[sources.Source]] | None = None,
    parse: Parse = parsed,
) -> tuple[Loaded, list[sources.Source]]:
    """Read these files with the packs they pin, shipped ones and those of the workspace; also tells every file that was read."""
    with uncollected():
        assembly = Assembly(shipped_metamodel(), parse, list(findings))
        assembly.add_files(files)
        assembly.add_packs(packs or {})
        return assembly.finish(), assembly.read


def load_texts(texts: Mapping[str, bytes], metamodel: Metamodel | None = None) -> Loaded:
    """Assemble a model from bytes by file name, without packs; `metamodel` replaces the shipped one."""
    with uncollected():
        assembly = Assembly(metamodel or shipped_metamodel(), partial(_parsed, Shape(metamodel)) if metamodel else parsed, [])
        for name, raw in texts.items():
            assembly.add(name, raw)
        return assembly.finish()


def _parsed(shape: Shape, name: str, raw: bytes) -> Parsed:
    tree = yamltree.read(raw, name)
    wrong = shape.check(tree.data, name) if tree.data is not None else ()
    return Parsed(tree.data, [*tree.findings, *wrong])


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: nothing here is garbage, and half of the time would go into looking for it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Assembly:
    """A model being put together, file by file. `elements` may be given where some are known from elsewhere."""

    def __init__(self, metamodel: Metamodel, parse: Parse, findings: list[Diagnostic], elements: dict[str, Element] | None = None) -> None:
        self.metamodel, self.parse, self.findings = metamodel, parse, findings
        self.elements: dict[str, Element] = {} if elements is None else elements
        self.texts: dict[str, bytes] = {}
        self._places: dict[str, yamltree.Places] = {}
        self.malformed: list[tuple[str, str]] = []
        self.read: list[sources.Source] = []

    def add_files(self, files: Iterable[sources.Source]) -> None:
        """Add files as they lie on disk; one that cannot be read is a finding."""
        for source in files:
            try:
                raw = source.bytes()
            except OSError as error:
                self.findings.append(finding("K014", source.name, line=1, column=1, problem=error.strerror or str(error)))
                continue
            self.read.append(source)
            self.add(source.name, raw, source.pack)

    def add(self, name: str, raw: bytes, pack: str = "") -> None:
        """Add one file by its bytes."""
        self.texts[name] = raw
        data, findings = self.parse(name, raw)
        self.findings += findings
        self.malformed += [(str(d.path[1]), str(d.path[2])) for d in findings if d.code == "K114"]
        elements, kinds = self.elements, self.metamodel.kinds
        for key, members in yamltree.plain(data).items():
            kind = kinds.get(key)
            if kind is None or not isinstance(members, dict):
                continue
            for id, fields in members.items():
                if not isinstance(fields, dict):
                    continue
                if id in elements:
                    first = elements[id]
                    place = self._place(first.file, (first.kind, id))
                    self.findings.append(finding("K201", name, (key, id), subject=id, first=place))
                    continue
                elements[id] = Element(id, key, with_defaults(kind, fields), name, pack)

    def add_packs(self, own: Mapping[str, list[sources.Source]]) -> None:
        """Add the packs that the workspace pins: shipped ones, and `own` ones by name. A shipped name cannot be taken."""
        for workspace in [e for e in self.elements.values() if e.kind == WORKSPACE]:
            pins = workspace["packs"]
            for pack, version in (pins if isinstance(pins, dict) else {}).items():
                shipped = sources.pack_files(pack)
                path = (workspace.kind, workspace.id, "packs", pack)
                if shipped and pack in own:
                    self.findings.append(finding("K508", workspace.file, path, subject=workspace.id, pack=pack))
                files = shipped or own.get(pack, [])
                if not files:
                    known = [*sources.pack_names(), *own]
                    self.findings.append(finding("K501", workspace.file, path, subject=workspace.id, near=known, found=pack))
                    continue
                self.add_files(files)
                made = self.elements.get(pack)
                if made and made["version"] != version:
                    words = {"pack": pack, "found": made["version"], "wanted": version}
                    self.findings.append(finding("K502", workspace.file, path, subject=workspace.id, **words))

    def finish(self) -> Loaded:
        """Check ids, references, dates and cycles over all that was added."""
        plans: dict[str, _Plan] = {}
        edges: dict[str, dict[str, list[str]]] = {}
        codes: dict[str, Element] = {}
        for element in self.elements.values():
            plan = plans.get(element.kind)
            if plan is None:
                plan = plans[element.kind] = _plan(self.metamodel.kinds[element.kind])
            self._check(element, plan, edges)
            if plan.coded and (code := element.fields.get("code")):
                self._check_code(element, str(code), codes)
        for field, graph in edges.items():
            self.findings += self._cycles(field, graph)
        self._drop_malformed()
        placed = sorted(positioned(self.findings, self.texts), key=lambda d: d.order)
        return Loaded(Graph(self.metamodel, self.elements), tuple(placed), self.texts)

    def _drop_malformed(self) -> None:
        """What does not have its shape was told; whoever reads on may rely on the shape of every field."""
        for id, name in self.malformed:
            element = self.elements.get(id)
            if element:
                kept = {n: v for n, v in element.fields.items() if n != name}
                self.elements[id] = Element(id, element.kind, kept, element.file, element.pack)

    def _check(self, element: Element, plan: _Plan, edges: dict[str, dict[str, list[str]]]) -> None:
        fields, elements = element.fields, self.elements
        if not plan.unsourced and not fields.get("source") and fields.get("assumed") is not True:
            self._report("K120", element, ())
        for name, value in fields.items():
            spec = plan.fields.get(name)
            if spec is None:
                continue
            if spec is _DATE:
                self._check_date(element, name, value)
                continue
            if name == "undetermined":
                self._check_undetermined(element, value)
                continue
            many = type(value) is list
            for index, target in enumerate(value if many else (value,)):
                found = elements.get(target) if type(target) is str else None
                if found is None:
                    if type(target) is str:
                        path = (name, index) if many else (name,)
                        self._report("K202", element, path, near=self.near(), field=name, found=target)
                elif spec.to and found.kind not in spec.to:
                    wanted = ", ".join(self.metamodel.kinds[k].label.vi for k in spec.to)
                    path = (name, index) if many else (name,)
                    label = self.metamodel.kinds[found.kind].label.vi
                    self._report("K203", element, path, field=name, found=target, kind=label, wanted=wanted)
                if spec.acyclic and type(target) is str:
                    edges.setdefault(name, {}).setdefault(element.id, []).append(target)
        if plan.ordered:
            self._check_order(element, plan)

    def _check_code(self, element: Element, code: str, codes: dict[str, Element]) -> None:
        """A local code has one bearer. Between two of one code, the province's own is told: a pack is not its to edit."""
        first = codes.setdefault(code, element)
        if first is element:
            return
        if element.pack and not first.pack:
            first, element = element, first
        place = self._place(first.file, (first.kind, first.id, "code"))
        self._report("K205", element, ("code",), found=code, other=first.id, first=place)

    def _check_date(self, element: Element, name: str, value: Any) -> None:
        if type(value) is str and len(value) == 10 and value[:4].isdigit() and element.day(name) is None:
            self._report("K118", element, (name,), field=name, found=value)

    def _check_order(self, element: Element, plan: _Plan) -> None:
        for earlier, later in plan.ordered:
            first, second = element.day(earlier), element.day(later)
            if first and second and second < first:
                words = {"earlier": earlier, "earlier_date": first, "later": later, "later_date": second}
                self._report("K301", element, (later,), **words)

    def _check_undetermined(self, element: Element, value: Any) -> None:
        known = self.metamodel.kinds[element.kind].fields
        for name, about in (value if isinstance(value, dict) else {}).items():
            if name not in known:
                self._report("K111", element, ("undetermined", name), near=known, found=name, kind=element.kind)
            who = about.get("who") if isinstance(about, dict) else None
            if isinstance(who, str) and who not in self.elements:
                self._report("K202", element, ("undetermined", name, "who"), near=self.near(), field="who", found=who)
            by = about.get("by") if isinstance(about, dict) else None
            if isinstance(by, str) and not _is_day(by):
                self._report("K118", element, ("undetermined", name, "by"), field="by", found=by)

    def near(self) -> Iterable[str]:
        """The ids among which to look for "did you mean"."""
        return self.elements

    def _cycles(self, field: str, graph: dict[str, list[str]]) -> Iterator[Diagnostic]:
        done: set[str] = set()
        for start in graph:
            trail: dict[str, Iterator[str]] = {}
            stack = [start] if start not in done else []
            while stack:
                here = stack[-1]
                if here not in trail:
                    trail[here] = iter(graph.get(here, ()))
                onward = next((n for n in trail[here] if n not in done), None)
                if onward is None:
                    done.add(stack.pop())
                    del trail[here]
                elif onward in trail:
                    loop = [*stack[stack.index(onward) :], onward]
                    element = self.elements[onward]
                    path = (element.kind, element.id, field)
                    yield finding("K204", element.file, path, subject=onward, field=field, cycle=" → ".join(loop))
                else:
                    stack.append(onward)

    def _report(self, code: str, element: Element, path: tuple[str | int, ...], **words: Any) -> None:
        self.findings.append(finding(code, element.file, (element.kind, element.id, *path), subject=element.id, **words))

    def _place(self, file: str, path: tuple[str, ...]) -> str:
        if file not in self.texts:
            return file
        if file not in self._places:
            self._places[file] = yamltree.Places(self.texts[file], file)
        return f"{file}:{self._places[file][path].line}"


def positioned(findings: Iterable[Diagnostic], texts: Mapping[str, bytes]) -> list[Diagnostic]:
    """The findings with line and column resolved, each file parsed again once at most."""
    findings = list(findings)
    wanted: dict[str, set[yamltree.Path]] = {}
    for found in findings:
        if not found.line and found.file in texts:
            wanted.setdefault(found.file, set()).add(found.path)
    places = {file: yamltree.locate(texts[file], file, paths) for file, paths in wanted.items()}
    return [_placed(d, places[d.file][d.path]) if not d.line and d.file in places else d for d in findings]


def _placed(found: Diagnostic, place: yamltree.Place) -> Diagnostic:
    return found._replace(line=place.line, column=place.column, end_line=place.end_line, end_column=place.end_column)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class _Spec(NamedTuple):
    to: frozenset[str]
    acyclic: bool


_DATE = _Spec(frozenset(), acyclic=False)


class _Plan(NamedTuple):
    """What to look at in the elements of one kind, prepared once."""

    unsourced: bool
    fields: Mapping[str, _Spec]
    ordered: tuple[tuple[str, str], ...]
    coded: bool


def _plan(kind: Kind) -> _Plan:
    fields = {}
    for field in kind.fields.values():
        if field.is_reference:
            fields[field.name] = _Spec(frozenset(field.to or ()), field.acyclic)
        elif field.type == "date":
            fields[field.name] = _DATE
        elif field.type == "pending":
            fields[field.name] = _Spec(frozenset(), acyclic=False)
    ordered = tuple(pair for pair in _ORDERED_DATES if pair[0] in kind.fields and pair[1] in kind.fields)
    return _Plan(kind.unsourced, fields, ordered, kind.coded)


def pack_versions() -> dict[str, str]:
    """The shipped packs and their versions."""
    found = {}
    for pack in sources.pack_names():
        for source in sources.pack_files(pack):
            stated = yamltree.plain(yamltree.plain(yamltree.read(source.bytes(), source.name).data).get(PACK)).get(pack)
            if isinstance(stated, dict):
                found[pack] = str(stated.get("version", ""))
    return found
