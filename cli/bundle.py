"""A folder as one ZIP: the same bytes for the same files, so that a copy of the site can be compared and signed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The earliest day that ZIP can say: the day of packing says nothing of the content."""


def bundle(folder: Path, name: str) -> bytes:
    """Every file of `folder` in order of path, under the one folder `name`."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for path in sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.relative_to(folder).as_posix()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _FIXED)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            target.writestr(entry, path.read_bytes())
    return made.getvalue()
