"""The core's only input: the YAML files of a workspace and of the packs it pins, as bytes. Knows no content."""

from __future__ import annotations

import os
from collections.abc import Iterable
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
    lines, findings = listing(root)
    return source_list(lines, root), findings


def listing(root: Path) -> tuple[list[str], list[Diagnostic]]:
    """A line for each YAML file under `root`/model, in no order: its path, a tab, its time and size. All that telling a
    changed file from thousands needs. Raises KhungError when there is no such folder."""
    folder = root / "model"
    if not folder.is_dir():
        raise KhungError(f"Không có thư mục mô hình: {folder} (no model folder). Chạy “khung init”, hoặc chỉ thư mục bằng -C.")
    inside = os.path.realpath(root)
    lines, links = _walk(str(folder), "model/")
    findings: list[Diagnostic] = []
    for link in links:
        location = f"{root}/{link}"
        target = os.path.realpath(location)
        if os.path.commonpath((inside, target)) != inside:
            findings.append(finding("K013", link, line=1, column=1, target=os.readlink(location)))
        elif not os.path.isdir(target):
            lines.append(f"{link}\t{stamp(location)}")
    return lines, findings


def source_list(lines: Iterable[str], root: Path, pack: str = "") -> list[Source]:
    """The files of these lines of a listing, sorted by path."""
    parts = (line.rpartition("\t") for line in lines)
    return sorted(Source(name, f"{root}/{name}", pack, told) for name, _, told in parts)


def pack_files(pack: str) -> list[Source]:
    """The YAML files of a shipped pack, sorted; empty when there is none of that name."""
    folder = ROOT / "packs" / pack
    if not folder.is_dir() or pack not in pack_names():
        return []
    lines, _ = _walk(str(folder), f"packs/{pack}/")
    return [source._replace(name=f"schema/{source.name}") for source in source_list(lines, ROOT, pack)]


def own_packs(root: Path) -> dict[str, list[Source]]:
    """The packs that lie in the workspace itself, under `root`/packs, with their files sorted by path; links are not followed."""
    folder = root / "packs"
    names = sorted(e.name for e in os.scandir(folder) if e.is_dir(follow_symlinks=False)) if folder.is_dir() else []
    return {name: source_list(_walk(str(folder / name), f"packs/{name}/")[0], root, name) for name in names}


def shipped_folder(root: Path) -> str:
    """The folder of the shipped packs as seen from a workspace that they are part of; "" where they lie elsewhere."""
    folder, top = ROOT / "packs", root.resolve()
    return folder.relative_to(top).as_posix() if folder.is_relative_to(top) else ""


def pack_names() -> list[str]:
    """The names of the shipped packs."""
    folder = ROOT / "packs"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def _walk(folder: str, prefix: str) -> tuple[list[str], list[str]]:
    """The lines of a folder's YAML files, and the links in it that name one or a folder. One look at each: a large model has thousands."""
    lines: list[str] = []
    links: list[str] = []
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return [f"{prefix[:-1]}\t"], links  # told as a file that cannot be read: reading it will say why
    for entry in entries:
        name = entry.name
        told = name.endswith(SUFFIXES)
        if entry.is_symlink():
            if told or entry.is_dir():
                links.append(prefix + name)
        elif told and entry.is_file():
            lines.append(f"{prefix}{name}\t{stamp(entry.path)}")
        elif entry.is_dir() and not name.startswith("."):
            inner = _walk(entry.path, f"{prefix}{name}/")
            lines += inner[0]
            links += inner[1]
    return lines, links


def stamp(location: str) -> str:
    """Time and size of a file, by which a changed one is known; empty where it cannot be read."""
    try:
        stat = os.stat(location)
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}:{stat.st_size}"
