"""The document as DOCX in the form of Decree 30/2020/NĐ-CP, Appendix I: paper, margins, font, sizes, page number at the top centre.

Made of real styles, headings, fields and sections, so that it can be edited; the same values give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from generators.dossier import form
from generators.dossier.content import Block, Contents, Figure, Front, Heading, Paragraph, Run, Table, Turn
from generators.dossier.package import stable
from generators.svg import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_HEADER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""
_EMU = 36000
"""The unit of drawings in a millimetre."""
_SIZES = {"A4": (210, 297), "A3": (297, 420)}
_DEEPEST = 3


@dataclass
class _Writer:
    """One document while it is written."""

    images: Mapping[str, str]
    sizes: Mapping[str, tuple[float, float]]
    header: str
    front: Front
    fields: bool
    turn: Turn = field(default_factory=lambda: Turn(lying=False))
    first: bool = True
    count: int = 0
    marked: int = 0
    headings: list[Heading] = field(default_factory=list)

    def body(self, blocks: Sequence[Block]) -> Iterator[str]:
        """The XML of every block; a turn ends the section before it."""
        for block in blocks:
            if isinstance(block, Turn):
                if (block.lying, block.size) != (self.turn.lying, self.turn.size):
                    yield f"<w:p><w:pPr><w:pStyle w:val='Normal'/><w:spacing w:before='0' w:after='0' w:line='20' w:lineRule='exact'/>{self._section()}</w:pPr></w:p>"
                    self.turn, self.first = block, False
            elif isinstance(block, Heading):
                yield self._heading(block)
            elif isinstance(block, Paragraph):
                yield paragraph(form.STYLES[block.style], block.runs)
            elif isinstance(block, Table):
                yield from self._table(block)
            elif isinstance(block, Figure):
                yield self._figure(block)
            elif isinstance(block, Contents):
                yield from _contents(self.headings, self.fields)
            else:
                yield form.signature(self.front)
        yield self._section(last=True)

    def _section(self, *, last: bool = False) -> str:
        short, long = _SIZES[self.turn.size]
        wide, high = (long, short) if self.turn.lying else (short, long)
        kind = "" if last and self.first else '<w:type w:val="nextPage"/>'
        orient = ' w:orient="landscape"' if self.turn.lying else ""
        top, right, bottom, left = form.LYING if self.turn.lying else form.STANDING
        margins = f'w:top="{_twips(top)}" w:right="{_twips(right)}" w:bottom="{_twips(bottom)}" w:left="{_twips(left)}"'
        own = "<w:titlePg/>" if self.first else ""
        return (
            f'<w:sectPr {_R}><w:headerReference w:type="default" r:id="{self.header}"/>{kind}'
            f'<w:pgSz w:w="{_twips(wide)}" w:h="{_twips(high)}"{orient}/><w:pgMar {margins} w:header="{_twips(10)}" w:footer="{_twips(10)}"'
            f' w:gutter="0"/>{own}</w:sectPr>'
        )

    @property
    def _room(self) -> float:
        """The width of the text, in millimetres."""
        short, long = _SIZES[self.turn.size]
        _, right, _, left = form.LYING if self.turn.lying else form.STANDING
        return (long if self.turn.lying else short) - right - left

    def _heading(self, block: Heading) -> str:
        self.marked += 1
        mark = f'<w:bookmarkStart w:id="{self.marked}" w:name="{bookmark(self.marked)}"/>'
        text = f'{mark}{run(Run(block.text))}<w:bookmarkEnd w:id="{self.marked}"/>'
        return f'<w:p><w:pPr><w:pStyle w:val="Heading{block.level}"/></w:pPr>{text}</w:p>'

    def _table(self, table: Table) -> Iterator[str]:
        if table.caption:
            yield paragraph(form.STYLES["caption"], (Run(table.caption),))
        room, total = self._room, sum(table.shares)
        widths = [_twips(room * share / total) for share in table.shares]
        style = form.STYLES["cell-small" if table.small else "cell"]
        grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        )
        yield _row(widths, table.titles, form.STYLES["head-small" if table.small else "head"], head=True)
        for row in table.rows:
            yield _row(widths, row, style)
        yield "</w:tbl>"
        yield paragraph(form.STYLES["after-table"], ())

    def _figure(self, figure: Figure) -> str:
        wide, high = self.sizes[figure.code]
        short, long = _SIZES[self.turn.size]
        top, _, bottom, _ = form.LYING if self.turn.lying else form.STANDING
        room = (short if self.turn.lying else long) - top - bottom - 16
        scale = min(self._room / wide, room / high)
        extent = f'cx="{int(wide * scale * _EMU)}" cy="{int(high * scale * _EMU)}"'
        self.count += 1
        name = f'id="{self.count}" name="{escape(figure.code)}" descr="{escape(figure.caption)}"'
        picture = (
            f'<pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{self.images[figure.code]}"/>'
            f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        )
        inline = (
            f'<w:drawing {_DRAWING} {_R}><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {name}/>'
            f'<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">{picture}</a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )
        drawn = f'<w:p><w:pPr><w:pStyle w:val="{form.STYLES["picture"]}"/></w:pPr><w:r>{inline}</w:r></w:p>'
        return drawn + paragraph(form.STYLES["figure-caption"], (Run(figure.caption),))


def document(front: Front, blocks: Sequence[Block], images: Mapping[str, tuple[bytes, float, float]], *, fields: bool = True) -> bytes:
    """The whole document. `images` gives each figure's PNG, width and height by its code. With `fields` the table of contents is one
    field, as editors make it; without, its lines stand free: LibreOffice works out their page numbers only then."""
    from docx import Document  # noqa: PLC0415 - heavy

    made = Document()
    form.apply(made)
    _about(made, front)
    body = made.element.body
    header = made.sections[0].header
    form.page_number(header.paragraphs[0])
    head = made.part.relate_to(header.part, _HEADER)
    parts = {code: made.part.get_or_add_image(io.BytesIO(data))[0] for code, (data, _, _) in images.items()}
    writer = _Writer(parts, {code: (wide, high) for code, (_, wide, high) in images.items()}, head, front, fields)
    writer.headings = [b for b in blocks if isinstance(b, Heading)]
    for child in list(body):
        body.remove(child)
    text = form.title_block(front) + "".join(writer.body([*form.opening(front), *blocks]))
    for child in _parsed(f"<w:body {_W}>{text}</w:body>"):
        body.append(child)
    saved = io.BytesIO()
    made.save(saved)
    return stable(saved.getvalue())


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml  # noqa: PLC0415

    return list(parse_xml(xml))


def _about(made: Any, front: Front) -> None:
    about, moment = made.core_properties, datetime(front.day.year, front.day.month, front.day.day, tzinfo=UTC)
    about.title, about.author, about.last_modified_by, about.subject = " ".join(front.title[:1]), front.body, front.body, front.about
    about.comments, about.keywords, about.language, about.revision = "", "", "vi-VN", 1
    about.created = about.modified = moment


def _row(widths: Sequence[int], cells: Sequence[str], style: str, *, head: bool = False) -> str:
    about = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E7ECF3"/><w:vAlign w:val="center"/>' if head else ""
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{shade}</w:tcPr>{paragraph(style, (Run(text),))}</w:tc>'
        for wide, text in zip(widths, cells, strict=True)
    )
    return f"<w:tr>{about}{''.join(made)}</w:tr>"


def paragraph(style: str, runs: Sequence[Run]) -> str:
    """A paragraph in a named style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(map(run, runs))}</w:p>'


def run(said: Run) -> str:
    """A stretch of text; its lines are broken where it says so."""
    look = ("<w:b/>" if said.bold else "") + ("<w:i/>" if said.italic else "")
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in said.text.split("\n"))
    return f"<w:r>{about}{lines}</w:r>"


def bookmark(number: int) -> str:
    """The name of a heading's bookmark."""
    return f"_Toc{number:06d}"


def _contents(headings: Sequence[Heading], fields: bool) -> Iterator[str]:
    """The table of contents as editors make it: one field around a line for each heading, each with a reference to its page."""
    listed = [(n, h) for n, h in enumerate(headings, 1) if h.level <= _DEEPEST]
    code = f'<w:instrText xml:space="preserve"> TOC \\o "1-{_DEEPEST}" \\h \\z \\u </w:instrText>'
    start = f'<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r>{code}</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    for place, (n, heading) in enumerate(listed):
        page = _field(f" PAGEREF {bookmark(n)} \\h ", "")
        line = f'<w:hyperlink w:anchor="{bookmark(n)}" w:history="1">{run(Run(heading.text))}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        before = start if fields and place == 0 else ""
        after = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if fields and place == len(listed) - 1 else ""
        yield f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>{before}{line}{after}</w:p>'


def _field(code: str, shown: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)
