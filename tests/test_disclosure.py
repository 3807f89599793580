"""Copies: what is not public is in no public page, picture or file; a secret, a private address or a personal contact is told at its line."""

from __future__ import annotations

import pytest

from khung.disclosure import disclosed, leaks
from khung.load import positioned

SAMPLE = """
organisation:
  so: {name: Sở, tier: province, system: government, assumed: true}
application:
  mo: {name: Mở, assumed: true, technical_contact: Phòng Kỹ thuật, technical_contact_en: Technical unit, depends_on: [kin, mo-2]}
  mo-2: {name: Mở hai, assumed: true}
  kin: {name: Kín, publication: restricted, assumed: true}
  trong: {name: Trong, publication: internal, assumed: true}
database:
  mat: {name: Mật, database_type: provincial, classification: secret, assumed: true}
  cot-loi: {name: Cốt lõi, database_type: provincial, classification: important, assumed: true}
  neu-ro: {name: Nêu rõ, database_type: provincial, classification: important, publication: public, assumed: true}
exchange:
  dong: {name: Dòng, type: data-exchange, from: kin, to: mo, assumed: true}
link:
  tren-dong: {name: Trên dòng, type: other, from: dong, to: mo, assumed: true}
"""


@pytest.fixture
def graph(load_text):
    loaded = load_text(SAMPLE)
    assert loaded.clean
    return loaded.graph


@pytest.mark.parametrize(
    ("copy", "left_out"),
    [
        ("public", {"kin", "trong", "mat", "cot-loi", "dong", "tren-dong"}),
        ("internal", {"kin", "mat", "dong", "tren-dong"}),
        ("restricted", set()),
    ],
)
def test_a_copy_leaves_out_what_is_above_it_and_what_cannot_stand_without_that(graph, copy, left_out):
    shown = disclosed(graph, copy)
    assert graph.elements.keys() - shown.graph.elements.keys() == left_out
    assert shown.elements == len(left_out)


def test_no_reference_to_what_is_left_out_remains(graph):
    shown = disclosed(graph, "public").graph
    assert shown["mo"]["depends_on"] == ["mo-2"]
    assert graph["mo"]["depends_on"] == ["kin", "mo-2"], "the model itself is not changed"


def test_a_field_that_the_metamodel_keeps_inside_says_only_that_it_is_not_shown(graph):
    public, inside = disclosed(graph, "public"), disclosed(graph, "internal")
    assert public.graph["mo"]["technical_contact"] == "Không thuộc bản này"
    assert public.graph["mo"]["technical_contact_en"] == "Not in this copy"
    assert public.fields == 2
    assert inside.graph["mo"]["technical_contact"] == "Phòng Kỹ thuật"


SAID = {
    "Mật khẩu: abc123": "K930",
    "api_key = 9f8e7d6c5b": "K930",
    "-----BEGIN RSA PRIVATE KEY-----": "K930",
    "máy chủ 10.12.0.7": "K931",
    "https://192.168.1.20/login": "K931",
    "172.20.3.4": "K931",
    "csdl-01.tinh.local": "K931",
    "http://cong.tinh.vn/admin": "K931",
    "Ông A, 0912 345 678": "K932",
    "liên hệ a.nguyen@tinh.gov.vn": "K932",
}
CLEAN = (
    "Điều 10.1.2 khoản 3", "172.32.0.1", "8.8.8.8", "1425/QĐ-TTg ngày 29/07/2026", "mã 56001", "phiên bản 10.2.3", "TCVN 11930:2017",
    "https://dichvucong.khanhhoa.gov.vn", "đổi mật khẩu định kỳ", "số 0123/2026/QĐ",
)  # fmt: skip


@pytest.mark.parametrize(("text", "code"), SAID.items())
def test_what_a_public_copy_may_not_hold_is_told_at_its_line(load_text, text, code):
    loaded = load_text(f"application:\n  a:\n    name: A\n    assumed: true\n    note: '{text}'\n")
    found = positioned(list(leaks(loaded.graph, "public")), loaded.texts)
    assert [(f.code, f.line, f.args["field"]) for f in found] == [(code, 5, "note")]
    assert text not in found[0].message.vi


@pytest.mark.parametrize("text", CLEAN)
def test_law_dates_codes_and_public_addresses_are_no_leak(load_text, text):
    loaded = load_text(f"application:\n  a: {{name: A, assumed: true, note: '{text}'}}\n")
    assert list(leaks(loaded.graph, "public")) == []


def test_inside_an_address_may_stand_and_a_secret_may_not(load_text):
    loaded = load_text(
        "application:\n  a: {name: A, assumed: true, note: máy chủ 10.1.1.1}\n  b: {name: B, assumed: true, note: 'password: x1y2z3'}\n"
    )
    assert [f.code for f in leaks(loaded.graph, "internal")] == ["K930"]


def test_the_province_may_be_published(province):
    assert list(leaks(disclosed(province.graph, "public").graph, "public")) == []


def test_the_site_refuses_to_be_built_with_a_leak(workspace, khung):
    root = workspace(a="application:\n  a: {name: A, assumed: true, note: 'máy chủ 10.1.1.1'}\n")
    ran = khung("-C", str(root), "build")
    assert ran.code == 1
    assert "K931" in ran.out
    assert not (root / "site").exists()
