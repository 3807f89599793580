"""What a finding is. Knows no message text, no file, no output format."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class KhungError(Exception):
    """The tool cannot run (no such folder, program or revision): one line for the user, exit code 2."""


class Text(NamedTuple):
    """One text in Vietnamese and English."""

    vi: str
    en: str

    def get(self, language: str) -> str:
        """The text in `language` ("vi" or "en"); the other one where it is missing."""
        return (self.en or self.vi) if language == "en" else (self.vi or self.en)


class Severity(StrEnum):
    """How much a finding weighs; `error` fails a check by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for note."""
        return ("error", "warning", "note").index(self.value)


class Answer(StrEnum):
    """The official answers to "does this conform?" (draft guidance of 13/09/2026, part A.VII)."""

    CONFORM = "conform"
    NOT_CONFORM = "not-conform"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not-applicable"


UNKNOWN = Text("chưa rõ", "not known")
ANSWERS = {
    Answer.CONFORM: Text("Đáp ứng", "Conforms"),
    Answer.NOT_CONFORM: Text("Chưa đáp ứng", "Does not conform"),
    Answer.INSUFFICIENT: Text("Chưa đủ cơ sở đánh giá", "Insufficient basis to assess"),
    Answer.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
}


_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_PASSING = frozenset(("first", "fields", "labels"))  # arguments that name a line, or how much is lacking today
_MEASURED = _PASSING | {"found", "wanted", "others", "who", "by", "successors", "route"}


class Diagnostic(NamedTuple):
    """One finding. `path` is the place inside the YAML tree; line, column and the end of the word there (1-based, in
    characters) stay 0 until `khung.yamltree.locate` resolves them, so that a clean model never pays for positions."""

    code: str
    severity: Severity
    message: Text
    hint: Text = Text("", "")
    file: str = ""
    path: tuple[str | int, ...] = ()
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    subject: str = ""
    source: tuple[str, ...] = ()
    answer: Answer | None = None
    args: Mapping[str, str] = _NO_WORDS

    @property
    def fingerprint(self) -> str:
        """What makes it the same finding tomorrow: code, subject, field and answer. Neither lines nor the place in a list
        count, nor how much a rule has measured: a finding that got better or worse is still the same one."""
        import hashlib  # noqa: PLC0415 - only reports ask for it

        measured = _PASSING if self.answer is None else _MEASURED
        words = (f"{k}={v}" for k, v in sorted(self.args.items()) if k not in measured)
        steps = (step for step in self.path if isinstance(step, str))
        parts = (self.code, self.subject or self.file, self.answer or "", "/".join(steps), *words)
        return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:16]

    @property
    def lacking(self) -> frozenset[str]:
        """The fields that are not filled, where it is about such."""
        return frozenset(filter(None, self.args.get("fields", "").split(", ")))

    @property
    def order(self) -> tuple[str, int, int, int, str]:
        """Reading order: by file and place, then by weight."""
        return (self.file, self.line, self.column, self.severity.rank, self.code)
