"""The document as PDF: one conversion by LibreOffice, and one clear line where there is none."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from cli import office
from generators.dossier.content import Front, Heading, Signature, Table, Turn, plain
from generators.dossier.docx import document
from khung.diagnostic import KhungError

FRONT = Front(
    "Ủy ban nhân dân\ntỉnh Mẫu", "……", "Mẫu, ngày … tháng … năm ……", ("Khung kiến trúc", "(Phiên bản 1.0)"), ("Chủ tịch",), ("- Lưu: VT.",), "Mẫu", date(2026, 1, 1)
)  # fmt: skip


def test_the_pdf_has_paper_page_numbers_and_a_table_of_contents_with_pages():
    blocks = [block for n in range(3) for block in (Heading(1, f"{'I' * (n + 1)}. PHẦN {n}"), *[plain("Nội dung tiếng Việt. " * 60)] * 8)]
    table = Table(("Mã", "Tên"), (1, 4), [(f"KT-{n}", "Hệ thống") for n in range(80)])
    made = office.pdf(document(FRONT, [*blocks, Turn(lying=True), table, Turn(lying=False), Signature()], {}, fields=False))
    pages = PdfReader(io.BytesIO(made)).pages
    first = pages[0].extract_text()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    listed = dict(re.findall(r"(I+)\. PHẦN \d\.+\s*(\d+)", first))
    assert set(listed) == {"I", "II", "III"}
    for number, page in listed.items():
        assert f"{number}. PHẦN" in pages[int(page) - 1].extract_text()
    assert pages[1].extract_text().split()[0] == "2"
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (595, 842)
    lying = [p for p in pages if p.mediabox.width > p.mediabox.height]
    assert len(lying) > 1
    assert all("Mã" in p.extract_text() for p in lying), "heads are repeated"


def test_without_libreoffice_one_line_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KhungError, match="--no-pdf"):
        office.pdf(b"")
