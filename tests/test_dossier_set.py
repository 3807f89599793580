"""The dossier as a set: one command, three templates that agree as they were written, a list that shows one changed byte."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document

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


def model() -> str:
    from khung.load import load

    pins = ", ".join(f'{e.id}: "{e["version"]}"' for e in load(ROOT).graph.of_kind("pack"))
    return WORKSPACE.replace("PINS", pins)


@pytest.fixture(scope="module")
def built(tmp_path_factory, khung):
    root = tmp_path_factory.mktemp("tinh")
    (root / "model").mkdir()
    (root / "model" / "a.yaml").write_text(model(), encoding="utf-8")
    ran = khung("-C", str(root), "dossier", "build", "--no-pdf", "-o", str(root / "ra"), "--as-of", "2026-11-20")
    return root, ran


def test_one_command_makes_the_three_templates_and_they_agree(built):
    root, ran = built
    assert ran.code == 0, ran.out + ran.err
    names = {p.relative_to(root / "ra").as_posix() for p in (root / "ra").rglob("*") if p.is_file()}
    assert {"mau-01/Khung-kien-truc_v1.2.docx", "mau-03/Bo-du-lieu_v1.2.xlsx", "thanh-phan.json", "thanh-phan.md"} <= names
    for code in ("SD-T-01", "SD-T-02", "SD-T-03", "SD-07"):
        assert {f"mau-02/{code}_v1.2.{ending}" for ending in ("svg", "drawio", "pdf", "png")} <= names
    assert "0 sai khác" in ran.err


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


# ---------------------------------------------------------------- edits by hand


def edited(data: bytes, changes) -> bytes:
    """The document with words replaced in its paragraphs and cells, as somebody does in an editor."""
    made = Document(io.BytesIO(data))
    texts = [*made.paragraphs, *(p for t in made.tables for row in t.rows for cell in row.cells for p in cell.paragraphs)]
    for was, now in changes.items():
        place = next(p for p in texts if was in p.text)
        text = place.text.replace(was, now, 1)
        for run in place.runs[1:]:
            run.text = ""
        place.runs[0].text = text
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


TEN = {
    "Thư điện tử công vụ": "Thư điện tử",
    "KT-3": "KT-33",
    "ND-1": "ND-9",
    "Đang vận hành": "Đã kết thúc",
    "30/06/2027": "30/06/2029",
    "triển khai: 2 đối tượng": "triển khai: 57 đối tượng",
    "Khung phiên bản 1.2": "Khung phiên bản 1.3",
    "chốt ngày 01/11/2026": "chốt ngày 01/12/2026",
    "Một hệ thống": "Hai hệ thống",
    "Sở Khoa học và Công nghệ": "Sở Thông tin và Truyền thông",
}


def test_ten_edits_by_hand_are_found_and_the_untouched_document_has_none(built, tmp_path, khung):
    root = built[0]
    whole = (root / "ra/mau-01/Khung-kien-truc_v1.2.docx").read_bytes()
    clean, changed = tmp_path / "goc.docx", tmp_path / "sua.docx"
    clean.write_bytes(whole)
    changed.write_bytes(edited(whole, TEN))
    untouched = khung("-C", str(root), "dossier", "check", str(clean), "--as-of", "2026-11-20")
    assert (untouched.code, untouched.out) == (0, "")
    ran = khung("-C", str(root), "dossier", "check", str(changed), "--as-of", "2026-11-20")
    assert ran.code == 1
    for was, now in TEN.items():
        assert any(word in ran.out for word in (now, *now.split()[2:3], now.split()[-1])), (was, ran.out)
    assert ran.out.count("lỗi K94") >= len(TEN)


def test_prose_added_by_hand_is_a_remark_not_an_error(built, tmp_path, khung):
    whole = Document(built[0] / "ra/mau-01/Khung-kien-truc_v1.2.docx")
    whole.paragraphs[-1].insert_paragraph_before("Một câu do người soạn thảo viết thêm.")
    path = tmp_path / "them.docx"
    whole.save(path)
    ran = khung("-C", str(built[0]), "dossier", "check", str(path), "--as-of", "2026-11-20")
    assert ran.code == 0
    assert "K943" in ran.out


def test_a_file_that_is_no_document_is_refused_in_one_line(built, tmp_path, khung):
    path = tmp_path / "x.docx"
    path.write_bytes(b"PK not a zip")
    ran = khung("-C", str(built[0]), "dossier", "check", str(path))
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1


# ---------------------------------------------------------------- editions


def git(root: Path, *arguments: str) -> None:
    about = ("-c", "user.name=t", "-c", "user.email=t@t")
    subprocess.run(("git", *about, *arguments), cwd=root, check=True, capture_output=True)


def test_an_edition_is_frozen_never_overwritten_and_the_next_one_says_what_changed(tmp_path, khung):
    root = tmp_path / "tinh"
    (root / "model").mkdir(parents=True)
    text = model()
    (root / "model/a.yaml").write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    first = ("-C", str(root), "dossier", "issue", "--version", "1.0", "--effective", "2027-01-15", "--no-pdf", "-o", str(tmp_path / "v1"))
    assert khung(*first).code == 2, "nothing is committed yet"
    git(root, "add", "-A")
    git(root, "commit", "-qm", "a")
    ran = khung(*first)
    assert ran.code == 0, ran.out + ran.err
    about = json.loads((tmp_path / "v1/thanh-phan.json").read_text(encoding="utf-8"))
    assert (about["issued"], about["version"], about["effective"], len(about["revision"])) == (True, "1.0", "2027-01-15", 40)
    assert khung(*first).code == 2, "an issued dossier is never overwritten"
    assert khung("dossier", "verify", str(tmp_path / "v1")).code == 0

    (root / "model/a.yaml").write_text(
        text.replace("sharing: internal", "sharing: province").replace("name: Gộp thư, code", "progress: Đang làm, name: Gộp thư, code"),
        encoding="utf-8",
    )
    git(root, "commit", "-qam", "b")
    second = ("-C", str(root), "dossier", "issue", "--version", "1.1", "--effective", "2027-06-01", "--previous", str(tmp_path / "v1"))
    second = (*second, "--no-pdf", "-o", str(tmp_path / "v2"))
    assert khung(*second).code == 2, "a change of an issued framework has a basis"
    ran = khung(*second, "--basis", "Quyết định 12/QĐ-UBND")
    assert ran.code == 0, ran.out + ran.err
    about = json.loads((tmp_path / "v2/thanh-phan.json").read_text(encoding="utf-8"))
    groups = {(c["code"], c["what"]): c["group"] for c in about["changes"]}
    assert groups[("KT-2", "Phạm vi/hình thức dùng chung")] == "architectural"
    assert groups[("NV-1", "Tiến độ")] == "administrative"
    assert [row[0] for row in about["history"]] == ["1.0", "1.1"]
    assert about["history"][1][3] == "Quyết định 12/QĐ-UBND"
    assert "KT-2" in (tmp_path / "v2/thay-doi.md").read_text(encoding="utf-8")
