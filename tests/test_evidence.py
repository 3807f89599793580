"""Evidence: what a check found, provable later and offline; any changed byte is told, a hostile file harms nothing."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from cli.conform import told
from generators.evidence import broken, opened, packed, seal_of
from khung.diagnostic import Text
from khung.load import load
from khung.since import Asked

DAY = date(2026, 11, 23)
MODEL = """\
workspace: {tinh: {name: Tỉnh, version: "1", packs: {goi-rieng: "0.1.0"}}}
document: {luat: {name: Luật, number: 1/2026/QH15}}
application:
  kho: {name: Kho, assumed: true}
  cong: {name: Cổng, assumed: true}
waiver: {ng-1: {name: Ngoại lệ, rule: r-owner, subject: kho, reason: Đang bàn giao, basis: [luat], expires: 2027-06-30}}
"""
PACK = """\
pack: {goi-rieng: {name: Gói, version: "0.1.0", instrument: luat}}
rule:
  r-owner:
    name: Có chủ quản
    source: [luat]
    why: Vì luật
    profiles: {complete: error}
    select: {kind: application}
    check: {has: [owner]}
    message: “{name}” thiếu {fields}
    message_en: “{name}” lacks {fields}
    examples: {pass: {application: {a: {owner: so}}}, fail: {application: {a: {}}}}
"""
SCOPE = {"packs": [], "agency": "", "statedOnly": False}


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.vn", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(workspace) -> Path:
    made = workspace(a=MODEL)
    (made / "packs" / "goi-rieng").mkdir(parents=True)
    (made / "packs" / "goi-rieng" / "pack.yaml").write_text(PACK)
    (made / "site" / "vi").mkdir(parents=True)
    (made / "site" / "vi" / "index.html").write_text("Trang")
    (made / ".gitignore").write_text("site/\n.khung/\n*.zip\n")
    git(made, "init", "-q")
    git(made, "add", ".")
    git(made, "commit", "-qm", "one")
    return made


def made_of(root: Path) -> bytes:
    return packed(told(load(root), lambda _: Asked(DAY, "complete"), "vi"), SCOPE, {})


def problems(data: bytes) -> list[Text]:
    made = opened(data)
    return [made] if isinstance(made, Text) else list(broken(made, data))


def test_evidence_says_what_was_judged_by_what_and_with_which_outcome(khung, root):
    ran = khung("-C", str(root), "check", "--as-of", "2026-11-23", "--evidence", str(root / "out.zip"))
    assert ran.code == 1
    with zipfile.ZipFile(root / "out.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        (found,) = [d for d in json.loads(archive.read("findings.json")) if d["code"] == "r-owner"]
        (waiver,) = json.loads(archive.read("waivers.json"))
        assert b"<html" in archive.read("report.html")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    assert (manifest["commit"], manifest["modelAsCommitted"], manifest["day"]) == (head, True, "2026-11-23")
    assert manifest["files"]["model/a.yaml"] == hashlib.sha256(MODEL.encode()).hexdigest()
    assert manifest["packs"]["goi-rieng"]["version"] == "0.1.0"
    assert list(manifest["generated"]) == ["site/vi/index.html"]
    assert (found["subject"], waiver["subject"], waiver["basis"]) == ("cong", "kho", ["1/2026/QH15"])
    assert f"seal {seal_of((root / 'out.zip').read_bytes())}" in ran.err


def test_evidence_is_proved_later_even_when_the_model_has_moved_on(khung, root):
    khung("-C", str(root), "check", "--as-of", "2026-11-23", "--evidence", str(root / "out.zip"))
    verify = ("-C", str(root), "evidence", "verify", str(root / "out.zip"))
    first = khung(*verify)
    assert (first.code, "Tệp đã dựng khi lập: 1, nay khác hoặc không còn: 0" in first.out) == (0, True)
    (root / "site" / "vi" / "index.html").write_text("Trang khác")
    (root / "model" / "a.yaml").write_text(MODEL.replace("cong", "cua"))
    git(root, "commit", "-qam", "two")
    later = khung(*verify)
    assert (later.code, "phiên bản git" in later.out, "không còn: 1" in later.out) == (0, True, True)
    subprocess.run(["rm", "-rf", ".git"], cwd=root, check=True)
    other = khung(*verify)
    assert (other.code, "✗ model/a.yaml khác với khi lập." in other.out) == (1, True)


def test_evidence_is_proved_without_a_workspace(khung, root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "out.zip").write_bytes(made_of(root))
    seal = seal_of(made_of(root))
    assert khung("-C", str(elsewhere), "evidence", "verify", str(elsewhere / "out.zip"), "--seal", seal).code == 0
    assert khung("-C", str(elsewhere), "evidence", "verify", str(elsewhere / "out.zip"), "--seal", "0" * 64).code == 1


def test_findings_that_judging_does_not_give_are_told(khung, root):
    data = made_of(root)
    made = opened(data)
    members = dict(made.members) | {"findings.json": b"[]\n"}
    (root / "forged.zip").write_bytes(resealed(members))
    ran = khung("-C", str(root), "evidence", "verify", str(root / "forged.zip"))
    assert (ran.code, "Chấm lại cho phát hiện khác" in ran.out) == (1, True)


def resealed(members: dict[str, bytes], **manifest) -> bytes:
    """A forgery whose chain is right: made anew from changed members."""
    stated = json.loads(members["manifest.json"]) | manifest
    stated["members"] = {name: hashlib.sha256(members[name]).hexdigest() for name in stated["members"]}
    members["manifest.json"] = (json.dumps(stated, ensure_ascii=False, indent=1) + "\n").encode()
    members["seal.txt"] = f"{hashlib.sha256(members['manifest.json']).hexdigest()}\n".encode()
    return archived(members)


def archived(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type, about.create_system, about.external_attr = compression, 3, 0o644 << 16
            archive.writestr(about, data)
    return file.getvalue()


def test_same_check_same_bytes(root):
    assert made_of(root) == made_of(root)
    assert problems(made_of(root)) == []


def test_one_changed_byte_is_told(root):
    data = made_of(root)
    chance = random.Random(7)
    places = [*range(60), *range(len(data) - 600, len(data)), *chance.sample(range(len(data)), 400)]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        assert problems(bytes(changed)), place
    assert problems(data + b"\0")
    assert problems(b"x" + data)
    assert problems(data[:-1])


HOSTILE = {
    "traversal": lambda m: archived({**m, "../../etc/passwd": b"x"}),
    "absolute": lambda m: archived({"/etc/passwd": b"x", **m}),
    "renamed": lambda m: archived({f"../{name}": data for name, data in m.items()}),
    "bomb": lambda m: archived({**m, "findings.json": b"0" * 50_000_000}, zipfile.ZIP_DEFLATED),
    "many": lambda m: archived({f"{n}.json": b"" for n in range(60_000)}),
    "no zip": lambda m: b"PK\x03\x04" + b"\xff" * 1000,
    "empty": lambda m: b"",
    "short": lambda m: struct.pack("<4s18xH", b"PK\x05\x06", 0),
    "deep": lambda m: archived({**m, "manifest.json": b"[" * 200_000}),
    "not JSON": lambda m: archived({**m, "manifest.json": b"\xff"}),
    "list": lambda m: archived({**m, "manifest.json": b"[]"}),
    "day": lambda m: resealed(dict(m), day="tomorrow"),
    "scope": lambda m: resealed(dict(m), scope={"packs": "all"}),
    "tool": lambda m: resealed(dict(m), tool=[]),
}


@pytest.mark.parametrize("way", HOSTILE)
def test_a_hostile_file_is_refused_unread(root, way):
    assert isinstance(opened(HOSTILE[way](dict(opened(made_of(root)).members))), Text)


def test_a_refusal_is_one_line_and_writes_nothing(khung, root):
    (root / "bad.zip").write_bytes(HOSTILE["traversal"](dict(opened(made_of(root)).members)))
    before = sorted(root.rglob("*"))
    ran = khung("-C", str(root), "evidence", "verify", str(root / "bad.zip"))
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert sorted(root.rglob("*")) == before


def test_a_file_too_large_is_not_opened(monkeypatch, root):
    monkeypatch.setattr("generators.evidence.MOST_BYTES", 1000)
    assert "larger" in problems(made_of(root))[0].en


@pytest.mark.parametrize("changes", [{"commit": "--output=x"}, {"profile": "none", "language": "xx"}])
def test_a_forged_manifest_ends_without_a_traceback(khung, root, changes):
    (root / "forged.zip").write_bytes(resealed(dict(opened(made_of(root)).members), modelAsCommitted=True, **changes))
    ran = khung("-C", str(root), "evidence", "verify", str(root / "forged.zip"))
    assert ran.code in (0, 1, 2)
    assert "internal error" not in ran.err
