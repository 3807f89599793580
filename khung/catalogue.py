"""Built-in findings by code: `schema/codes.yaml` gives severity and words, callers give the arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khung.diagnostic import Diagnostic, Severity, Text
from khung.shipped import derived


def finding(
    code: str,
    file: str = "",
    path: Iterable[str | int] = (),
    *,
    line: int = 0,
    column: int = 0,
    subject: str = "",
    near: Iterable[str] = (),
    **args: Any,
) -> Diagnostic:
    """A finding of `code`; `near` are the words among which to look for "did you mean". An argument may be a text in both languages."""
    entry = derived("codes")[code]
    words, english = (
        {"subject": subject, **{k: v.get(lang) if isinstance(v, Text) else str(v) for k, v in args.items()}} for lang in ("vi", "en")
    )
    hint = entry.get("hint") or {"vi": "", "en": ""}
    hints = Text(hint["vi"].format(**words), hint["en"].format(**english))
    close = _closest(words["found"], near) if entry.get("near") else []
    if close:
        hints = Text(f"Có phải ý là “{close[0]}”? {hints.vi}".strip(), f"Did you mean “{close[0]}”? {hints.en}".strip())
    return Diagnostic(
        code=code,
        severity=Severity(entry["severity"]),
        message=Text(entry["vi"].format(**words), entry["en"].format(**english)),
        hint=hints,
        file=file,
        path=tuple(path),
        line=line,
        column=column,
        subject=subject,
        args=words,
    )


def _closest(word: str, near: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only a finding pays for it

    likely = [n for n in near if n[:1] == word[:1] and abs(len(n) - len(word)) <= 4]  # the whole of a large model is too slow to compare
    return get_close_matches(word, sorted(likely), 1, 0.6)
