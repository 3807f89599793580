"""The model prepared for one language of the site, and a place in the site from which links are relative."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from generators.findings import legal_source
from generators.project import Project
from generators.site.page import ELEMENTS, Picture, showing
from generators.site.watch import COVERAGE, REPORT, ROLL, Prefixed, Watch, Watched, watched
from generators.site.words import words
from khung.conform import Judgement
from khung.diagnostic import ANSWERS, Answer, Diagnostic
from khung.graph import Graph
from khung.house import CLAUSE
from khung.metamodel import Field, Kind, Metamodel
from khung.model import Element
from khung.shape import ID_PATTERN
from khung.trace import Row, by_document
from khung.vietnamese import collation_key, format_date

T = TypeVar("T")
P = ParamSpec("P")
_ID = re.compile(ID_PATTERN)
_WORST = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM)


@dataclass(frozen=True)
class Site:
    """One language of the site: the judged model, its pictures, and how names, days and answers are written."""

    plain: Project
    language: str
    drawn: Sequence[Picture] = ()

    @cached_property
    def watch(self) -> Watch:
        """Notes which parts of the model a page looks at."""
        return Watch()

    @cached_property
    def project(self) -> Project:
        """The judged model, its readers noted."""
        return watched(self.plain, self.watch)

    @property
    def pictures(self) -> Sequence[Picture]:
        """Every picture."""
        self.watch.seen.add("p:")
        return self.drawn

    def picture(self, view: str) -> Picture | None:
        """The picture of a view."""
        self.watch.seen.add(f"p:{view}")
        return next((p for p in self.drawn if p.view.id == view), None)

    @cached_property
    def t(self) -> Mapping[str, str]:
        """The site's own words."""
        return words(self.language)

    @property
    def graph(self) -> Graph:
        """The model."""
        return self.project.graph

    @property
    def metamodel(self) -> Metamodel:
        """What the model may say."""
        return self.project.graph.metamodel

    def kind(self, element: Element) -> Kind:
        """The kind of an element."""
        return self.metamodel.kinds[element.kind]

    def kinds_in(self, group: str) -> tuple[Kind, ...]:
        """The kinds that have a group of fields."""
        return tuple(k for k in self.metamodel.kinds.values() if group in k.groups)

    def elements_in(self, group: str) -> list[Element]:
        """The elements whose kind has a group of fields."""
        return list(self.graph.of_kind(*(k.key for k in self.kinds_in(group))))

    def name(self, element: Element) -> str:
        """Its name in this language."""
        return element.names.get(self.language)

    def short(self, element: Element) -> str:
        """What people call it where there is little room: its short name, or its Vietnamese abbreviation on Vietnamese pages, else its name."""
        stated = element.text("short_name")
        named = (stated.vi or str(element["abbreviation"] or "")) if self.language == "vi" else stated.en
        return named or self.name(element)

    def text(self, element: Element, field: str) -> str:
        """A text field in this language, or in the other where that is all there is."""
        return element.text(field).get(self.language)

    def day(self, day: date | str | None) -> str:
        """A day as its readers write it; what is no date stays as it is written."""
        try:
            return format_date(day, self.language) if day else ""
        except ValueError:
            return str(day)

    def number(self, value: float) -> str:
        """A number with the separators of the language."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def choice(self, field: Field, key: Any) -> str:
        """The label of a value of a choice field."""
        return self.metamodel.label(field.of, str(key), self.language) if key else ""

    def answer(self, answer: Answer) -> str:
        """An official answer in words."""
        return ANSWERS[answer].get(self.language)

    def judgements(self, ids: Iterable[str]) -> list[Judgement]:
        """What the rules say of these elements."""
        return [j for id in ids for j in self.project.report.by_subject.get(id, ())]

    def worst(self, judgements: Iterable[Judgement]) -> Answer:
        """The answer that weighs most; not applicable where there is none."""
        found = {j.answer for j in judgements}
        return next((a for a in _WORST if a in found), Answer.NOT_APPLICABLE)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str, Any], int]:
        placed = (f for row in self.plain.coverage for f in row.findings)
        return {(f.code, f.subject, f.path): f.line for f in (*placed, *self.plain.report.findings) if f.line}

    def where(self, found: Diagnostic) -> str:
        """`file:line` of a finding, or the file alone where its line was not looked up."""
        if not (line := found.line):
            self.watch.seen.add(REPORT)
            line = self._lines.get((found.code, found.subject, found.path), 0)
        return f"{found.file}:{line}" if line else found.file

    def cited(self, id: str) -> str:
        """A clause or document as people cite it."""
        return legal_source(self.graph, id, self.language)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of every element in Vietnamese dictionary order of names."""
        return Watched(self._order, Prefixed("l"), (ROLL,), self.watch)

    @cached_property
    def _order(self) -> dict[str, int]:
        made = sorted(self.plain.graph.elements.values(), key=lambda e: (collation_key(self.name(e)), e.id))
        return {e.id: number for number, e in enumerate(made)}

    @cached_property
    def field_order(self) -> Mapping[tuple[str, str], int]:
        """The place of every field of every kind in the metamodel."""
        pairs = ((key, name) for key, kind in self.metamodel.kinds.items() for name in kind.fields)
        return {pair: number for number, pair in enumerate(pairs)}

    def sorted(self, elements: Iterable[Element]) -> list[Element]:
        """Elements in dictionary order, each once."""
        found, order = {e.id: e for e in elements}, self._order
        for element in found.values():
            self.watch.name(element)
        return sorted(found.values(), key=lambda e: order[e.id])

    @cached_property
    def coverage(self) -> Mapping[str, Sequence[Row]]:
        """The coverage of clauses by document, in the order of the text."""
        return Watched(by_document(self.plain.coverage), Prefixed("d"), (COVERAGE,), self.watch)

    @cached_property
    def formerly(self) -> Mapping[str, str]:
        """Ids that elements had before they were renamed, those that no element has now. Each becomes a path: what is no id is left out."""
        found: dict[str, str] = {}
        for element in self.graph.elements.values():
            for old in element["formerly"] or ():
                if old not in self.graph and _ID.fullmatch(old):
                    found.setdefault(old, element.id)
        return found

    @cached_property
    def _held(self) -> dict[Any, tuple[Any, set[str]]]:
        return {}

    def once(self, make: Callable[Concatenate[Site, P], T], *args: P.args, **named: P.kwargs) -> T:
        """What `make` gives for this site (and these arguments), made at the first question only."""
        key = (make, args, *named.items())
        if key not in self._held:
            with self.watch.apart() as seen:
                made = make(self, *args, **named)
            self._held[key] = made, seen
        value, seen = self._held[key]
        self.watch.seen |= seen
        return cast("T", value)

    @cached_property
    def links(self) -> dict[str, dict[str, Markup]]:
        """Links that were made before, by the way from the page to the elements and id."""
        return {}

    @cached_property
    def shown_in(self) -> Mapping[str, Sequence[Picture]]:
        """The pictures that an element is drawn in."""
        return Watched(showing(self.drawn), Prefixed("s"), ("p:",), self.watch)


class Place:
    """A page's place in the site: everything that depends on how deep it lies."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path = site, path
        self.base = "../" * path.count("/")
        self.elements = "../" if path.startswith(ELEMENTS) else self.base + ELEMENTS
        self._links = site.links.setdefault(self.elements, {})

    def href(self, path: str) -> str:
        """A link to a path of the site from here."""
        return (self.base + path) or "./"

    def link(self, id: str, text: str = "") -> Markup:
        """A link to an element, marked where it is assumed; the bare id where there is no such element."""
        self.site.watch.seen.add(f"l:{id}")
        found = self._links.get(id) if not text else None
        if found is None:
            found = self._link(id, text)
            if not text:
                self._links[id] = found
        return found

    def _link(self, id: str, text: str) -> Markup:
        if id not in self.site.graph:
            return escape(id)
        element, t = self.site.graph[id], self.site.t
        shown = escape(text or self.site.name(element))
        mark = f' <abbr class="k-as" title="{t["assumed"]}">{t["assumed_short"]}</abbr>' if element.assumed else ""
        return Markup(f'<a href="{self.elements}{id}/">{shown}</a>{mark}')  # noqa: S704 - ids are checked, texts escaped

    def links(self, ids: Iterable[str]) -> list[Markup]:
        """Links in dictionary order."""
        order = self.site.order
        return [self.link(id) for id in sorted(dict.fromkeys(ids), key=lambda id: (order.get(id, -1), id))]

    def cite(self, id: str) -> Markup:
        """A link to a clause or document, worded as people cite it."""
        return self.link(id, self.site.cited(id))

    def cites(self, ids: Iterable[str]) -> list[Markup]:
        """Links to clauses or documents as people cite them; what is cited in the same words stands once."""
        return list({str(cited.striptags()): cited for cited in map(self.cite, ids)}.values())

    def number_of(self, id: str) -> Markup:
        """A link to a clause worded by its number alone, to a document by its citation."""
        graph = self.site.graph
        return self.link(id, str(graph[id]["number"])) if id in graph and graph[id].kind == CLAUSE else self.cite(id)

    def render(self, template: str, **values: Any) -> str:
        """A template filled for this place."""
        return _environment().get_template(template).render(site=self.site, t=self.site.t, here=self, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("generators.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(),
    )


def _compiled() -> FileSystemBytecodeCache | None:
    """What templates were compiled to, kept beside them as Python keeps its modules; None where nothing can be kept there."""
    folder = Path(__file__).parent / "templates" / "__pycache__"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None
