"""The search index, in the form that the theme loads; how it is searched is `theme/assets/khung-search.js`'s business."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generators.site.abbreviations import ABBREVIATIONS
from generators.site.page import Entry
from khung.artifact import Artifact
from khung.vietnamese import fold

SEPARATOR = r"[\s,;:!?=·…–—\-()\[\]{}\"“”'’/\\<>&]+"
"""Between words. A full stop is part of a word, so that clause numbers (III.2.a) stay whole."""

_WORD = re.compile(SEPARATOR)
Document = dict[str, Any]
"""One page of the index: location, title, text, keys, boost; plain data."""


def index(documents: Iterable[Document]) -> Iterator[Artifact]:
    """The files of the search: the small one that the theme loads with every page, and the documents, which the worker loads at
    the first question. Texts are plain: the worker escapes what it marks."""
    config = {"lang": ["en"], "separator": SEPARATOR, "pipeline": [], "fields": {}}
    yield _file("search_index", {"config": config, "docs": []})
    yield _file("documents", [made for made in documents if made["title"]])


def _file(name: str, data: Any) -> Artifact:
    return Artifact.text(f"search/{name}.json", json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def document(path: str, entry: Entry) -> Document:
    """What the worker reads of a page."""
    keys = dict.fromkeys((*entry.keys, *_aliases(f"{entry.title} {entry.text}")))
    made: Document = {"location": path, "title": entry.title, "text": entry.text}
    if keys:
        made["keys"] = " ".join(keys)
    if entry.weight != 1:
        made["boost"] = entry.weight
    return made


def _aliases(text: str) -> list[str]:
    """Abbreviations of what the text spells out, and spellings of the abbreviations it uses (written as they are: “ai” is not AI)."""
    line = _line(text)
    used = set(_WORD.split(text))
    short = [abbreviation for abbreviation, lines in _LINES.items() if any(full in line for full in lines)]
    full = [phrase for abbreviation, phrases in ABBREVIATIONS.items() if abbreviation in used for phrase in phrases]
    return [*short, *full]


def _line(text: str) -> str:
    return f" {' '.join(filter(None, _WORD.split(fold(text))))} "


_LINES = {abbreviation: tuple(map(_line, phrases)) for abbreviation, phrases in ABBREVIATIONS.items()}
