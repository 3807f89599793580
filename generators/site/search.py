"""The search index, in the form that the theme loads; how it is searched is `theme/assets/khung-search.js`'s business."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generators.site.page import Entry
from khung.artifact import Artifact
from khung.vietnamese import fold

SEPARATOR = r"[\s,;:!?=·…–—\-()\[\]{}\"“”'’/\\<>&]+"
"""Between words. A full stop is part of a word, so that clause numbers (III.2.a) stay whole."""

ABBREVIATIONS = {
    "ANM": "an ninh mạng",
    "ATTT": "an toàn thông tin",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "CQS": "chính quyền số",
    "CSDL": "cơ sở dữ liệu",
    "DVC": "dịch vụ công",
    "HĐND": "hội đồng nhân dân",
    "IOC": "trung tâm điều hành thông minh",
    "KHCN": "khoa học và công nghệ",
    "MTTQ": "mặt trận tổ quốc",
    "NĐ": "nghị định",
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "TTDL": "trung tâm dữ liệu",
    "TTHC": "thủ tục hành chính",
    "UBND": "ủy ban nhân dân",
}
"""What people type for what is written, and the other way round."""

_WORD = re.compile(SEPARATOR)


def index(entries: Iterable[tuple[str, Entry]]) -> Iterator[Artifact]:
    """The files of the search over (path, entry) pairs: the small one that the theme loads with every page, and the
    documents, which the worker loads at the first question. Texts are plain: the worker escapes what it marks."""
    config = {"lang": ["en"], "separator": SEPARATOR, "pipeline": [], "fields": {}}
    yield _file("search_index", {"config": config, "docs": []})
    yield _file("documents", [_document(path, entry) for path, entry in entries if entry.title])


def _file(name: str, data: Any) -> Artifact:
    return Artifact.text(f"search/{name}.json", json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _document(path: str, entry: Entry) -> dict[str, Any]:
    keys = dict.fromkeys((*entry.keys, *_aliases(f"{entry.title} {entry.text}")))
    made: dict[str, Any] = {"location": path, "title": entry.title, "text": entry.text}
    if keys:
        made["keys"] = " ".join(keys)
    if entry.weight != 1:
        made["boost"] = entry.weight
    return made


def _aliases(text: str) -> list[str]:
    """Abbreviations of what the text spells out, and spellings of the abbreviations it uses."""
    words = _WORD.split(fold(text))
    line = f" {' '.join(words)} "
    short = [a for a, full in _FOLDED.values() if f" {full} " in line]
    full = [ABBREVIATIONS[_FOLDED[w][0]] for w in dict.fromkeys(words) if w in _FOLDED]
    return [*short, *full]


_FOLDED = {fold(short): (short, fold(full)) for short, full in ABBREVIATIONS.items()}
