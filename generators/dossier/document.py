"""Template 01 from its text and the model: the nine parts and ten appendices, what stands around them, and what is wrong in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from generators.dossier.columns import UNDETERMINED
from generators.dossier.content import Block, Front
from generators.dossier.docx import document
from generators.dossier.material import Material
from generators.dossier.prose import blocks
from generators.dossier.vocabulary import Vocabulary
from khung.artifact import Artifact
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.shipped import prose
from khung.vietnamese import fold, format_date

FOLDER = "mau-01"
PROSE = "dossier"
"""The folder beside model/ with the province's own text of the document."""
ENDS = "noi-nhan.md"
"""The file with who signs (its heading) and the recipients (its items)."""
_NUMBER = re.compile(r"^([IVX]+|\d+(?:\.\d+)*|Phụ lục \d+)\.|^([a-zđ])\)")


def texts(own: Mapping[str, str]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The text of the document by path, in reading order: the province's own file of a name, else the one that comes with the tool;
    and a finding for each file that belongs to no part."""
    shipped = prose()
    odd = [
        finding("K905", f"{PROSE}/{n}", line=1, column=1, near=shipped, found=n, names=", ".join(shipped)) for n in own if n not in shipped
    ]
    return {(f"{PROSE}/{n}" if n in own else f"schema/mau-01/{n}"): own.get(n, text) for n, text in shipped.items()}, odd


def content(material: Material, own: Mapping[str, str]) -> tuple[list[Block], list[Diagnostic]]:
    """The blocks of the document and every finding about its text: unknown words, headings that the template has and the text has not."""
    chosen, findings = texts(own)
    made, wrong = blocks({path: text for path, text in chosen.items() if not path.endswith(ENDS)}, Vocabulary(material).words)
    return made, [*findings, *wrong, *_missing(own)]


def _missing(own: Mapping[str, str]) -> list[Diagnostic]:
    """The headings of the template that the province's own file of a part has not, by their numbers, else by their words."""
    found = []
    for name, text in prose().items():
        if name in own and name != ENDS:
            kept = set(map(_key, _headings(own[name])))
            lost = [heading for heading in _headings(text) if _key(heading) not in kept]
            found += [finding("K904", f"{PROSE}/{name}", line=1, column=1, found=heading) for heading in lost]
    return found


def _headings(text: str) -> list[str]:
    return [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]


def _key(heading: str) -> str:
    match = _NUMBER.match(heading)
    return fold(match[0]) if match else fold(heading)


def front(material: Material, own: Mapping[str, str]) -> Front:
    """What stands around the text, as the model and the file of recipients say it. Nothing that is not known is filled in."""
    ends, edition = own.get(ENDS, prose()[ENDS]).splitlines(), material.edition
    day = format_date(edition.effective, "vi") if edition.effective else UNDETERMINED
    dates = f"Ngày chốt dữ liệu: {format_date(edition.data_date, 'vi')}. Ngày hiệu lực: {day}."
    title = (material.framework, f"(Phiên bản {edition.version})", dates)
    first, _, rest = material.body.partition(" tỉnh ")
    body = f"{first}\ntỉnh {rest}" if rest else material.body
    return Front(
        body=body,
        number="…………………",
        place=f"{material.place}, ngày … tháng … năm ……",
        title=title,
        signatory=tuple(line.lstrip("# ") for line in ends if line.startswith("#")),
        recipients=tuple(line for line in ends if line.startswith("- ")),
        about=f"Mẫu số 01 - Phiên bản {edition.version}",
        day=edition.data_date,
    )


def file_name(version: str) -> str:
    """The name of the document's file without its ending."""
    return f"{FOLDER}/Khung-kien-truc_v{version}"


def made(
    material: Material, own: Mapping[str, str], images: Mapping[str, bytes], *, fields: bool = True
) -> tuple[Artifact, list[Diagnostic]]:
    """The document as DOCX, with the diagrams as pictures, and what is wrong in its text. `fields` as `docx.document` has it."""
    parts, findings = content(material, own)
    sizes = {f.code: (images[f.code], f.drawing.width, f.drawing.height) for f in material.figures}
    data = document(front(material, own), parts, sizes, fields=fields)
    return Artifact(PurePosixPath(f"{file_name(material.edition.version)}.docx"), data), findings
