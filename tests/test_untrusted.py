"""Files from outside that mean harm, or are no workbooks: each is refused with one clear line, and nothing is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from generators.dossier.untrusted import MOST_BYTES, MOST_ENTRIES, opened
from khung.diagnostic import KhungError


def plain() -> bytes:
    book = Workbook()
    book.active["A1"] = "một"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def changed(**parts: bytes | None) -> bytes:
    """A sound workbook with parts replaced, added or (None) left out; `__` in a name stands for `/`, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in named:
                target.writestr(name, source.read(name))
        for name, data in named.items():
            if data is not None:
                target.writestr(name, data)
    return made.getvalue()


def escaping(name: str) -> bytes:
    made = io.BytesIO(plain())
    with zipfile.ZipFile(made, "a") as target:
        target.writestr(name, b"x")
    return made.getvalue()


def twice() -> bytes:
    made = io.BytesIO(plain())
    with zipfile.ZipFile(made, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("xl/workbook.xml", b"<workbook/>")
    return made.getvalue()


def crowded() -> bytes:
    made = io.BytesIO(plain())
    with zipfile.ZipFile(made, "a") as target:
        for n in range(MOST_ENTRIES + 1):
            target.writestr(f"x/{n}", b"")
    return made.getvalue()


def lying() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(changed(xl__media__bomb=bytes(40 * 2**20)))
    place = data.rindex(b"xl/media/bomb") - 46
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(plain())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


BOMB = b"<!DOCTYPE x [" + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9)) + b"]><x>&a8;</x>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet>&f;</worksheet>'
UTF16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst>&f;</sst>'.encode("utf-16")
CORPUS = {
    "empty": (b"", "không phải tệp XLSX"),
    "text": ("chữ thường".encode(), "không phải tệp XLSX"),
    "cut off": (plain()[:-200], "không phải tệp XLSX"),
    "another archive": (changed(xl__workbook_dot_xml=None), "không phải XLSX"),
    "old or encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "mật khẩu"),
    "encrypted entry": (encrypted(), "mật khẩu"),
    "too large": (plain() + bytes(MOST_BYTES), "giới hạn"),
    "too many entries": (crowded(), "mục nén"),
    "bomb": (changed(xl__media__bomb=bytes(300 * 2**20)), "giải nén"),
    "bomb that lies": (lying(), "tệp hỏng|giải nén"),
    "path escape": (escaping("../../etc/cron.d/x"), "trỏ ra ngoài"),
    "absolute path": (escaping("/etc/passwd"), "trỏ ra ngoài"),
    "drive path": (escaping("C:/x"), "trỏ ra ngoài"),
    "one name twice": (twice(), "trùng tên"),
    "macro": (changed(xl__vbaProject_dot_bin=b"x"), "macro"),
    "macro sheet": (changed(xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macro"),
    "macro type": (changed(**{"[Content_Types]_dot_xml": b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"}), "macro"),
    "entity bomb": (changed(xl__sharedStrings_dot_xml=BOMB), "thực thể"),
    "outside entity": (changed(xl__worksheets__sheet1_dot_xml=OUTSIDE), "thực thể"),
    "outside entity in UTF-16": (changed(xl__sharedStrings_dot_xml=UTF16), "UTF-8"),
    "broken XML": (changed(xl__worksheets__sheet1_dot_xml=b"<worksheet><"), "không đọc được"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_each_is_refused_with_one_line(name):
    data, words = CORPUS[name]
    with pytest.raises(KhungError, match=words) as refused:
        opened(data, "la.xlsx")
    said = str(refused.value)
    assert said.startswith("la.xlsx: ")
    assert "\n" not in said


def test_a_macro_file_is_refused_by_its_name_too():
    with pytest.raises(KhungError, match="macro"):
        opened(plain(), "la.xlsm")


def test_a_sound_workbook_is_read():
    assert opened(plain(), "tot.xlsx").active["A1"].value == "một"


def test_links_to_other_files_are_dropped():
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    book = opened(changed(xl__externalLinks__externalLink1_dot_xml=link), "tot.xlsx")
    assert book._external_links == []
