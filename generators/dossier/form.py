"""How the document looks: the styles, the page, the title block and the signature of Decree 30/2020/NĐ-CP, Appendix I.

Part I 1-2 (paper A4, margins 20-25 mm above and below, 30-35 mm left, 15-20 mm right, Times New Roman 13-14, page number at the top
centre from the second page on) and part II (title block, number, place and date, title, signature, recipients)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from generators.dossier.content import Block, Contents, Front, plain
from generators.svg import escape

STANDING, LYING = (20, 15, 20, 30), (20, 20, 20, 20)
"""Margins in millimetres: top, right, bottom, left; a lying page is bound at its top."""
CONTENTS = "Mục lục"
FONT = "Times New Roman"


class Look(NamedTuple):
    """A style: its id, name and size; how it stands (left, centre, both), spaces before and after in points, indents in millimetres."""

    id: str
    name: str
    size: float
    align: str = "both"
    before: float = 0
    after: float = 6
    first: float = 0
    left: float = 0
    bold: bool = False
    italic: bool = False
    caps: bool = False
    keep: bool = False
    lines: float = 1.15


_LOOKS = {
    "body": Look("KhungBody", "Khung thân bài", 14, first=10),
    "item": Look("KhungItem", "Khung gạch đầu dòng", 14, first=10, after=4),
    "note": Look("KhungNote", "Khung ghi chú", 12, first=10, italic=True),
    "centre": Look("KhungCentre", "Khung giữa dòng", 14, "center"),
    "title": Look("KhungTitle", "Khung tên văn bản", 16, "center", 6, 6, bold=True, caps=True),
    "subtitle": Look("KhungSubtitle", "Khung phụ đề", 14, "center", 0, 4, italic=True),
    "contents": Look("KhungContents", "Khung tiêu đề mục lục", 14, "center", 18, 6, bold=True, caps=True),
    "caption": Look("KhungTableCaption", "Khung tên bảng", 13, "left", 8, 4, bold=True, keep=True),
    "figure-caption": Look("KhungFigureCaption", "Khung tên hình", 12, "center", 4, 6, italic=True),
    "picture": Look("KhungPicture", "Khung hình", 12, "center", 0, 0, keep=True, lines=1),
    "cell": Look("KhungCell", "Khung ô bảng", 11, "left", 1, 1, lines=1),
    "head": Look("KhungHead", "Khung đầu bảng", 11, "center", 2, 2, bold=True, lines=1),
    "cell-small": Look("KhungCellSmall", "Khung ô bảng nhỏ", 9, "left", 1, 1, lines=1),
    "head-small": Look("KhungHeadSmall", "Khung đầu bảng nhỏ", 9, "center", 1, 1, bold=True, lines=1),
    "after-table": Look("KhungAfterTable", "Khung sau bảng", 6, "left", 0, 2, lines=1),
    "body-name": Look("KhungBodyName", "Khung tên cơ quan", 13, "center", 0, 0, bold=True, caps=True, lines=1),
    "motto": Look("KhungMotto", "Khung tiêu ngữ", 14, "center", 0, 0, bold=True, lines=1),
    "rule": Look("KhungRule", "Khung gạch chân", 2, "center", 0, 4, lines=1),
    "number": Look("KhungNumber", "Khung số văn bản", 13, "center", 4, 0, lines=1),
    "date": Look("KhungDate", "Khung địa danh, ngày tháng", 14, "center", 4, 0, italic=True, lines=1),
    "signatory": Look("KhungSignatory", "Khung quyền hạn người ký", 14, "center", 0, 0, bold=True, caps=True, lines=1),
    "recipients": Look("KhungRecipients", "Khung nơi nhận", 12, "left", 0, 0, bold=True, italic=True, lines=1),
    "recipient": Look("KhungRecipient", "Khung từng nơi nhận", 11, "left", 0, 0, lines=1),
}
STYLES = {name: look.id for name, look in _LOOKS.items()}
"""The id of each style by the name that a paragraph uses."""
_HEADINGS = {
    1: Look("Heading1", "", 14, "center", 18, 8, bold=True, keep=True),
    2: Look("Heading2", "", 14, "both", 12, 6, first=10, bold=True, keep=True),
    3: Look("Heading3", "", 14, "both", 8, 4, first=10, bold=True, italic=True, keep=True),
    4: Look("Heading4", "", 14, "both", 6, 4, first=10, italic=True, keep=True),
}
_CONTENTS = {1: (0, True), 2: (5, False), 3: (10, False)}


def apply(made: Any) -> None:
    """Give a new document the styles, and settings that make an editor bring its fields up to date."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415

    styles = made.styles
    _set(styles["Normal"], Look("Normal", "", 14, "left", 0, 0, lines=1))
    for level, look in _HEADINGS.items():
        _set(styles[f"Heading {level}"], look)
    for look in _LOOKS.values():
        style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(_w("styleId"), look.id)
        style.base_style, style.quick_style = styles["Normal"], True
        _set(style, look)
    for level, (left, bold) in _CONTENTS.items():
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(_w("styleId"), f"TOC{level}")
        _set(style, Look("", "", 13, "left", 2, 1, left=left, bold=bold, lines=1))
        _tab(style)
    _settings(made)


def _set(style: Any, look: Look) -> None:
    """One style as it should look, in the one font for every script."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    aligns = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "both": WD_ALIGN_PARAGRAPH.JUSTIFY}
    font, form = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic, font.all_caps = FONT, Pt(look.size), look.bold, look.italic, look.caps
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_w(theme), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(_w(script), FONT)
    form.alignment, form.space_before, form.space_after = aligns[look.align], Pt(look.before), Pt(look.after)
    form.first_line_indent, form.left_indent, form.line_spacing = Mm(look.first), Mm(look.left), look.lines
    form.keep_with_next, form.widow_control = look.keep, True


def _tab(style: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    style.paragraph_format.right_indent = Mm(8)
    style.paragraph_format.tab_stops.add_tab_stop(Mm(210 - STANDING[1] - STANDING[3]), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _settings(made: Any) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    update = OxmlElement("w:updateFields")
    update.set(_w("val"), "true")
    made.settings.element.append(update)


def page_number(paragraph: Any) -> None:
    """The page number, in the middle of the head."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shown = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(_w("fldCharType"), kind)
        part.text = text or None
        shown._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _w(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415

    return str(qn(f"w:{name}"))


def opening(front: Front) -> list[Block]:
    """Title lines and table of contents."""
    first, *others = front.title
    listed: list[Block] = [plain(CONTENTS, "contents"), Contents()] if front.contents else []
    return [plain(first, "title"), *(plain(line, "subtitle") for line in others), *listed]


def title_block(front: Front) -> str:
    """Superior and body at the left, the country and its motto at the right; number, place and date under them."""
    left = [("body-name", front.body), ("rule", "24"), ("number", f"Số: {front.number}")]
    right = [
        ("body-name", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("motto", "Độc lập - Tự do - Hạnh phúc"),
        ("rule", "12"),
        ("date", front.place),
    ]
    return _columns(left, right, (38, 62), 165)


def signature(front: Front) -> str:
    """Recipients at the left, who signs at the right."""
    left = [("recipients", "Nơi nhận:"), *(("recipient", line) for line in front.recipients)]
    right = [*(("signatory", line) for line in front.signatory), *(("centre", "") for _ in range(4))]
    return _columns(left, right, (50, 50), 165)


def _columns(left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]], shares: tuple[int, int], room: float) -> str:
    """Two columns in a table without lines."""
    wide = [round(room * share / 100 * 56.6929) for share in shares]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{"".join(_line(name, text) for name, text in lines)}</w:tc>'
        for w, lines in zip(wide, (left, right), strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in wide)
    about = f'<w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"


def _line(name: str, text: str) -> str:
    """One line of a column; a rule is a paragraph with a border, drawn in by so many millimetres."""
    if name == "rule":
        indent = round(float(text) * 56.6929)
        border = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        return f'<w:p><w:pPr><w:pStyle w:val="{STYLES[name]}"/>{border}<w:ind w:left="{indent}" w:right="{indent}"/></w:pPr></w:p>'
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f'<w:p><w:pPr><w:pStyle w:val="{STYLES[name]}"/></w:pPr><w:r>{parts}</w:r></w:p>'
