"""Editions of a dossier: what an issue adds to the files (history, list of changes since the edition before) and what is read of that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generators.dossier.bundle import edition, follow_up
from generators.dossier.changes import as_data, as_text, classed, summary
from generators.dossier.columns import UNDETERMINED
from generators.dossier.workbook import Edition as Version
from generators.project import Project
from khung.artifact import Artifact
from khung.diagnostic import KhungError
from khung.diff import diff
from khung.graph import Graph
from khung.vietnamese import format_date

CHANGES = "thay-doi.md"


@dataclass(frozen=True)
class Before:
    """The edition before, as its list of components tells."""

    version: str
    revision: str
    history: tuple[Version, ...]


@dataclass(frozen=True)
class Issued:
    """What an issue adds: the history with this edition, the list of changes as a file, what the list of components says of both."""

    history: tuple[Version, ...]
    files: tuple[Artifact, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def read(manifest: bytes) -> Before:
    """An edition from its list of components. Raises KhungError, one line, where that cannot be read."""
    try:
        data = json.loads(manifest)
        history = tuple(Version(*map(str, row)) for row in data.get("history", ()))
        return Before(str(data["version"]), str(data["revision"]), history)
    except (ValueError, KeyError, TypeError) as error:
        raise KhungError("Không đọc được danh mục thành phần của hồ sơ trước. / The list of the edition before cannot be read.") from error


def issued(project: Project, basis: str, before: Before | None, old: Graph | None) -> Issued:
    """An edition after the one before it. `old` is the model from which that was made. Raises KhungError where the version is not a new
    one, or where there is no basis for the change of an issued framework."""
    named = edition(project)
    if before and named.version in {before.version, *(v.version for v in before.history)}:
        raise KhungError(f"Phiên bản {named.version} đã ban hành; dùng số khác. / The version was issued before.")
    if before and not basis:
        raise KhungError("Phiên bản sau phải nêu căn cứ thay đổi (--basis). / A later version states the basis of its change.")
    day = format_date(named.effective or named.data_date, "vi")
    told, objects = "Ban hành lần đầu", "Toàn bộ hồ sơ"
    files: Sequence[Artifact] = ()
    changes = classed(diff(old, project.graph), old, project.graph) if old else []
    if before:
        told, objects = summary(changes) if old else (f"Thay đổi so với phiên bản {before.version}", UNDETERMINED)
        files = (Artifact.text(CHANGES, as_text(changes, named.version, before.version)),)
    line = Version(named.version, day, told, basis or UNDETERMINED, objects, follow_up(project))
    history = (*(before.history if before else ()), line)
    about = {
        "issued": True,
        "previous": before.version if before else None,
        "history": [list(v) for v in history],
        "changes": as_data(changes),
    }
    return Issued(history, tuple(files), about)
