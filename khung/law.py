"""Law moves: which instrument a citation rests on, how well it is known, whether it stands on a day, and what came after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from khung.graph import Graph
from khung.house import DOCUMENT
from khung.model import Element


def instrument(graph: Graph, cited: str) -> Element | None:
    """The document that a cited id belongs to: the document itself, or that of a clause."""
    element = graph.elements.get(cited)
    if element is None or element.kind == DOCUMENT:
        return element
    return graph.elements.get(element["document"] or "")


def confidence(graph: Graph, element: Element) -> str:
    """How well what an element says is known: no better than the weakest text it cites, nor than it says itself.

    A key of the value list `confidence`, strongest first there; "" where neither it nor any text bears a mark.
    """
    order = list(graph.metamodel.values.get("confidence", {}))
    marks = [element["confidence"], *(_mark(graph, id) for id in element.refs("source"))]
    return max((m for m in marks if m in order), key=order.index, default="")


def _mark(graph: Graph, cited: str) -> str | None:
    """The mark of a text cited: of the clause itself, else of its instrument."""
    element, text = graph.elements.get(cited), instrument(graph, cited)
    return (element["confidence"] if element else None) or (text["confidence"] if text else None)


def repealed(document: Element, day: date) -> bool:
    """Whether a document is out of force on `day`: by its date of repeal, or by its stated status where no date is known."""
    ended = document.day("repealed")
    return ended <= day if ended else document["status"] == "repealed"


def fallen(graph: Graph, cited: Iterable[str], day: date) -> dict[str, Element]:
    """Of the ids cited, those whose instrument is repealed on `day`, each with that instrument."""
    found = ((id, instrument(graph, id)) for id in cited)
    return {id: document for id, document in found if document and repealed(document, day)}


def successors(graph: Graph, document: Element, day: date) -> list[Element]:
    """What replaced a document and stands on `day`, however many steps on."""
    seen, found, todo = {document.id}, [], list(document.refs("replaced_by"))
    for id in todo:  # grows while it is walked
        later = graph.elements.get(id)
        if later is None or id in seen:
            continue
        seen.add(id)
        if repealed(later, day):
            todo += later.refs("replaced_by")
        else:
            found.append(later)
    return found
