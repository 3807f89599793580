"""What changed: law that came and went, and the model against its last release."""

from __future__ import annotations

import re
import subprocess
from datetime import date

import pytest

from cli.workspace import project, since_release
from generators.site import pages
from khung.load import load, load_texts

DAY = date(2026, 11, 23)
LAW = """
document:
  cu: {name: Luật cũ, name_en: Old law, number: 1/2006, issued: 2006-01-01, repealed: 2026-07-01, replaced_by: [giua], status: repealed}
  giua: {name: Luật giữa, name_en: Middle law, number: 2/2018, issued: 2018-01-01, repealed: 2026-09-01, replaced_by: [moi], status: repealed}
  moi: {name: Luật mới, name_en: New law, number: 3/2026, issued: 2026-01-01, in_force: 2027-03-01, status: in-force}
clause:
  cu-1: {name: Điều 1, document: cu, number: Điều 1}
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, source: [cu-1]}
"""


@pytest.fixture(scope="module", params=["vi", "en"])
def law(request):
    made = pages(project(load_texts({"a.yaml": LAW.encode()}), DAY), request.param)
    return request.param, next(p.body for p in made if p.path == "hieu-luc/")


def test_a_text_that_is_gone_names_what_stands_in_its_place_and_what_still_cites_it(law):
    _, body = law
    rows = {re.search(r"phan-tu/([a-z]+)/", row).group(1): row for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if "phan-tu/" in row}
    assert "phan-tu/moi/" in rows["cu"]
    assert "phan-tu/giua/" not in rows["cu"]
    assert "phan-tu/so-a/" in rows["cu"]
    assert "phan-tu/so-a/" not in rows["giua"]


def test_the_timeline_goes_back_in_time_and_says_what_is_ahead(law):
    language, body = law
    assert re.findall(r"<summary>(\d{4}) ", body) == ["2027", "2026", "2018", "2006"]
    assert body.count("k-event--ahead") == 1
    assert ("sắp tới" if language == "vi" else "ahead") in body


def _git(root, *arguments):
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


BEFORE = "organisation:\n  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, description: Cũ, description_en: Old, assumed: true}\n  so-b: {name: Sở B, name_en: B, tier: province, system: government, assumed: true}\n"
AFTER = "organisation:\n  so-a: {name: Sở A, name_en: Department A, tier: commune, system: government, description: Mới, description_en: New, assumed: true}\n  so-c: {name: Sở C, name_en: Department C, tier: province, system: government, assumed: true}\n"


@pytest.fixture
def changed(workspace):
    root = workspace(a=BEFORE)
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "one")
    _git(root, "tag", "v1.0")
    workspace(a=AFTER)
    return root


def _page(root, language):
    return next(p.body for p in pages(since_release(project(load(root), DAY), root), language) if p.path == "thay-doi/")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_of_changes_tells_what_came_went_and_which_fields_changed(changed, language):
    body = _page(changed, language)
    assert "v1.0" in body
    assert ("Sở C" if language == "vi" else "Department C") in body
    assert ("Sở B" if language == "vi" else ">B<") in body
    pairs = re.findall(r"<del>(.*?)</del> → <ins>(.*?)</ins>", body)
    assert pairs == ([("Cũ", "Mới"), ("Cấp tỉnh", "Cấp xã")] if language == "vi" else [("Old", "New"), ("Province", "Commune")])


def test_without_a_tag_it_compares_with_recent_commits(changed):
    _git(changed, "tag", "-d", "v1.0")
    _git(changed, "commit", "-qam", "two")
    assert "recent commits" in _page(changed, "en")


def test_without_git_or_history_the_page_says_so(workspace):
    root = workspace(a=BEFORE)
    assert "không nằm trong git" in _page(root, "vi")
    _git(root, "init", "-q")
    assert "không nằm trong git" in _page(root, "vi")


PACK = """
pack:
  goi-tinh: {name: Gói của tỉnh, name_en: The province's pack, version: "1", instrument: qd-tinh}
document:
  qd-tinh: {name: Quyết định của tỉnh, name_en: A decision, number: 1/QĐ-UBND, issued: 2026-01-01, status: in-force}
clause:
  qd-tinh-1: {name: Điều 1, name_en: Article 1, document: qd-tinh, number: Điều 1}
  qd-tinh-2: {name: Điều 2, name_en: Article 2, document: qd-tinh, number: Điều 2}
"""
PINNED = 'workspace:\n  mo-hinh: {name: Mô hình, name_en: Model, version: "1", packs: {goi-tinh: "1"}}\n'


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_of_changes_tells_what_changed_inside_a_pack_of_law(workspace, language):
    root = workspace(a=BEFORE, khung=PINNED)
    pack = root / "packs" / "goi-tinh" / "pack.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_text(PACK, encoding="utf-8")
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "one")
    _git(root, "tag", "v1.0")
    assert "qd-tinh" not in _page(root, language)
    after = PACK.replace('version: "1"', 'version: "2"').replace("Điều 1, name_en: Article 1,", "Điều 1 (sửa), name_en: Article 1 (new),")
    after = after.replace("qd-tinh-2: {name: Điều 2, name_en: Article 2", "qd-tinh-3: {name: Điều 3, name_en: Article 3").replace(
        "number: Điều 2", "number: Điều 3"
    )
    pack.write_text(after, encoding="utf-8")
    workspace(a=BEFORE, khung=PINNED.replace('goi-tinh: "1"', 'goi-tinh: "2"'))
    told = _page(root, language)
    law = told[told.index("1 → 2") :]
    assert "phan-tu/qd-tinh-3/" in law
    assert "phan-tu/qd-tinh-1/" in law
    assert ("Điều 2" if language == "vi" else "Article 2") in law
    assert "phan-tu/qd-tinh-2/" not in law


def test_a_pack_whose_former_content_nobody_knows_says_so(workspace):
    root = workspace(a=BEFORE, khung=PINNED.replace('goi-tinh: "1"', "qd-1425: 2026.10.1"))
    _git(root, "init", "-q")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "one")
    _git(root, "tag", "v1.0")
    workspace(a=BEFORE, khung=PINNED.replace('goi-tinh: "1"', "qd-1425: 2026.11.1"))
    page = _page(root, "vi")
    assert "2026.10.1 → 2026.11.1" in page
    assert "không có trong kho này" in page
