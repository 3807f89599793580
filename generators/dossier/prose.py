"""The text of the document: Markdown with a few words in double braces that the model fills in. Reads no file and knows no table.

    Tỉnh có {{count: {kind: application}}} hệ thống thông tin.        a word within a line, with what it is asked
    {{table: goals}}                                                  a word on a line of its own: a block

The words are a closed list given by the caller; an unknown word or a question that cannot be answered is a finding at its place.
Markdown: headings (# to ####), paragraphs, items that start with "- ", tables with |, **bold**, *italic*. Nothing else means anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generators.dossier.content import Block, Heading, Paragraph, Run, Table
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.yamltree import read

_SLOT = re.compile(r"\{\{\s*(?P<word>[a-z-]+)\s*(?::\s*(?P<asked>.*?))?\s*\}\}(?!\})")
_ALONE = re.compile(rf"^\s*{_SLOT.pattern}\s*$")
_MARKED = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*")
_HEADING = re.compile(r"^(#{1,4})\s+(.+)$")
_RULER = re.compile(r"^\|[\s:|-]+\|$")

Ask = Any
"""What stands behind the colon: text, or the values of a YAML map."""


class AskError(Exception):
    """What a word was asked cannot be answered: one sentence in Vietnamese and English, with "/" between."""


@dataclass(frozen=True)
class Words:
    """The closed list: words within a line give text, words on a line of their own give blocks. Each is given what it is asked."""

    within: Mapping[str, Callable[[Ask], str]]
    alone: Mapping[str, Callable[[Ask], Sequence[Block]]]


def blocks(texts: Mapping[str, str], words: Words) -> tuple[list[Block], list[Diagnostic]]:
    """The document that these texts make, in the order of the mapping, and what is wrong in them, each at its line and column."""
    reader = _Reader(words)
    made = [block for name, text in texts.items() for block in reader.text(name, text)]
    return made, reader.findings


class _Reader:
    """The texts while they are read."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.findings: list[Diagnostic] = []
        self._place = ("", 0, "")

    def text(self, name: str, text: str) -> Iterator[Block]:
        """The blocks of one file."""
        kept: list[str] = []
        rows: list[str] = []
        for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
            if rows and not line.startswith("|"):
                yield self._table(rows)
                rows = []
            heading, alone = _HEADING.match(line), _ALONE.match(line)
            starts = heading or alone or line.startswith(("- ", "|")) or not line.strip()
            if starts and kept:
                yield self._paragraph(kept)
                kept = []
            self._place = (name, number, line)
            if heading:
                yield Heading(len(heading[1]), self._filled(heading[2].strip()))
            elif alone:
                yield from self._alone(alone)
            elif line.startswith("|"):
                rows.append(self._filled(line.strip()))
            elif line.strip():
                kept.append(self._filled(line.strip()))

    def _paragraph(self, lines: Sequence[str]) -> Paragraph:
        text = " ".join(lines)
        style = "item" if text.startswith("- ") else "body"
        return Paragraph(tuple(runs(text)), style)

    def _table(self, lines: Sequence[str]) -> Table:
        cells = [[c.strip().replace("**", "") for c in line.strip("|").split("|")] for line in lines if not _RULER.match(line)]
        wide = max(map(len, cells))
        cells = [[*row, *[""] * (wide - len(row))] for row in cells]
        shares = tuple(float(max(6, min(40, max(len(row[n]) for row in cells)))) for n in range(wide))
        return Table(tuple(cells[0]), shares, [tuple(row) for row in cells[1:]])

    def _filled(self, line: str) -> str:
        return _SLOT.sub(lambda m: self._answer(m, self._words.within) or "", line)

    def _alone(self, match: re.Match[str]) -> Sequence[Block]:
        if match["word"] in self._words.within:
            return [Paragraph(tuple(runs(self._filled(match[0].strip()))))]
        return self._answer(match, self._words.alone) or ()

    def _answer(self, match: re.Match[str], words: Mapping[str, Callable[[Ask], Any]]) -> Any:
        """What a word says; None, and a finding, where it says nothing."""
        word, (file, number, line) = match["word"], self._place
        column = line.find(match[0]) + 1 or 1
        if word not in words:
            known = (*self._words.within, *self._words.alone)
            self.findings.append(finding("K901", file, line=number, column=column, near=known, found=word, words=", ".join(known)))
            return None
        try:
            return words[word](_asked(match["asked"] or ""))
        except AskError as error:
            self.findings.append(finding("K902", file, line=number, column=column, found=word, problem=str(error)))
            return None


def _asked(text: str) -> Ask:
    """Text as it is; a map or list as its values."""
    if not text.startswith(("{", "[")):
        return text
    tree = read(text.encode(), "")
    if any(f.severity == "error" for f in tree.findings):
        raise AskError("không đọc được phần trong ngoặc nhọn / the map cannot be read")
    return tree.data


def runs(text: str) -> Iterator[Run]:
    """A line of text with its **bold** and *italic* stretches."""
    place = 0
    for match in _MARKED.finditer(text):
        if match.start() > place:
            yield Run(text[place : match.start()])
        yield Run(match["bold"] or match["italic"], bold=bool(match["bold"]), italic=bool(match["italic"]))
        place = match.end()
    if place < len(text):
        yield Run(text[place:])
