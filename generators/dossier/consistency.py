"""Whether the three templates agree: names, codes, owners, states and versions compared over the files as written; and from that and the
judgements of the model, the twelve lines of the list before issue (draft guidance of 13/09/2026, A.VII.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generators.dossier import readback
from generators.dossier.columns import NOT_APPLICABLE, UNDETERMINED
from generators.dossier.figures import wanted
from generators.dossier.material import Edition
from generators.dossier.readback import Told
from generators.project import Project
from khung.artifact import Artifact
from khung.catalogue import finding
from khung.conform import Judgement
from khung.diagnostic import ANSWERS, Answer, Diagnostic
from khung.house import CLAUSE
from khung.vietnamese import format_date

COMPARED = (
    "Tên đối tượng", "Loại bản ghi", "Trạng thái mô hình", "Cơ quan chủ quản", "Phạm vi/hình thức dùng chung", "Trạng thái vòng đời",
    "Tình trạng khai thác tại cơ quan", "Trạng thái", "Đối tượng nguồn", "Đối tượng đích", "Loại quan hệ",
)  # fmt: skip
"""The columns that must say the same of a code wherever it stands."""
_STATES = ("Trạng thái vòng đời", "Tình trạng khai thác tại cơ quan", "Trạng thái mô hình")
_UNSAID = (UNDETERMINED, NOT_APPLICABLE)
_MARK = " (giả định)"
_LIST = "hd-khung-2026-du-thao-a-vii-4-"
_OVER_FILES = ("5", "6", "9")
_SHOWN = 3


@dataclass(frozen=True)
class Proof:
    """What was compared: how many codes and values, over which files, and each disagreement as a finding."""

    files: tuple[str, ...]
    codes: int
    values: int
    findings: tuple[Diagnostic, ...]


def proof(text: bytes, book: bytes, drawings: Sequence[Artifact], edition: Edition, short: Mapping[str, str]) -> Proof:
    """Compare the document and the diagrams with the workbook, all as they were written. `short` gives the abbreviations of bodies, by
    which diagrams name them."""
    data = readback.workbook(book, "mau-03")
    others = [readback.document(text, "mau-01"), *readback.diagrams(drawings)]
    found: list[Diagnostic] = []
    values = 0
    for told in others:
        for code, record in told.records.items():
            compared, wrong = _record(told.file, code, record, data.records.get(code), short)
            values += compared
            found += wrong
        found += [finding("K911", told.file, subject=code) for code in sorted(told.codes - set(data.records))]
    found += list(_editions([data, *others], edition))
    return Proof(tuple(t.file for t in (data, *others)), len(data.records), values, tuple(found))


def _record(
    file: str, code: str, said: Mapping[str, str], truth: Mapping[str, str] | None, short: Mapping[str, str]
) -> tuple[int, list[Diagnostic]]:
    """How many values of one code were compared, and those that differ."""
    if truth is None:
        return 0, []  # told once, as a code that the workbook does not have
    if "tooltip" in said:
        return _drawn(file, code, said["tooltip"].split(" · "), truth, short)
    pairs = [(title, said[title].removesuffix(_MARK), truth[title]) for title in COMPARED if title in said and title in truth]
    wrong = [_differs(file, code, *pair) for pair in pairs if pair[1] != pair[2] and not _either(pair, truth)]
    return len(pairs), wrong


def _drawn(file: str, code: str, said: Sequence[str], truth: Mapping[str, str], short: Mapping[str, str]) -> tuple[int, list[Diagnostic]]:
    """A box of a diagram: name, owner by its abbreviation and states, beside one another."""
    owner = truth.get("Cơ quan chủ quản", "")
    named = [("Tên đối tượng", truth.get("Tên đối tượng", "")), ("Cơ quan chủ quản", short.get(owner, owner))]
    named += [(title, truth.get(title, "")) for title in _STATES]
    asked = [(title, text) for title, text in named if text and text not in _UNSAID]
    parts = {piece for part in said for piece in (part, *part.split("; "))}
    return len(asked), [_differs(file, code, title, " · ".join(said), text) for title, text in asked if text not in parts]


def _either(pair: tuple[str, str, str], truth: Mapping[str, str]) -> bool:
    """The document's one column for the state holds lifecycle or local use, whichever the record has."""
    title, said, _ = pair
    return title == "Trạng thái" and said in (truth.get("Trạng thái vòng đời"), truth.get("Tình trạng khai thác tại cơ quan"))


def _differs(file: str, code: str, title: str, said: str, truth: str) -> Diagnostic:
    return finding("K910", file, subject=code, title=title, found=_short(said), wanted=_short(truth))


def _short(text: str) -> str:
    line = text.replace("\n", "; ")
    return line if len(line) < 120 else line[:119] + "…"


def _editions(files: Sequence[Told], edition: Edition) -> Iterator[Diagnostic]:
    """Every file bears the one version and data date."""
    day = format_date(edition.data_date, "vi")
    for told in files:
        if edition.version not in told.versions:
            yield finding("K912", told.file, found=", ".join(sorted(told.versions)) or "-", wanted=edition.version)
        if day not in told.dates:
            yield finding("K913", told.file, found=", ".join(sorted(told.dates)) or "-", wanted=day)


def checks(project: Project, proved: Proof) -> list[tuple[str, str, str]]:
    """The twelve lines: what is asked, the answer as a whole, and the evidence, with the places where it is not so."""
    by_line: dict[str, list[Judgement]] = {}
    for judgement in project.report.judgements:
        line = str(judgement.rule.element["checklist"] or "")
        if line:
            by_line.setdefault(line, []).append(judgement)
    clauses = {e["number"]: e for e in project.graph.of_kind(CLAUSE) if e.id.startswith(_LIST)}
    lines = sorted(clauses.values(), key=lambda c: int(c.id.removeprefix(_LIST)))
    return [_line(project, str(c.text("heading").vi or c.name), c.id.removeprefix(_LIST), by_line, proved) for c in lines]


def _line(project: Project, asked: str, number: str, by_line: Mapping[str, list[Judgement]], proved: Proof) -> tuple[str, str, str]:
    judged = by_line.get(number, [])
    answers = Counter(j.answer for j in judged)
    disagreements = len(proved.findings) if number in _OVER_FILES else 0
    order = (Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.CONFORM)
    answer = next((a for a in order if answers[a]), Answer.NOT_APPLICABLE)
    if disagreements:
        answer = Answer.NOT_CONFORM
    return asked, ANSWERS[answer].vi, "\n".join(_evidence(project, number, judged, answers, proved))


def _evidence(project: Project, number: str, judged: Sequence[Judgement], answers: Counter[Answer], proved: Proof) -> Iterator[str]:
    rules = sorted({j.rule.id for j in judged})
    counted = "; ".join(f"{ANSWERS[a].vi}: {n}" for a, n in answers.items())
    if rules:
        yield f"{len(rules)} quy tắc ({', '.join(rules)}) trên {len(judged)} đối tượng, quan hệ. {counted}."
    if number == "2":
        needed = [d.code for d in wanted(project.graph) if d.needed]
        yield f"Sơ đồ của hồ sơ: {', '.join(needed)}."
    if number in _OVER_FILES:
        files = len(proved.files)
        yield f"Đọc lại {files} tệp đã ghi: {proved.codes} mã, so sánh {proved.values} giá trị, {len(proved.findings)} sai khác."
    for judgement in [j for j in judged if j.answer is Answer.NOT_CONFORM and j.finding][:_SHOWN]:
        yield f"- {judgement.finding.message.vi}" if judgement.finding else ""
    more = answers[Answer.NOT_CONFORM] - _SHOWN
    if more > 0:
        yield f"- và {more} nội dung khác chưa đáp ứng."
