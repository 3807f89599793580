"""What an official document is made of, as values: headings, paragraphs, tables, figures and how the page lies. Knows no format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Run(NamedTuple):
    """A stretch of text with one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number as the guidance writes it; level 1 is a part."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is the name of a look: "body", "item", "caption", "centre", "note", or one of the front page."""

    runs: tuple[Run, ...]
    style: str = "body"

    @property
    def text(self) -> str:
        """Its words without their look."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: titles of its columns with the share of the width that each takes, and its rows, each cell a text of lines."""

    titles: tuple[str, ...]
    shares: tuple[float, ...]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of template 02 by its code."""

    code: str
    caption: str


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on the page is a standing or lying one, of the size "A4" or "A3"."""

    lying: bool
    size: str = "A4"


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the table of contents stands."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Where recipients and signature stand."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around the text: the body's name, number, place and date, title lines, who signs, recipients, what it is about; whether
    a table of contents follows the title."""

    body: str
    number: str
    place: str
    title: tuple[str, ...]
    signatory: tuple[str, ...]
    recipients: tuple[str, ...]
    about: str
    day: date
    contents: bool = True


Block = Heading | Paragraph | Table | Figure | Turn | Contents | Signature


def plain(text: str, style: str = "body") -> Paragraph:
    """A paragraph of one look."""
    return Paragraph((Run(text),), style)
