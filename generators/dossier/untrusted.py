"""Workbooks from outside: what they may be, looked at before any of it is read.

Refused, each in one line: what is no XLSX, what is encrypted, macros, files and parts too large, entries that would leave
their folder, document type declarations. Links to other files stay in the file and are never followed.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from openpyxl import Workbook

from khung.diagnostic import KhungError

MOST_BYTES = 64 * 2**20
MOST_ENTRIES = 2000
MOST_UNPACKED = 512 * 2**20
MOST_RATIO = 200
"""How much a part may grow when it is unpacked; sheets of text stay far below."""
_SMALL = 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/")
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def opened(data: bytes, name: str) -> Workbook:
    """The workbook in these bytes, formulas as text. Raises KhungError, one line, where it is refused."""
    examined(data, name)
    from openpyxl import load_workbook  # noqa: PLC0415 - only when the bytes are fit to be read

    try:
        return load_workbook(BytesIO(data), keep_links=False, keep_vba=False)
    except KhungError:
        raise
    except Exception as error:
        raise KhungError(f"{name}: không đọc được như một tệp XLSX ({type(error).__name__}). / Cannot be read as XLSX.") from error


def examined(data: bytes, name: str) -> None:
    """Look at the container and at the beginning of each part. Raises KhungError where it is refused."""
    if len(data) > MOST_BYTES:
        raise KhungError(f"{name}: lớn {len(data) // 2**20} MB, quá giới hạn {MOST_BYTES // 2**20} MB. / Too large.")
    if data.startswith(_OLE):
        raise KhungError(f"{name}: tệp có mật khẩu hoặc là XLS cũ; lưu lại dạng XLSX không mật khẩu. / Encrypted or old XLS.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _container(archive, name)
            for entry in archive.infolist():
                _part(archive, entry, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise KhungError(f"{name}: không phải tệp XLSX hoặc tệp hỏng. / Not an XLSX file, or a damaged one.") from error


def _container(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise KhungError(f"{name}: có {len(entries)} mục nén, quá giới hạn {MOST_ENTRIES}. / Too many entries.")
    names = [e.filename for e in entries]
    if len(set(names)) != len(names):
        raise KhungError(f"{name}: có mục nén trùng tên. / Entries of one name.")
    if any(PurePosixPath(n).is_absolute() or ".." in PurePosixPath(n).parts or "\\" in n or ":" in n for n in names):
        raise KhungError(f"{name}: có mục nén trỏ ra ngoài tệp. / An entry leaves the archive.")
    if any(e.flag_bits & 1 for e in entries):
        raise KhungError(f"{name}: có mục nén đặt mật khẩu. / An entry is encrypted.")
    if sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise KhungError(f"{name}: giải nén quá {MOST_UNPACKED // 2**20} MB. / Unpacks to too much.")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise KhungError(f"{name}: là tệp nén nhưng không phải XLSX. / An archive, but not XLSX.")
    types = archive.open("[Content_Types].xml").read(_SMALL).lower()
    if any(mark in n.lower() for n in names for mark in _MACROS) or b"macroenabled" in types or name.lower().endswith((".xlsm", ".xltm")):
        raise KhungError(f"{name}: có macro; lưu lại dạng XLSX không macro. / Contains macros.")


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """One part unpacked in pieces: its true size, whatever the directory says, and no document type in its XML."""
    unpacked, last = 0, b""
    allowed = max(_SMALL, entry.compress_size * MOST_RATIO)
    with archive.open(entry) as part:
        while piece := part.read(_SMALL):
            unpacked += len(piece)
            if unpacked > allowed:
                raise KhungError(f"{name}: mục “{entry.filename}” nở quá {MOST_RATIO} lần khi giải nén. / Unpacks to too much.")
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                if any(mark in last + piece for mark in _DECLARED):
                    raise KhungError(f"{name}: mục “{entry.filename}” khai báo thực thể XML (DOCTYPE). / Declares XML entities.")
                if b"\0" in piece:  # UTF-16, in which the marks above would not be seen
                    raise KhungError(f"{name}: mục “{entry.filename}” không phải XML mã hóa UTF-8. / XML is not UTF-8.")
            last = piece[-16:]
