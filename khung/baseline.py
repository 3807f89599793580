"""Findings against those known before: what is new, what is gone. Knows no file and no git."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from khung.diagnostic import Diagnostic, KhungError


class Known(NamedTuple):
    """A finding as it is remembered: what makes it the same, what it lacked, and words to speak of it."""

    fingerprint: str
    lacking: frozenset[str]
    code: str
    subject: str
    message: str


class Compared(NamedTuple):
    """The findings that were not known, in their order, and the known ones that are no more."""

    new: tuple[Diagnostic, ...]
    gone: tuple[Known, ...]


def known(findings: Iterable[Diagnostic], language: str) -> list[Known]:
    """What to remember of findings."""
    return [Known(d.fingerprint, d.lacking, d.code, d.subject, d.message.get(language)) for d in findings]


def saved(rows: Any, name: str) -> list[Known]:
    """What `khung check --json` saved, parsed. Raises KhungError, naming the file, where it is something else."""
    wanted = ("fingerprint", "lacking", "code", "subject", "message")
    if not isinstance(rows, list) or not all(isinstance(r, Mapping) and isinstance(r.get("lacking"), list) for r in rows):
        raise KhungError(f"{name} không phải kết quả của “khung check --json”. / Not what “khung check --json” saves.")
    if not all(isinstance(r.get(key), str) for r in rows for key in wanted if key != "lacking"):
        raise KhungError(f"{name}: phát hiện thiếu “fingerprint” hoặc “code”. / A finding lacks its fingerprint or code.")
    return [Known(r["fingerprint"], frozenset(map(str, r["lacking"])), r["code"], r["subject"], r["message"]) for r in rows]


def compare(findings: Sequence[Diagnostic], before: Iterable[Known]) -> Compared:
    """A finding is known where as many like it were known, and none of the fields it lacks was filled then."""
    open_: defaultdict[str, list[Known]] = defaultdict(list)
    for one in before:
        open_[one.fingerprint].append(one)
    new = []
    for found in findings:
        alike = open_[found.fingerprint]
        same = next((one for one in alike if found.lacking <= one.lacking), None)
        if same is None:
            new.append(found)
        if alike:
            alike.remove(same or alike[0])  # what got worse is new, and its better state is no more worth a word
    return Compared(tuple(new), tuple(one for alike in open_.values() for one in alike))
