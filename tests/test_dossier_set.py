"""The dossier as a set: one command, three templates that agree as they were written, a list that shows one changed byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKSPACE = """
workspace:
  w: {name: Khung kiến trúc Chính quyền số tỉnh Mẫu, province: ubnd, place: Mẫu, version: "1.2", data_date: 2026-11-01, packs: {PINS},
      follow_up: so, follow_up_by: 2026-12-31}
organisation:
  ubnd: {name: Ủy ban nhân dân tỉnh Mẫu, tier: province, system: government, assumed: true}
  so: {name: Sở Khoa học và Công nghệ, tier: province, system: government, abbreviation: Sở KHCN, assumed: true}
application:
  thu: {name: Thư điện tử công vụ, code: KT-2, record: original, owner: so, model_state: both, lifecycle: operating, option: keep, sharing: internal,
        blocks: [h8-ioc], assumed: true}
  hop: {name: Họp trực tuyến, code: KT-3, record: original, owner: so, model_state: both, assumed: true}
gap:
  g: {name: Hợp nhất thư, code: ND-1, objects: [thu], current: Hai hệ thống, required: Một, gap: Gộp, option: merge, tasks: [t], assumed: true}
transition-task:
  t: {name: Gộp thư, code: NV-1, lead: [so], result: Một hệ thống, deadline: 2027-06-30, assumed: true}
view:
  h7: {name: Hình 7, code: SĐ-T-01, layout: blocks, figure: figure-7, select: {kind: block, figure: figure-7}}
  h8: {name: Hình 8, code: SĐ-T-02, layout: blocks, figure: figure-8, select: {kind: block, figure: figure-8}}
  h9: {name: Hình 9, code: SĐ-T-03, layout: blocks, figure: figure-9, select: {kind: block, figure: figure-9}}
  s7: {name: Chuyển đổi, code: SĐ-07, layout: roadmap, select: {kind: transition-task}}
"""


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "import sys; from cli.main import main; main()", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def model() -> str:
    from khung.load import load

    pins = ", ".join(f'{e.id}: "{e["version"]}"' for e in load(ROOT).graph.of_kind("pack"))
    return WORKSPACE.replace("PINS", pins)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("tinh")
    (root / "model").mkdir()
    (root / "model" / "a.yaml").write_text(model(), encoding="utf-8")
    ran = run("-C", str(root), "dossier", "build", "--no-pdf", "-o", str(root / "ra"), "--as-of", "2026-11-20")
    return root, ran


def test_one_command_makes_the_three_templates_and_they_agree(built):
    root, ran = built
    assert ran.returncode == 0, ran.stdout + ran.stderr
    names = {p.relative_to(root / "ra").as_posix() for p in (root / "ra").rglob("*") if p.is_file()}
    assert {"mau-01/Khung-kien-truc_v1.2.docx", "mau-03/Bo-du-lieu_v1.2.xlsx", "thanh-phan.json", "thanh-phan.md"} <= names
    for code in ("SD-T-01", "SD-T-02", "SD-T-03", "SD-07"):
        assert {f"mau-02/{code}_v1.2.{ending}" for ending in ("svg", "drawio", "pdf", "png")} <= names
    assert "0 sai khác" in ran.stderr


def test_the_list_names_every_file_with_template_role_and_hash(built):
    about = json.loads((built[0] / "ra" / "thanh-phan.json").read_text(encoding="utf-8"))
    assert (about["version"], about["data_date"], about["effective"]) == ("1.2", "2026-11-01", None)
    roles = {f["path"]: (f["template"], f["role"]) for f in about["files"]}
    assert roles["mau-03/Bo-du-lieu_v1.2.xlsx"] == ("Mẫu số 03", "bản chính thức và tệp dữ liệu")
    assert roles["mau-02/SD-T-01_v1.2.drawio"] == ("Mẫu số 02", "tệp nguồn chỉnh sửa được")
    assert all(len(f["sha256"]) == 64 for f in about["files"])


def test_one_changed_byte_a_lost_file_and_a_foreign_one_are_told(built, tmp_path, khung):
    folder = tmp_path / "ra"
    shutil.copytree(built[0] / "ra", folder)
    assert khung("dossier", "verify", str(folder)).code == 0
    book = folder / "mau-03" / "Bo-du-lieu_v1.2.xlsx"
    data = bytearray(book.read_bytes())
    data[100] ^= 1
    book.write_bytes(data)
    (folder / "mau-02" / "SD-T-01_v1.2.svg").unlink()
    (folder / "la.txt").write_text("x", encoding="utf-8")
    ran = khung("dossier", "verify", str(folder))
    assert ran.code == 1
    assert all(code in ran.out for code in ("K921", "K922", "K923"))
    assert "Bo-du-lieu_v1.2.xlsx" in ran.out
