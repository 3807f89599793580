"""The data files that come with the tool (`schema/`): where they lie and their bytes. Knows no content."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
ROOT = next(p for p in (_HERE.parent / "schema", _HERE / "_schema") if p.is_dir() or p.name == "_schema")
"""`schema/` in a checkout, `khung/_schema/` in an installed wheel."""


@lru_cache(maxsize=8)
def derived(name: str) -> Any:
    """A derived JSON file by name, parsed: "metamodel", "codes", "mau-03" or "model.schema"."""
    return json.loads((ROOT / "derived" / f"{name}.json").read_bytes())


def starter() -> dict[str, str]:
    """The files that a new workspace starts from, by path."""
    folder = ROOT / "starter"
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.yaml"))}


def prose() -> dict[str, str]:
    """The text of Mẫu số 01 that comes with the tool, by file name in reading order; a province's own file of a name stands for it."""
    return {p.name: p.read_text(encoding="utf-8") for p in sorted((ROOT / "mau-01").glob("*.md"))}
