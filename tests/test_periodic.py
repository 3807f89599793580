"""The periodic report on the plan: who reports to whom, each task by how it stands on the last day, nothing invented."""

from __future__ import annotations

from datetime import date

import pytest

from generators.dossier.content import Heading, Paragraph, Table
from generators.dossier.markdown import document as markdown
from generators.dossier.periodic import Periodic, on_day, period
from generators.project import Project
from khung.conform import judge
from khung.diagnostic import KhungError
from khung.load import load_texts

SAMPLE = """
workspace:
  w: {name: Khung, province: ubnd, place: Mẫu, version: "1"}
organisation:
  ubnd: {name: Ủy ban nhân dân tỉnh Mẫu, tier: province, system: government, assumed: true}
  ca: {name: Công an tỉnh, tier: province, system: government, assumed: true}
  so-a: {name: Sở A, tier: province, system: government, assumed: true}
  so-b: {name: Sở B, tier: province, system: government, assumed: true}
  cac-so: {name: Các sở, tier: province, system: government, group: true, members: [so-a, so-b], assumed: true}
programme:
  da: {name: Đề án, assumed: true}
  kh: {name: Kế hoạch, assumed: true}
task:
  bao-cao: {name: Báo cáo, lead: [cac-so], for_whom: [ca], product: P, trigger: định kỳ, programme: kh, concerns: [da], assumed: true}
  tong-hop: {name: Tổng hợp, lead: [ca], for_whom: [ubnd], product: P, trigger: định kỳ, programme: kh, concerns: [da], assumed: true}
  xong: {name: Xong, lead: [so-a], product: P, deadline: 2026-10-10, state: done-verified, progress: Đã nghiệm thu, programme: kh, assumed: true}
  tre: {name: "Trễ | *hạn*", lead: [so-a], coordinating: [so-b], product: P, deadline: 2026-11-01, programme: kh, assumed: true}
  con: {name: Còn hạn, lead: [so-b], product: P, deadline: 2027-02-28, state: in-progress, programme: kh, assumed: true}
  cho: {name: Chờ, lead: [so-b], product: P, programme: kh, undetermined: {deadline: {reason: Chưa có nghị định.}}, assumed: true}
  khac: {name: Ngoài kế hoạch, lead: [so-a], product: P, deadline: 2026-10-01, assumed: true}
"""


@pytest.fixture(scope="module")
def made():
    loaded = load_texts({"a.yaml": SAMPLE.encode()})
    assert loaded.clean
    day = date(2026, 12, 1)
    project = Project(loaded.graph, judge(loaded.graph, day, "complete"), (), day)
    asked = period("2026-Q4")
    return Periodic(on_day(project, asked, day), "da", asked)


def tables(blocks):
    found, title = {}, ""
    for block in blocks:
        title = block.text if isinstance(block, Heading) else title
        if isinstance(block, Table):
            found[title.split(" (")[0]] = [row[1] for row in block.rows]
    return found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(text, first, last):
    assert (period(text).first, period(text).last) == (first, last)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "quý 4", ""])
def test_anything_else_is_refused_in_one_line(text):
    with pytest.raises(KhungError, match="Kỳ báo cáo"):
        period(text)


def test_who_reports_and_to_whom_is_what_the_model_says(made):
    assert [b.id for b in made.agencies()] == ["ca", "so-a", "so-b"]
    assert made.plans == ["kh"]
    assert "Kính gửi: Công an tỉnh" in made.front(made.project.graph["so-a"]).title
    assert "Kính gửi: Ủy ban nhân dân tỉnh Mẫu" in made.front(made.collector).title
    whole = made.front(None)
    assert (whole.body, "Kính gửi: Ủy ban nhân dân tỉnh Mẫu" in whole.title) == ("Công an tỉnh", True)


def test_each_task_stands_where_the_last_day_puts_it(made):
    found = tables(made.of(made.project.graph["so-a"]))
    assert found["1. Nhiệm vụ đã hoàn thành"] == ["Xong (giả định)"]
    assert found["2. Nhiệm vụ quá hạn, chưa xác nhận hoàn thành"] == ["Trễ | *hạn* (giả định)"]
    other = tables(made.of(made.project.graph["so-b"]))
    assert other["4. Nhiệm vụ trong hạn"] == ["Còn hạn (giả định)"]
    assert other["Nhiệm vụ phối hợp"] == ["Trễ | *hạn* (giả định)"]
    assert "Ngoài kế hoạch" not in str(found)


def test_the_whole_counts_each_task_once(made):
    blocks = made.consolidated(made.agencies())
    figures = next(b for b in blocks if isinstance(b, Table))
    assert figures.rows[-1][:2] == ("Tổng số (mỗi nhiệm vụ tính một lần)", "6")


def test_difficulties_are_what_the_model_states(made):
    said = [b.text for b in made.of(made.project.graph["so-b"]) if isinstance(b, Paragraph)]
    assert any("chưa xác định thời hạn (Chưa có nghị định)" in text for text in said)
    said = [b.text for b in made.of(made.project.graph["so-a"]) if isinstance(b, Paragraph)]
    assert any("quá hạn 30 ngày" in text for text in said)


def test_a_period_that_has_ended_is_reported_as_of_its_last_day(made):
    assert on_day(made.project, period("2026-Q3"), date(2026, 12, 1)).day == date(2026, 9, 30)


def test_names_mean_nothing_in_markdown(made):
    text = markdown(made.front(None), made.consolidated(made.agencies()))
    assert "Trễ \\| \\*hạn\\*" in text


def test_a_model_without_that_report_is_told():
    loaded = load_texts({"a.yaml": b"programme:\n  da: {name: A, assumed: true}\n"})
    project = Project(loaded.graph, judge(loaded.graph, date(2026, 1, 1), "complete"), (), date(2026, 1, 1))
    with pytest.raises(KhungError, match="da"):
        Periodic(project, "da", period("2026"))
