"""The core's only input: the YAML files of a workspace and of the packs it pins, as bytes. Knows no content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, KhungError
from khung.house import MAX_BYTES
from khung.shipped import ROOT

SUFFIXES = (".yaml", ".yml")


_Bytes = bytes


class Source(NamedTuple):
    """One file: its path as shown (relative to the workspace, "/" between parts), where it lies, its pack,
    its time and size where it can be read, and its content where that is not on disk (`khung.revisions`)."""

    name: str
    location: str
    pack: str = ""
    stamp: str = ""
    content: _Bytes | None = None

    def bytes(self) -> _Bytes:
        """Its content; one byte over the size limit is enough to know that it is too large. Raises OSError."""
        if self.content is not None:
            return self.content
        with open(self.location, "rb") as file:
            return file.read(MAX_BYTES + 1)


def workspace_files(root: Path) -> tuple[list[Source], list[Diagnostic]]:
    """The YAML files under `root`/model, sorted by path. Raises KhungError when there is no such folder."""
    folder = root / "model"
    if not folder.is_dir():
        raise KhungError(f"Không có thư mục mô hình: {folder} (no model folder). Chạy “khung init”, hoặc chỉ thư mục bằng -C.")
    inside = os.path.realpath(root)
    sources, links = _walk(str(folder), "model/")
    findings: list[Diagnostic] = []
    for link in links:
        target = os.path.realpath(link.location)
        if os.path.commonpath((inside, target)) != inside:
            findings.append(finding("K013", link.name, line=1, column=1, target=os.readlink(link.location)))
        elif not os.path.isdir(target):
            sources.append(link)
    return sorted(sources), findings


def pack_files(pack: str) -> list[Source]:
    """The YAML files of a shipped pack, sorted; empty when there is none of that name."""
    folder = ROOT / "packs" / pack
    if not folder.is_dir() or pack not in pack_names():
        return []
    found, _ = _walk(str(folder), f"schema/packs/{pack}/")
    return sorted(source._replace(pack=pack) for source in found)


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


def _walk(folder: str, prefix: str) -> tuple[list[Source], list[Source]]:
    """The YAML files of a folder, and the links in it that name one or a folder. One look at each: a large model has thousands."""
    files: list[Source] = []
    links: list[Source] = []
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return files, links
    for entry in entries:
        name = entry.name
        if name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
            files.append(Source(prefix + name, entry.path, "", _stamp(entry)))
        elif entry.is_symlink():
            if name.endswith(SUFFIXES) or entry.is_dir():
                links.append(Source(prefix + name, entry.path, "", _stamp(entry)))
        elif entry.is_dir(follow_symlinks=False) and not name.startswith("."):
            inner = _walk(entry.path, f"{prefix}{name}/")
            files += inner[0]
            links += inner[1]
    return files, links
