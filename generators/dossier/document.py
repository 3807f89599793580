"""Template 01 from its text and the model: the nine parts and ten appendices, what stands around them, and what is wrong in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from generators.dossier.content import Block, Front, Heading
from generators.dossier.docx import document
from generators.dossier.prose import blocks
from generators.dossier.vocabulary import Vocabulary
from khung.artifact import Artifact
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.house import PROSE
from khung.shipped import prose
from khung.vietnamese import fold

FOLDER = "mau-01"
ENDS = "noi-nhan.md"
"""The file with who signs (its heading) and the recipients (its items)."""
_NUMBER = re.compile(r"^([IVX]+|\d+(?:\.\d+)*|Phụ lục \d+)\.|^([a-zđ])\)")


def texts(own: Mapping[str, str]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The text of the document by path, in reading order: the province's own file of a name, else the one that comes with the tool;
    and a finding for each file that belongs to no part."""
    shipped = prose()
    odd = [finding("K905", f"{PROSE}/{n}", line=1, column=1, near=shipped, found=n, names=", ".join(shipped)) for n in own if n not in shipped]
    return {(f"{PROSE}/{n}" if n in own else f"schema/mau-01/{n}"): own.get(n, text) for n, text in shipped.items()}, odd


def content(vocabulary: Vocabulary, own: Mapping[str, str]) -> tuple[list[Block], list[Diagnostic]]:
    """The blocks of the document and every finding about its text: unknown words, headings that the template has and the text has not."""
    chosen, findings = texts(own)
    made, wrong = blocks({path: text for path, text in chosen.items() if not path.endswith(ENDS)}, vocabulary.words)
    return made, [*findings, *wrong, *_missing(made, own)]


def _missing(made: list[Block], own: Mapping[str, str]) -> list[Diagnostic]:
    """The headings of the template that no part of the text has, by their numbers and words without accents."""
    asked, found = _headings(prose()), {_key(b.text) for b in made if isinstance(b, Heading)}
    return [finding("K904", f"{PROSE}/{name}", line=1, column=1, found=text) for name, text in asked if name in own and _key(text) not in found]


def _headings(files: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, line.lstrip("# ")) for name, text in files.items() if name != ENDS for line in text.splitlines() if line.startswith("#")]


def _key(heading: str) -> str:
    match = _NUMBER.match(heading)
    return fold(match[0]) if match else fold(heading)


def front(vocabulary: Vocabulary, own: Mapping[str, str]) -> Front:
    """What stands around the text, as the model and the file of recipients say it. Nothing that is not known is filled in."""
    ends = own.get(ENDS, prose()[ENDS]).splitlines()
    name, edition = vocabulary.words.within["framework"](""), vocabulary.edition
    effective = vocabulary.words.within["effective"]("")
    title = (name, f"(Phiên bản {edition.version})", f"Ngày chốt dữ liệu: {vocabulary.words.within['data-date']('')}. Ngày hiệu lực: {effective}.")
    first, _, rest = vocabulary.body.partition(" tỉnh ")
    body = f"{first}\ntỉnh {rest}" if rest else vocabulary.body
    return Front(
        body=body,
        number="…………………",
        place=f"{vocabulary.place}, ngày … tháng … năm ……",
        title=title,
        signatory=tuple(line.lstrip("# ") for line in ends if line.startswith("#")),
        recipients=tuple(line for line in ends if line.startswith("- ")),
        about=f"Mẫu số 01 - Phiên bản {edition.version}",
        day=edition.data_date,
    )


def file_name(version: str) -> str:
    """The name of the document's file without its ending."""
    return f"{FOLDER}/Khung-kien-truc_v{version}"


def made(vocabulary: Vocabulary, own: Mapping[str, str], images: Mapping[str, bytes]) -> tuple[Artifact, list[Diagnostic]]:
    """The document as DOCX, with the diagrams as pictures, and what is wrong in its text."""
    parts, findings = content(vocabulary, own)
    sizes = {f.needed.code: (images[f.needed.code], f.drawing.width, f.drawing.height) for f in vocabulary.figures}
    data = document(front(vocabulary, own), parts, sizes)
    return Artifact(PurePosixPath(f"{file_name(vocabulary.edition.version)}.docx"), data), findings
