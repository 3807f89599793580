"""The core's only input: the YAML files of a workspace and of the packs it pins, as bytes. Knows no content."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, KhungError
from khung.shipped import ROOT
from khung.yamltree import MAX_BYTES

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path as shown (relative to the workspace, "/" between parts), where it lies, its pack."""

    name: str
    location: str
    pack: str = ""

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
    for entry in _walk(str(folder)):
        name = os.path.relpath(entry.path, root).replace(os.sep, "/")
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if os.path.commonpath((inside, target)) != inside:
                findings.append(finding("K013", name, line=1, column=1, target=os.readlink(entry.path)))
                continue
            if os.path.isdir(target):
                continue
        sources.append(Source(name, entry.path))
    return sorted(sources, key=lambda s: s.name), findings


def pack_files(pack: str) -> list[Source]:
    """The YAML files of a shipped pack, sorted; empty when there is none of that name."""
    folder = ROOT / "packs" / pack
    if not folder.is_dir() or pack not in pack_names():
        return []
    found = [Source(f"schema/packs/{pack}/{os.path.relpath(e.path, folder)}".replace(os.sep, "/"), e.path, pack) for e in _walk(str(folder))]
    return sorted(found, key=lambda s: s.name)


def pack_names() -> list[str]:
    """The names of the shipped packs."""
    folder = ROOT / "packs"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def read_all(sources: list[Source]) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The bytes of each file by name; a file that cannot be read is a finding."""
    texts: dict[str, bytes] = {}
    findings: list[Diagnostic] = []
    for source in sources:
        try:
            texts[source.name] = source.bytes()
        except OSError as error:
            findings.append(finding("K014", source.name, line=1, column=1, problem=error.strerror or str(error)))
    return texts, findings


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _walk(entry.path)
        elif entry.name.endswith(SUFFIXES) or (entry.is_symlink() and entry.is_dir()):
            yield entry


Texts = Mapping[str, bytes]
