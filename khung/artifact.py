"""A file as a value: what generators yield and the command line writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Artifact:
    """A generated file: its path relative to the output folder and its bytes."""

    path: PurePosixPath
    data: bytes

    @classmethod
    def text(cls, path: str, text: str) -> Artifact:
        """An artifact of UTF-8 text with Unix line ends."""
        return cls(PurePosixPath(path), text.encode())
