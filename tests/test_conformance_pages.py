"""Conformance on the site: the answer, what to do next, every rule with its history, fitness to issue, national components, heads, exceptions."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cli.workspace import project
from generators.site import Site, pages
from generators.site.heads import heads
from generators.site.place import Place
from generators.site.standing import conformance
from khung.diagnostic import Answer
from khung.load import load_texts

DAY = date(2026, 11, 27)
RULE = """
  {id}:
    name: {name}
    name_en: {name} (en)
    source: [{source}]
    why: Vì luật
    profiles: {{complete: {weight}}}
    select: {{kind: application}}
    check: {{has: [{field}]}}
    message: "“{{name}}” thiếu {{fields}}."
    message_en: "“{{name}}” lacks {{fields}}."
    hint: Bổ sung
    hint_en: Add it
    examples: {{pass: {{application: {{a: {{{field}: x}}}}}}, fail: {{application: {{a: {{}}}}}}}}
    {more}"""
MODEL = (
    """
workspace: {w: {name: Tỉnh mẫu, name_en: Sample, version: "1", profile: complete}}
document:
  luat: {name: Luật, name_en: Law, number: 1/2026/QH15}
clause:
  ck-1: {name: Dòng 1, document: luat, number: Danh mục 1, heading: Có chủ quản, heading_en: Has an owner, due: 2027-01-29}
  ck-2: {name: Dòng 2, document: luat, number: Danh mục 2, heading: Có mã, heading_en: Has a code}
  khac: {name: Khác, document: luat, number: Khoản 1, heading: Khác}
organisation:
  so-a: {name: Sở A, name_en: Department A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, name_en: Department B, tier: province, system: government, assumed: true}
task:
  viec: {name: Việc, name_en: Work, lead: [so-b], deadline: 2026-12-31, product: P, assumed: true}
  viec-cu: {name: Việc cũ, name_en: Old work, lead: [so-b], deadline: 2026-10-31, product: P, assumed: true}
application:
  cong: {name: Cổng, name_en: Portal, owner: so-a, source: [luat], undetermined: {code: {who: so-a, by: 2026-12-31}}}
  kho: {name: Kho, name_en: Store, operator: so-b, code: KT-2, assumed: true}
  cu: {name: Hệ cũ, name_en: Legacy, operator: so-b, code: KT-3, assumed: true}
platform:
  chung: {name: Nền tảng chung, name_en: Shared platform, record: reference, sharing: national-a, assumed: true}
  xa-la: {name: Nền tảng lạ, name_en: Foreign platform, record: reference, sharing: national-b, assumed: true}
  viec-bo: {name: Nền tảng của bộ, name_en: Ministry platform, record: reference, sharing: national-b, source: [luat], not_applicable: {local_use: Việc của bộ}}
exchange:
  luong: {name: Luồng, name_en: Flow, from: cong, to: chung, status: in-use, assumed: true}
waiver:
  ng-1: {name: Ngoại lệ một, name_en: First exception, rule: r-owner, subject: cu, reason: Đang bàn giao, basis: [luat], expires: 2026-12-31}
  ng-2: {name: Ngoại lệ hai, name_en: Second exception, rule: r-owner, subject: kho, reason: Đã qua, basis: [luat], expires: 2026-11-01}
plateau:
  nay: {name: Hiện trạng, name_en: Today, date: 2026-11-23, assumed: true}
  dich: {name: Mục tiêu, name_en: Target, date: 2027-01-29, assumed: true}
rule:"""
    + RULE.format(id="r-owner", name="Có chủ quản", source="khac, ck-1", weight="error", field="owner", more='checklist: "1"')
    + RULE.format(id="r-code", name="Có mã", source="ck-2", weight="warning", field="code", more='checklist: "2"')
    + RULE.format(id="r-later", name="Có liên hệ", source="khac", weight="note", field="technical_contact", more="since: 2027-01-01")
)


@pytest.fixture(scope="module")
def judged():
    loaded = load_texts({"a.yaml": MODEL.encode()})
    assert loaded.clean, loaded.findings
    return project(loaded, DAY)


@pytest.fixture(scope="module")
def made(judged):
    return {p.path: p.body for p in pages(judged, "vi")}


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _row(body: str, id: str) -> str:
    return next(row for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if f"phan-tu/{id}/" in row)


def test_the_landing_page_gives_the_four_answers_by_rule_in_words_of_people(made):
    tiles = re.findall(r'k-tile--([a-z-]+)" href="[^"]*"><b>(\d+)</b>', made["tuan-thu/"])
    assert tiles == [("not-conform", "1"), ("insufficient", "1"), ("conform", "0"), ("not-applicable", "0")]
    assert "Hồ sơ kiểm tra: Đầy đủ." in made["tuan-thu/"]


def test_what_to_do_next_starts_with_the_nearest_legal_deadline(made):
    steps = re.findall(r'<li class="k-next--.*?</li>', made["tuan-thu/"], re.DOTALL)
    assert [re.search(r"phan-tu/(r-[a-z]+)/", s)[1] for s in steps] == ["r-owner", "r-code"]
    assert "29/01/2027" in steps[0]
    assert "1 chưa đáp ứng" in _text(steps[0])  # the waived one is not asked for again
    assert "Sở B" in steps[0]
    assert "Không định hạn" in steps[1]


def test_stated_facts_alone_stand_beside_the_whole_model(made):
    cards = re.findall(r'<div class="k-card"><h3>(.*?)</h3>.*?(<ul class="k-legend">.*?</ul>)', made["tuan-thu/"], re.DOTALL)
    assert [name for name, _ in cards] == ["Toàn bộ mô hình", "Chỉ điều có nguồn"]
    assert "1 Chưa đáp ứng" in _text(cards[0][1])
    assert "0 Chưa đáp ứng" in _text(cards[1][1])
    changed = _row(made["tuan-thu/"], "r-owner")
    assert _text(changed).split("Có chủ quản")[1].split() == "Chưa đáp ứng Đáp ứng".split()


def test_every_rule_has_its_history_over_the_plateaus(made):
    body = made["quy-tac/"]
    owner = _row(body, "r-owner")
    assert re.findall(r"<i [^>]*>(.)<", owner) == ["✗", "✗", "✗"]
    assert re.findall(r'<td class="k-num">(.*?)</td>', owner) == ["2", "–", "1"]  # not met, of which one accepted
    assert "27/11/2026: Chưa đáp ứng" in owner


def test_a_rule_of_tomorrow_is_told_with_the_day_it_bites(judged):
    tomorrow = project(load_texts({"a.yaml": MODEL.encode()}), date(2027, 1, 29))
    body = next(p.body for p in pages(tomorrow, "vi") if p.path == "quy-tac/")
    assert re.findall(r"<i [^>]*>(.)<", _row(body, "r-later")) == ["·", "✗"]


def test_the_page_of_a_rule_says_who_settles_what_is_open(made):
    body = made["phan-tu/r-code/"]
    assert "Chưa đủ cơ sở" in body
    open_part = body.split('id="ket-luan"')[1].split("</section>")[0]
    assert "../cong/" in open_part
    assert "31/12/2026" in open_part
    assert not any("<a " in summary for summary in re.findall(r"<summary>.*?</summary>", open_part))  # a fold is one control


def test_fitness_to_issue_goes_by_the_lines_of_the_checklist(made):
    lines = re.findall(
        r'<details class="k-fold k-line">.*?</details>\s*(?=<details class="k-fold k-line">|</section>)', made["ban-hanh/"], re.DOTALL
    )
    assert [re.search(r'k-line__title">(.*?)<', line)[1] for line in lines] == ["Có chủ quản", "Có mã"]
    assert ["k-answer--not-conform" in lines[0], "k-answer--insufficient" in lines[1]] == [True, True]
    assert "phan-tu/kho/" in lines[0]
    assert "phan-tu/so-b/" in lines[0]
    assert "0<i> / 2</i>" in made["ban-hanh/"]


def test_tasks_due_before_the_date_are_told_with_the_overdue_first(made):
    part = made["ban-hanh/"].split('id="viec"')[1]
    assert part.index("phan-tu/viec-cu/") < part.index("phan-tu/viec/")


def test_national_components_say_how_they_are_present(made):
    body = made["thanh-phan-quoc-gia/"]
    parts = dict(re.findall(r'<summary id="([a-z-]+)">.*?</summary>(.*?)</details>', body, re.DOTALL))
    assert "phan-tu/chung/" in parts["reused"]
    assert "phan-tu/luong/" in parts["reused"]
    assert "phan-tu/xa-la/" in parts["missing"]
    assert "phan-tu/viec-bo/" in parts["not-applicable"]
    assert "Việc của bộ" in parts["not-applicable"]
    assert "phan-tu/luat/" in parts["not-applicable"], "by which text"
    assert "realised" not in parts


def test_heads_are_ranked_by_what_they_must_mend(made):
    body = made["trach-nhiem/"]
    ranked = re.findall(r'<th scope="row"><a href="[^"]*phan-tu/([a-z-]+)/', body)
    assert ranked == ["so-b", "so-a"]
    assert "1 / 2" in _row(body, "so-b")


def test_communes_that_stand_alike_share_a_rank(judged_province):
    site = Site(judged_province, "vi")
    body = heads(Place(site, "trach-nhiem/")).split('id="xa"')[1]
    rows = re.findall(r'<tr><td class="k-num">(\d+)</td><th scope="row"><a href="[^"]*phan-tu/([a-z-]+)/', body)
    assert len(rows) == 65
    assert len({rank for rank, _ in rows}) < 65
    assert [int(rank) for rank, _ in rows] == sorted(int(rank) for rank, _ in rows)


def test_exceptions_stand_with_their_state_and_what_is_wrong(made):
    body = made["ngoai-le/"]
    cards = {re.search(r"phan-tu/(ng-\d)/", c)[1]: c for c in re.findall(r"<article.*?</article>", body, re.DOTALL)}
    assert "Đang hiệu lực" in cards["ng-1"]
    assert "còn 34 ngày" in _text(cards["ng-1"])
    assert "Đã hết hạn" in cards["ng-2"]
    assert "K601" in body
    assert "Lộ trình khắc phục" in body.split("Một ngoại lệ phải nêu")[1]


def test_an_accepted_exception_never_turns_the_answer(judged):
    assert judged.report.answer("r-owner") is Answer.NOT_CONFORM
    assert {j.subject.id: bool(j.waiver) for j in judged.report.by_rule["r-owner"] if j.answer is Answer.NOT_CONFORM} == {
        "kho": False,
        "cu": True,
    }


def test_the_landing_page_stays_short_whatever_the_model_holds(judged_province):
    for language in ("vi", "en"):
        site = Site(judged_province, language)
        body = conformance(Place(site, "tuan-thu/"))
        assert "k-findings" not in body.split("k-shares")[0]
        assert len(re.findall(r"<(?:tr|li)\b", body)) < 40 + 3 * len(judged_province.report.rules)
        assert len(_text(re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL))) < 9000


def test_both_languages_have_the_same_pages_and_no_word_of_the_other(judged):
    vi, en = ({p.path: p for p in pages(judged, language)} for language in ("vi", "en"))
    assert vi.keys() == en.keys()
    for path in ("tuan-thu/", "ban-hanh/", "quy-tac/", "thanh-phan-quoc-gia/", "trach-nhiem/", "ngoai-le/"):
        assert vi[path].title != en[path].title
        assert "Đáp ứng" not in en[path].body


def test_the_page_of_a_rule_says_why_it_does_not_apply():
    text = MODEL.replace(
        "cu: {name: Hệ cũ,",
        "tach: {name: Tách, not_applicable: {level: Chạy trên máy rời}, not_applicable_en: {level: A machine apart}, assumed: true}\n  cu: {name: Hệ cũ,",
    )
    text = text.replace("check: {has: [owner]}", "check: {is: {level: ['1']}}")
    project_of = project(load_texts({"a.yaml": text.encode()}), DAY)
    for language, why in (("vi", "Chạy trên máy rời"), ("en", "A machine apart")):
        (body,) = [p.body for p in pages(project_of, language) if "/r-owner/" in p.path]
        assert re.search(rf'tach/">(Tách|[^<]*<span lang="vi">Tách</span>)</a>[^\n]*: {why}</li>', body)
