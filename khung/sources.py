"""The core's only input: the YAML files of a workspace and of the packs it pins, as bytes. Knows no content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, KhungError
from khung.house import MAX_BYTES
from khung.shipped import ROOT

SUFFIXES = (".yaml", ".yml")


class Source(NamedTuple):
    """One file: its path as shown (relative to the workspace, "/" between parts), where it lies, its pack,
    and its time and size where it can be read."""

    name: str
    location: str
    pack: str = ""
    stamp: str = ""

    def bytes(self) -> bytes:
        """Its content; one byte over the size limit is enough to know that it is too large. Raises OSError."""
        with open(self.location, "rb") as file:
            return file.read(MAX_BYTES + 1)


def workspace_files(root: Path) -> tuple[list[Source], list[Diagnostic]]:
    """The YAML files under `root`/model, sorted by path. Raises KhungError when there is no such folder."""
    folder = root / "model"
    if not folder.is_dir():
        raise KhungError(f"Không có thư mục mô hình: {folder} (no model folder). Chạy “khung init”, hoặc chỉ thư mục bằng -C.")
    inside = os.path.realpath(root)
    sources: list[Source] = []
    findings: list[Diagnostic] = []
    for name, entry in _walk(str(folder), "model/"):
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if os.path.commonpath((inside, target)) != inside:
                findings.append(finding("K013", name, line=1, column=1, target=os.readlink(entry.path)))
                continue
            if os.path.isdir(target):
                continue
        sources.append(Source(name, entry.path, "", _stamp(entry)))
    return sorted(sources, key=lambda s: s.name), findings


def pack_files(pack: str) -> list[Source]:
    """The YAML files of a shipped pack, sorted; empty when there is none of that name."""
    folder = ROOT / "packs" / pack
    if not folder.is_dir() or pack not in pack_names():
        return []
    found = [Source(name, entry.path, pack, _stamp(entry)) for name, entry in _walk(str(folder), f"schema/packs/{pack}/")]
    return sorted(found, key=lambda s: s.name)


def pack_names() -> list[str]:
    """The names of the shipped packs."""
    folder = ROOT / "packs"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def _stamp(entry: os.DirEntry[str]) -> str:
    try:
        stat = entry.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}:{stat.st_size}"


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIXES) or (entry.is_symlink() and entry.is_dir()):
            yield prefix + entry.name, entry
