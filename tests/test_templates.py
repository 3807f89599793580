"""What every commune must have is said once; a commune states only how it differs, and only its own answer changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from cli.workspace import project
from generators.site import pages
from khung.conform import apply, judge
from khung.diagnostic import Answer
from khung.load import load_texts
from khung.rules import rule
from khung.templates import Templates

OK, NO, OPEN, NA = Answer.CONFORM, Answer.NOT_CONFORM, Answer.INSUFFICIENT, Answer.NOT_APPLICABLE
MODEL = """
document: {luat: {name: Luật}}
block:
  mang: {name: Mạng, name_en: Network, figure: figure-9, layer: infrastructure-security, component: digital-infrastructure, provided_by: commune, order: 1, source: [luat]}
  kenh: {name: Kênh, name_en: Channel, figure: figure-9, layer: channels-measurement, component: channels, provided_by: commune, order: 1, source: [luat]}
  bien: {name: Điểm truy cập, code: X9, figure: figure-9, provided_by: area, layer: channels-measurement, component: channels, area_type: mountain-border-island, source: [luat]}
organisation:
  nhom: {name: Nhóm xã, tier: commune-group, system: government, group: true, members: [xa-a, xa-b], source: [luat]}
  xa-a: {name: Xã A, tier: commune, system: government, source: [luat]}
  xa-b: {name: Xã B, tier: commune, system: government, area_type: mountain-border-island, source: [luat]}
  so: {name: Sở, tier: province, system: government, source: [luat]}
network:
  lan: {name: LAN, owner: nhom, blocks: [mang], lifecycle: operating, source: [luat]}
  ve-tinh: {name: Vệ tinh, connects: [xa-b], lifecycle: operating, source: [luat]}
channel:
  cong: {name: Cổng, owner: so, scope: [province, commune], blocks: [kenh], undetermined: {lifecycle: {}}, source: [luat]}
template:
  chung: {name: Chung, applies_to: {kind: organisation, tier: commune}, expects: {provided_by: commune}, due: "2027-06-30", source: [luat]}
  vung-xa: {name: Vùng xa, extends: chung, applies_to: {kind: organisation, area_type: mountain-border-island}, expects: {area_type: mountain-border-island}, due: "2028-06-30", source: [luat]}
rule:
  r-one:
    name: Quy tắc
    source: [luat]
    why: Vì luật
    profiles: {basic: warning, complete: error}
    select: {kind: organisation}
    check: {follows: {}}
    message: "{name} thiếu {found}/{wanted}: {names} ({codes})"
    message_en: "{name} lacks {found}/{wanted}: {names}"
    examples: {pass: {}, fail: {}}
"""


def loaded(more: str = ""):
    return load_texts({"a.yaml": MODEL.encode(), "b.yaml": more.encode()} if more else {"a.yaml": MODEL.encode()})


def answers(more: str = "") -> dict[str, dict[str, Answer]]:
    graph = loaded(more).graph
    templates = Templates(graph)
    return {body: {e.block.id: e.answer for e in templates.judge(graph[body])} for body in ("xa-a", "xa-b", "so")}


def differing(**fields: str) -> Iterator[str]:
    yield "deviation:\n"
    for id, text in fields.items():
        yield f"  {id}: {{name: {id}, reason: Vì vậy, source: [luat], {text}}}\n"


def test_what_all_must_have_is_said_once():
    assert answers() == {"xa-a": {"mang": OK, "kenh": OPEN}, "xa-b": {"mang": OK, "kenh": OPEN, "bien": NO}, "so": {}}


def test_a_template_comes_before_what_it_extends():
    graph = loaded().graph
    said = {e.block.id: (e.template.id, str(e.due)) for e in Templates(graph).judge(graph["xa-b"])}
    assert said == {"mang": ("chung", "2027-06-30"), "kenh": ("chung", "2027-06-30"), "bien": ("vung-xa", "2028-06-30")}


@pytest.mark.parametrize(
    ("text", "block", "answer"),
    [
        ("organisation: xa-b, block: mang, how: instead, met_by: [ve-tinh]", "mang", OK),
        ("organisation: xa-b, block: mang, how: instead, met_by: [cong]", "mang", OPEN),
        ("organisation: xa-b, block: kenh, how: not-applicable", "kenh", NA),
        ('organisation: xa-b, block: bien, how: later, due: "2030-01-01"', "bien", NO),
    ],
)
def test_one_deviation_changes_one_answer_of_one_commune(text, block, answer):
    before, after = answers(), answers("".join(differing(khac=text)))
    assert after["xa-b"][block] is answer
    assert {**after["xa-b"], block: before["xa-b"][block]} == before["xa-b"]
    assert after["xa-a"] == before["xa-a"]
    assert after["so"] == before["so"]


def test_changing_a_deviation_changes_only_the_judgement_of_its_commune():
    def judged(how: str) -> dict[str, tuple[Answer, str]]:
        graph = loaded("".join(differing(khac=f"organisation: xa-b, block: bien, how: {how}"))).graph
        found = apply(graph, rule(graph, graph["r-one"]), "complete")
        return {j.subject.id: (j.answer, j.finding.message.vi if j.finding else "") for j in found}

    lacking, excused = judged("extra"), judged("not-applicable")
    assert lacking["xa-b"] == (NO, "Xã B thiếu 1/3: Điểm truy cập (X9)")
    assert excused["xa-b"][0] is OPEN
    assert "Kênh" in excused["xa-b"][1], "what is not determined is named"
    assert {k: v for k, v in lacking.items() if k != "xa-b"} == {k: v for k, v in excused.items() if k != "xa-b"}
    assert lacking["so"] == (NA, "")


def test_what_a_commune_has_beside_is_judged_too():
    said = answers("".join(differing(khac="organisation: xa-a, block: bien, how: extra")))
    assert said["xa-a"]["bien"] is NO
    assert "bien" not in answers()["xa-a"]


def test_a_thing_for_one_commune_is_not_for_the_others():
    more = "network:\n  rieng: {name: Riêng, owner: xa-b, scope: [commune], blocks: [bien], lifecycle: operating, source: [luat]}\n"
    extra = "".join(differing(khac="organisation: xa-a, block: bien, how: extra"))
    assert {body: said.get("bien") for body, said in answers(more + extra).items()} == {"xa-a": NO, "xa-b": OK, "so": None}


@pytest.mark.parametrize(
    ("state", "answer"), [("model_state: to-be", NO), ("lifecycle: building", NO), ("lifecycle: upgrading", OK), ("local_use: in-use", OK)]
)
def test_a_plan_is_not_yet_there(state, answer):
    more = f"network:\n  moi: {{name: Mới, owner: nhom, blocks: [bien], {state}, source: [luat]}}\n"
    assert answers(more)["xa-b"]["bien"] is answer


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"a": "organisation: so, block: mang, how: not-applicable"}, "K701"),
        ({"a": "organisation: xa-b, block: mang, how: instead"}, "K703"),
        ({"a": "organisation: xa-b, block: mang, how: later"}, "K703"),
        ({"a": "organisation: xa-b, block: mang, how: extra", "b": "organisation: xa-b, block: mang, how: extra"}, "K702"),
    ],
)
def test_a_deviation_that_makes_no_sense_is_found(fields, code):
    found = list(Templates(loaded("".join(differing(**fields))).graph).flaws())
    assert [f.code for f in found] == [code]
    assert found[0].file == "b.yaml"
    assert found[0].path[:1] == ("deviation",)


def test_a_template_that_extends_itself_is_found_and_does_not_hang():
    text = MODEL.replace("chung: {name: Chung,", "chung: {name: Chung, extends: vung-xa,")
    model = load_texts({"a.yaml": text.encode()})
    (found,) = [d for d in model.findings if d.code == "K204"]
    assert found.line > 0
    assert "vung-xa" in found.message.vi
    assert Templates(model.graph).judge(model.graph["xa-b"])


def test_a_template_whose_selector_selects_nothing_is_found():
    text = "template:\n  rong: {name: Rỗng, applies_to: {kind: organisation, tier: central}, expects: {kind: block, code: no}, source: [luat]}\n"
    about = judge(loaded(text).graph, date(2026, 11, 23)).about
    assert [(f.code, f.path[2]) for f in about] == [("K402", "applies_to"), ("K402", "expects")]


def test_the_page_of_a_commune_shows_what_it_must_have_and_how_it_differs():
    more = "".join(differing(khac='organisation: xa-b, block: bien, how: later, due: "2030-01-01"'))
    bodies = {p.path: p.body for p in pages(project(loaded(more), date(2026, 11, 23)), "vi")}
    given = {id: re.split(r"<li>", bodies[f"phan-tu/{id}/"].partition('id="cap-xa"')[2]) for id in ("xa-a", "xa-b")}
    mang, bien = (next(part for part in given["xa-b"] if f"../{block}/" in part) for block in ("mang", "bien"))
    assert "k-answer--conform" in mang
    assert "../lan/" in mang
    assert "k-answer--not-conform" in bien
    assert "../khac/" in bien
    assert "01/01/2030" in bien
    assert "Chưa có gì phục vụ đơn vị này" in bien
    assert not any("../khac/" in part for part in given["xa-a"])
