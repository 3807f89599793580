"""The list of the components of a dossier: for the decision that issues it, and to prove later that nothing was changed.

`thanh-phan.json` names every file with its template, role, size and SHA-256; `thanh-phan.md` says the same to people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from typing import Any

from generators.dossier.material import Edition
from generators.project import Project
from khung.artifact import Artifact
from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.vietnamese import format_date

FILE, LIST = "thanh-phan.json", "thanh-phan.md"
_ROLES = {
    "mau-01/*.pdf": ("Mẫu số 01", "bản chính thức"),
    "mau-01/*.docx": ("Mẫu số 01", "tệp chỉnh sửa"),
    "mau-02/*.pdf": ("Mẫu số 02", "bản chính thức"),
    "mau-02/*.drawio": ("Mẫu số 02", "tệp nguồn chỉnh sửa được"),
    "mau-02/*.svg": ("Mẫu số 02", "tệp nguồn chỉnh sửa được"),
    "mau-02/*.png": ("Mẫu số 02", "ảnh trình bày"),
    "mau-03/*.xlsx": ("Mẫu số 03", "bản chính thức và tệp dữ liệu"),
}
"""What a file is in the dossier, by where it lies (draft guidance of 13/09/2026, A.VII.1-2)."""


def manifest(project: Project, edition: Edition, files: Sequence[Artifact], copy: str, extra: Mapping[str, Any]) -> list[Artifact]:
    """The list of these files as data and as text. `extra` is what an issue adds: the version before, the changes since."""
    work = project.workspace
    listed = [_entry(made) for made in sorted(files, key=lambda f: str(f.path))]
    about = {
        "framework": work.name if work else "",
        "version": edition.version,
        "data_date": edition.data_date.isoformat(),
        "effective": edition.effective.isoformat() if edition.effective else None,
        "copy": copy,
        "revision": project.revision,
        **extra,
        "files": listed,
    }
    data = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    return [Artifact.text(FILE, data), Artifact.text(LIST, _list(about, edition))]


def _entry(made: Artifact) -> dict[str, Any]:
    path = str(made.path)
    template, role = next((told for pattern, told in _ROLES.items() if fnmatch(path, pattern)), ("", "kèm theo"))
    return {"path": path, "template": template, "role": role, "bytes": len(made.data), "sha256": hashlib.sha256(made.data).hexdigest()}


def _list(about: Mapping[str, Any], edition: Edition) -> str:
    """The list in words, for the decision."""
    effective = format_date(edition.effective, "vi") if edition.effective else "Chưa xác định"
    day = format_date(edition.data_date, "vi")
    lines = [
        "# Danh mục thành phần hồ sơ",
        "",
        f"{about['framework']}. Phiên bản {edition.version}. Ngày chốt dữ liệu: {day}. Ngày hiệu lực: {effective}.",
        "",
        "| TT | Mẫu | Tệp | Vai trò | Dung lượng (byte) | SHA-256 |",
        "|---|---|---|---|---|---|",
    ]
    for n, f in enumerate(about["files"], 1):
        lines.append(f"| {n} | {f['template']} | {f['path']} | {f['role']} | {f['bytes']} | {f['sha256']} |")
    return "\n".join((*lines, ""))


def verified(listed: bytes, found: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """What differs between the list and the files that lie there now: one changed byte, a file gone, a file that is not listed."""
    try:
        entries = {entry["path"]: entry for entry in json.loads(listed)["files"]}
    except (ValueError, KeyError, TypeError):
        yield finding("K920", FILE, line=1, column=1)
        return
    for path, entry in entries.items():
        if path not in found:
            yield finding("K921", path, subject=path)
        elif hashlib.sha256(found[path]).hexdigest() != entry["sha256"]:
            yield finding("K922", path, subject=path)
    for path in sorted(found.keys() - entries.keys() - {FILE, LIST}):
        yield finding("K923", path, subject=path)
