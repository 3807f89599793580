"""`khung check` as a gate of a repository: what a branch brings in, what was accepted, what a day changes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

MODEL = {
    "khung": 'workspace: {tinh: {name: Tỉnh mẫu, version: "1", profile: complete}}\n',
    "ho-so": "document: {luat: {name: Luật mẫu, number: 1/2026/QH15}}\n",
    "to-chuc": "organisation:\n  so-a: {name: Sở A, tier: province, system: government, assumed: true}\n",
    "ung-dung": """\
application:
  cong:
    name: Cổng dữ liệu
    owner: so-a
    assumed: true
  kho:
    name: Kho dữ liệu
    assumed: true
""",
    "quy-tac": """\
rule:
  r-owner:
    name: Có cơ quan chủ quản
    source: [luat]
    why: Vì luật
    profiles: {complete: error}
    select: {kind: application}
    check: {has: [owner]}
    message: “{name}” chưa ghi {fields}.
    message_en: “{name}” does not state {fields}.
    examples: {pass: {application: {a: {owner: so}}}, fail: {application: {a: {}}}}
  r-code:
    name: Có mã
    source: [luat]
    why: Vì luật
    since: 2027-01-01
    profiles: {complete: warning}
    select: {kind: application}
    check: {has: [code]}
    message: “{name}” chưa ghi {fields}.
    message_en: “{name}” does not state {fields}.
    examples: {pass: {application: {a: {code: KT-1}}}, fail: {application: {a: {}}}}
""",
}
WAIVER = """\
waiver:
  ng-1: {name: Ngoại lệ, rule: r-owner, subject: kho, reason: Đang bàn giao, basis: [luat], expires: 2026-11-22}
"""


def git(root: Path, *arguments: str) -> str:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.vn", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path, message: str = "change") -> None:
    git(root, "add", ".")
    git(root, "commit", "-qm", message)


@pytest.fixture
def province_of(tmp_path: Path):
    """A repository whose branch main holds a small model; more files may be given."""

    def making(**more: str) -> Path:
        root = tmp_path / "tinh"
        for name, text in {**MODEL, **more}.items():
            (root / "model").mkdir(parents=True, exist_ok=True)
            (root / "model" / f"{name}.yaml").write_text(text)
        git(root, "init", "-q")
        commit(root, "first")
        return root

    return making


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "model" / f"{name}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def check(khung, root: Path, *arguments: str, day: str = "2026-11-23"):
    return khung("-C", str(root), "check", "--as-of", day, *arguments)


def found(ran) -> list[tuple[str, str, int]]:
    return [(d["code"], d["subject"], d["line"]) for d in json.loads(ran.out)]


def test_a_branch_is_told_what_it_brings_in_and_nothing_else(khung, province_of):
    root = province_of()
    assert found(check(khung, root, "--json")) == [("r-owner", "kho", 6)]
    git(root, "switch", "-qc", "branch")
    edit(root, "ung-dung", "application:\n", "# moved\n\napplication:\n")
    commit(root)
    same = check(khung, root, "--changed-since", "main", "--json")
    assert (same.code, found(same)) == (0, [])
    edit(root, "ung-dung", "    owner: so-a\n", "")
    commit(root)
    broken = check(khung, root, "--changed-since", "main", "--json")
    assert (broken.code, found(broken)) == (1, [("r-owner", "cong", 4)])
    annotation = check(khung, root, "--changed-since", "main", "--format", "github").out
    assert annotation.startswith("::error file=model/ung-dung.yaml,line=4,col=3,")
    assert len(annotation.splitlines()) == 1
    (row,) = json.loads(check(khung, root, "--changed-since", "main", "--format", "gitlab").out)
    assert (row["location"]["path"], row["location"]["lines"]["begin"]) == ("model/ung-dung.yaml", 4)


def test_what_was_mended_is_told_as_gone(khung, province_of):
    root = province_of()
    edit(root, "ung-dung", "name: Kho dữ liệu\n", "name: Kho dữ liệu\n    owner: so-a\n")
    ran = check(khung, root, "--changed-since", "HEAD")
    assert ran.code == 0
    assert "1 phát hiện không còn" in ran.out
    assert "− r-owner “Kho dữ liệu” chưa ghi" in ran.out


def test_errors_of_reading_are_brought_in_too(khung, province_of):
    root = province_of()
    edit(root, "ung-dung", "owner: so-a", "owner: so-b")
    assert ("K202", "cong", 4) in found(check(khung, root, "--changed-since", "main", "--json"))


def test_more_missing_is_new_and_less_is_not(khung, province_of):
    root = province_of(**{"quy-tac": MODEL["quy-tac"].replace("has: [owner]", "has: [owner, level, code]")})
    assert found(check(khung, root, "--json")) == [("r-owner", "cong", 2), ("r-owner", "kho", 6)]
    edit(root, "ung-dung", "    owner: so-a\n", "")
    edit(root, "ung-dung", "name: Kho dữ liệu\n", "name: Kho dữ liệu\n    owner: so-a\n")
    assert found(check(khung, root, "--changed-since", "HEAD", "--json")) == [("r-owner", "cong", 2)]


def test_a_workspace_without_a_past_brings_in_everything(khung, province_of):
    root = province_of()
    git(root, "checkout", "-q", "--orphan", "empty")
    git(root, "rm", "-rq", "--cached", ".")
    git(root, "commit", "-q", "--allow-empty", "-m", "nothing")
    assert found(check(khung, root, "--changed-since", "HEAD", "--json")) == [("r-owner", "kho", 6)]


def test_a_baseline_accepts_what_it_holds(khung, province_of):
    root = province_of()
    saved = root / "known.json"
    assert check(khung, root, "--json", "-o", str(saved)).code == 1
    again = check(khung, root, "--baseline", str(saved))
    assert again.code == 0
    assert "0 phát hiện mới, 0 phát hiện không còn" in again.out
    edit(root, "ung-dung", "    owner: so-a\n", "")
    edit(root, "ung-dung", "name: Kho dữ liệu\n", "name: Kho dữ liệu\n    owner: so-a\n")
    ran = check(khung, root, "--baseline", str(saved))
    assert ran.code == 1
    assert "1 phát hiện mới, 1 phát hiện không còn" in ran.out
    assert "− r-owner “Kho dữ liệu” chưa ghi" in ran.out


@pytest.mark.parametrize(
    "content", ["{", '{"a": 1}', '[{"code": "K1"}]', '[{"code": "K1", "lacking": [], "fingerprint": 3}]', "[1]", "[" * 9999]
)
def test_a_file_that_is_no_baseline_is_refused(khung, province_of, content):
    root = province_of()
    (root / "bad.json").write_text(content)
    ran = check(khung, root, "--baseline", str(root / "bad.json"))
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "bad.json" in ran.err


def test_a_waiver_counts_until_its_last_day(khung, province_of):
    root = province_of(**{"ngoai-le": WAIVER})
    expired = check(khung, root, "--json")
    assert expired.code == 1
    assert [code for code, _, _ in found(expired)] == ["K601", "r-owner"]
    last_month = check(khung, root, day="2026-10-23")
    assert last_month.code == 0
    assert "Ngoại lệ đã chấp thuận: 1 (ng-1)" in last_month.out
    assert "Chưa đáp ứng: 1" in last_month.out, "a waiver never turns the answer"


def test_a_rule_bites_from_its_day(khung, province_of):
    root = province_of()
    before, after = (check(khung, root, "--json", day=day) for day in ("2026-06-30", "2027-12-31"))
    assert found(before) == [("r-owner", "kho", 6)]
    assert found(after) == [("r-code", "cong", 2), ("r-owner", "kho", 6), ("r-code", "kho", 6)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--pack", "qd-1425"), "qd-1425"),
        (("--agency", "so-b"), "Did you mean “so-a”?"),
        (("--profile", "complet"), "complete"),
        (("--changed-since", "mian"), "“mian”"),
        (("--changed-since", "HEAD", "--baseline", "model/khung.yaml"), "--baseline"),
        (("--format", "yaml"), "sarif"),
    ],
)
def test_what_is_not_known_is_told_in_one_line(khung, province_of, arguments, words):
    ran = khung("check", *arguments, cwd=province_of())
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_what_one_body_answers_for(khung, province_of):
    root = province_of()
    assert found(check(khung, root, "--agency", "so-a", "--json")) == []
    assert "1 quy tắc: 0 lỗi" in check(khung, root, "--agency", "so-a").out


def test_failing_is_set_by_weight(khung, province_of):
    root = province_of()
    edit(root, "ung-dung", "name: Kho dữ liệu\n", "name: Kho dữ liệu\n    owner: so-a\n")
    assert check(khung, root, day="2027-12-31").code == 0
    assert check(khung, root, "--fail-on", "warning", day="2027-12-31").code == 1


def test_an_answer_is_written_whole(khung, province_of):
    root = province_of()
    ran = check(khung, root, "--format", "sarif", "-o", str(root / "out" / "khung.sarif"))
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((root / "out" / "khung.sarif").read_text())["runs"][0]["versionControlProvenance"][0]["branch"] == "main"
    assert [p.name for p in (root / "out").iterdir()] == ["khung.sarif"]


@pytest.mark.parametrize("form", ["text", "sarif", "junit", "markdown", "html"])
def test_what_was_kept_changes_no_byte_of_the_answer(khung, province_of, form):
    root = province_of()
    edit(root, "ung-dung", "    owner: so-a\n", "")
    first, again = (check(khung, root, "--changed-since", "main", "--format", form) for _ in range(2))
    assert (root / ".khung" / "trees.sqlite").is_file()
    assert first == again
    assert first.code == 1
    assert "Chưa đáp ứng: " not in first.out, "a part says nothing of the whole"
