"""What somebody changed by hand in a document that was made from the model: codes, names, numbers and values that the model does not say.

The document is made once more, as values, and each text of the file is looked for in it. What people fill in by design (number, place and
date, signature) is in the title block and the signature, which are not looked at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from generators.dossier import readback
from generators.dossier.content import Block, Figure, Heading, Paragraph, Table
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.graph import Graph

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
_LIKE = 0.55
_EVIDENCE = "Căn cứ, minh chứng, ghi chú"
"""The column that tells what was read back when the file was written: a later run counts anew."""


def edits(data: bytes, file: str, blocks: Sequence[Block], front: Sequence[str], graph: Graph) -> list[Diagnostic]:
    """Every edit, in the order of the file; the line of a finding is the number of its paragraph. Raises ValueError for no DOCX."""
    return list(_Reader(file, blocks, front, graph).read(readback.docx_body(data)))


class _Reader:
    """One document while it is compared."""

    def __init__(self, file: str, blocks: Sequence[Block], front: Sequence[str], graph: Graph) -> None:
        self._file = file
        self._texts = {*front, *(t for b in blocks for t in _said(b))}
        self._tables: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for block in blocks:
            if isinstance(block, Table):
                self._tables.setdefault(block.titles, []).extend(tuple(row) for row in block.rows)
        self._codes = {str(e["code"]) for e in graph.elements.values() if e["code"]}
        self._names = sorted({e.name for e in graph.elements.values() if len(e.name) > 3}, key=len, reverse=True)

    def read(self, body: Any) -> Iterator[Diagnostic]:
        number = 0
        for node in body:
            if node.tag == f"{readback.W}p":
                number += 1
                text = readback.text(node)
                if text and text not in self._texts and not readback.style(node).startswith("TOC"):
                    yield from self._paragraph(text, number)
            elif node.tag == f"{readback.W}tbl":
                rows = readback.rows(node)
                number += sum(len(row) for row in rows)
                if tuple(rows[0]) in self._tables:
                    yield from self._table(rows, number)
                elif len(rows) > 1:  # the title block and the signature are tables of one row
                    yield self._told("K943", number, found=" | ".join(rows[0])[:80])

    def _told(self, code: str, number: int, **words: str) -> Diagnostic:
        return finding(code, self._file, line=number, column=1, **words)

    def _paragraph(self, text: str, number: int) -> Iterator[Diagnostic]:
        """A paragraph that the model does not make: what in it is neither as it was nor known."""
        like = next(iter(get_close_matches(text, self._texts, 1, _LIKE)), "")
        found = list(self._codes_in(text, number))
        plain, was = (readback.CODE.sub("", t) for t in (text, like))
        for value in (Counter(_NUMBER.findall(plain)) - Counter(_NUMBER.findall(was))) if like else ():
            found.append(self._told("K941", number, found=value, wanted=", ".join(_NUMBER.findall(was)) or "-"))
        for name in (n for n in self._names if like and n in like and n not in text):
            found.append(self._told("K942", number, found=text[:80], wanted=name))
            break
        yield from found or [self._told("K943", number, found=text[:80])]

    def _codes_in(self, text: str, number: int) -> Iterator[Diagnostic]:
        for code in dict.fromkeys(readback.CODE.findall(text)):
            if code not in self._codes:
                yield self._told("K940", number, found=code)

    def _table(self, rows: Sequence[Sequence[str]], number: int) -> Iterator[Diagnostic]:
        titles = tuple(rows[0])
        known = self._tables[titles]
        there, by_code = set(known), {_code(row): row for row in known}
        seen = Counter(tuple(row) for row in rows[1:])
        for row in (tuple(r) for r in rows[1:]):
            if row in there:
                continue
            like = (by_code.get(_code(row)) if _code(row) else None) or _closest(row, known, seen)
            yield from self._row(titles, row, like, number)

    def _row(self, titles: Sequence[str], row: Sequence[str], like: Sequence[str] | None, number: int) -> Iterator[Diagnostic]:
        if like is None or len(like) != len(row):
            yield from list(self._codes_in(" ".join(row), number)) or [self._told("K943", number, found=" | ".join(row)[:80])]
            return
        for title, said, was in zip(titles, row, like, strict=True):
            if said != was and title != _EVIDENCE:
                unknown = list(self._codes_in(said, number))
                yield from unknown or [self._told("K944", number, title=title, found=said[:80], wanted=was[:80])]


def _said(block: Block) -> Iterator[str]:
    """The texts of a block outside tables."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.text
    elif isinstance(block, (Table, Figure)):
        yield block.caption


def _code(row: Sequence[str]) -> str:
    return next((cell for cell in row if readback.CODE.fullmatch(cell)), "")


def _closest(row: Sequence[str], known: Sequence[tuple[str, ...]], seen: Mapping[tuple[str, ...], int]) -> tuple[str, ...] | None:
    """The row that this one most likely was: among those that the file has lost, the one with most cells alike."""
    lost = [r for r in known if r not in seen and len(r) == len(row)]
    best = max(lost, key=lambda r: sum(a == b for a, b in zip(r, row, strict=True)), default=None)
    return best if best and sum(a == b for a, b in zip(best, row, strict=True)) * 2 >= len(row) else None
