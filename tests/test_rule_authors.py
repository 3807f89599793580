"""What those who write rules have: rules in words, proved able to fail, started from a scaffold; packs of their own."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date

import pytest

from cli.workspace import judged
from generators.explain import as_markdown, as_text
from generators.wording import WORDED, about
from khung.cache import validated
from khung.examples import proofs
from khung.load import load, load_revision, load_texts
from khung.rules import rule
from khung.verbs import WORDS, Verdict

DAY = date(2026, 11, 23)
RULE = """\
rule:
  r-owner:
    name: Có chủ quản
    assumed: true
    why: Vì sao
    profiles: {complete: warning}
    select: {kind: application, own: true}
    check: {has: [owner]}
    message: Thiếu {fields}
    examples:
      pass: {application: {a: {owner: so}}}
      fail: {application: {a: {}}}
"""
WORKSPACE = 'workspace:\n  tinh:\n    name: Tỉnh\n    packs:\n      goi-rieng: "0.1.0"\n'


def flaws_of(text: str) -> dict[str, list[str]]:
    loaded = load_texts({"a.yaml": text.encode()})
    return {e.id: [d.code for d in found] for e, found in proofs(loaded.graph, loaded.findings)}


def test_every_rule_of_the_province_is_proved_able_to_fail(khung, province):
    ran = khung("--lang", "en", "rules", "test")
    count = len(list(province.graph.of_kind("rule")))
    assert (ran.code, ran.out) == (0, f"{count} rules: {count} proved able to fail, 0 flawed.\n")
    assert count >= 110


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", []),
        ("a: {owner: so}", "a: {}", ["K506"]),
        ("fail: {application: {a: {}}}", "fail: {application: {a: {owner: so}}}", ["K506"]),
        ("fail: {application: {a: {}}}", "fail: {}", ["K506"]),
        ("fail: {application: {a: {}}}", "fail: {application: 3}", ["K506"]),
        ("has: [owner]", "hes: [owner]", ["K503"]),
        ("has: [owner]", "has: [owner], is: {owner: so}", ["K119"]),
        ("kind: application", "kind: aplication", ["K401", "K506", "K506"]),
    ],
)
def test_a_flaw_of_a_rule_is_found(old, new, codes):
    assert flaws_of(RULE.replace(old, new)) == {"r-owner": codes}


def test_what_is_found_without_the_check_proves_nothing(monkeypatch):
    """The mutation takes the check away; here the engine is made to find fault all the same."""
    monkeypatch.setitem(
        WORDS, "has", lambda graph, selected, want: (Verdict(e, args={"fields": "owner"}) for e in selected if not e["owner"])
    )
    assert flaws_of(RULE) == {"r-owner": ["K509"]}


def test_every_word_can_be_told():
    assert set(WORDS) == WORDED


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_is_told_in_words(province, language):
    report = judged(province, DAY, "complete")
    for element in province.graph.of_kind("rule"):
        made = rule(province.graph, element)
        page = as_text(province.graph, made, report, language)
        told = page.partition("\n\n")[2].split("\n\n")
        assert len(told) == 9, element.id
        words = "\n".join(told[2:4])
        assert not re.search(r"\bNone\b|[\[{]['\"]|\b(exists|direction|kind|own):", words), words
        assert element.text("why").get(language) in page


def test_a_selector_in_words(province):
    selector = {"kind": "platform", "own": True, "level": ["3", "4"], "owner": {"exists": True}, "not": {"lifecycle": "operating"}}
    assert about(province.graph, selector, "en") == (
        "kind Shared platform; stated by the model; Security level: Level 3 or Level 4; Owner is stated; not (Lifecycle state: In operation)"
    )
    related = {"kind": "application", "related": {"by": "owner", "direction": "in", "to": {"id": "so-tai-chinh"}}}
    assert "phần tử dẫn tới nó qua “Cơ quan chủ quản” (là Sở Tài chính tỉnh Khánh Hòa (so-tai-chinh))" in about(
        province.graph, related, "vi"
    )


def test_a_rule_as_markdown_keeps_hostile_text_as_text():
    text = RULE.replace("why: Vì sao", 'why: "<b>x</b> [y](javascript:1) @all"')
    loaded = load_texts({"a.yaml": text.encode()})
    page = as_markdown(loaded.graph, rule(loaded.graph, loaded.graph["r-owner"]), judged(loaded, DAY, "complete"), "vi")
    assert not re.search(r"<|@|(?<!\\)\[", page)
    assert "## Yêu cầu\n\n- có ghi “Cơ quan chủ quản”" in page


def test_explain_and_list(khung, workspace):
    root = str(workspace(a=RULE, b="application: {cong: {name: Cổng, assumed: true}}"))
    page = khung("-C", root, "rules", "explain", "r-owner", "--as-of", "2026-11-23").out
    assert "Chưa đáp ứng: 1" in page
    assert "Thiếu Cơ quan chủ quản" in page
    (listed,) = json.loads(khung("-C", root, "rules", "list", "--json").out)
    assert listed == {"id": "r-owner", "pack": "", "name": "Có chủ quản", "profiles": {"complete": "warning"}, "word": "has"}
    unknown = khung("-C", root, "rules", "explain", "r-onwer")
    assert (unknown.code, "r-owner" in unknown.err) == (2, True)


def test_a_scaffold_fails_its_test_until_it_is_filled(khung, workspace):
    root = workspace(khung=WORKSPACE)
    assert khung("-C", str(root), "rules", "new", "goi-rieng", "r-moi", "--name", 'Tên "lạ": #').code == 0
    assert khung("-C", str(root), "validate").code == 0
    red = khung("-C", str(root), "rules", "test")
    assert red.code == 1
    assert "packs/goi-rieng/rules/r-moi.yaml" in red.out
    path = root / "packs" / "goi-rieng" / "rules" / "r-moi.yaml"
    text = path.read_text().replace("pass: {}", "pass: {application: {a: {owner: so}}}").replace("fail: {}", "fail: {application: {a: {}}}")
    path.write_text(text)
    assert khung("-C", str(root), "rules", "test").code == 0
    again = khung("-C", str(root), "rules", "new", "goi-rieng", "r-moi")
    assert (again.code, path.read_text()) == (2, text)
    assert khung("-C", str(root), "rules", "new", "goi-rieng", "r-hai").code == 0
    assert sorted(p.name for p in (root / "packs" / "goi-rieng").iterdir()) == ["pack.yaml", "rules"]


@pytest.mark.parametrize(("pack", "id"), [("qd-1425", "r-moi"), ("../out", "r-moi"), ("goi", "../../r"), ("goi", "R Mới"), ("", "r")])
def test_nothing_is_written_where_it_does_not_belong(khung, workspace, pack, id):
    root = workspace(khung=WORKSPACE.replace('goi-rieng: "0.1.0"', 'qd-1425: "1.0.0"'))
    before = sorted(root.rglob("*"))
    assert khung("-C", str(root), "rules", "new", pack, id).code == 2
    assert sorted(p for p in root.rglob("*") if ".khung" not in p.parts) == before


def own_pack(root, text: str = RULE, pack: str = "goi-rieng") -> None:
    folder = root / "packs" / pack
    folder.mkdir(parents=True)
    stated = "document: {luat-rieng: {name: Luật riêng}}\n"
    (folder / "pack.yaml").write_text(f'pack: {{{pack}: {{name: Gói riêng, version: "0.1.0", instrument: luat-rieng}}}}\n{stated}')
    (folder / "rule.yaml").write_text(text)


def test_a_pack_of_the_workspace_is_pinned_and_judges(workspace):
    root = workspace(khung=WORKSPACE, a="application: {cong: {name: Cổng, assumed: true}}")
    assert [d.code for d in load(root).findings] == ["K501"]
    own_pack(root)
    loaded = load(root)
    assert loaded.findings == ()
    assert loaded.graph["r-owner"].pack == "goi-rieng"
    assert [d.code for d in judged(loaded, DAY, "complete").findings] == ["r-owner"]


def test_a_new_file_of_a_pack_is_seen_by_the_next_validation(workspace):
    root = workspace(khung=WORKSPACE)
    own_pack(root)
    assert validated(root).findings == ()
    (root / "packs" / "goi-rieng" / "more.yaml").write_text("role: {vai: {name: Vai}}")
    assert [d.code for d in validated(root).findings] == ["K120"]


def test_a_pack_is_read_from_a_revision_too(workspace):
    root = workspace(khung=WORKSPACE)
    own_pack(root)
    for arguments in (("init", "-q"), ("add", "."), ("-c", "user.name=t", "-c", "user.email=t@t.vn", "commit", "-qm", "one")):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    (root / "packs" / "goi-rieng" / "rule.yaml").unlink()
    assert "r-owner" in load_revision(root, "HEAD").graph
    assert "r-owner" not in load(root).graph


def test_a_pack_cannot_take_the_name_of_a_shipped_one(workspace):
    root = workspace(khung=WORKSPACE.replace("goi-rieng", "qd-1425"))
    own_pack(root, pack="qd-1425")
    loaded = load(root)
    assert "K508" in [d.code for d in loaded.findings]
    assert "r-owner" not in loaded.graph


def test_a_pack_never_runs_code(workspace, tmp_path):
    root = workspace(khung=WORKSPACE)
    mark = tmp_path / "ran"
    own_pack(root, RULE.replace("Vì sao", f'!!python/object/apply:os.system ["touch {mark}"]'))
    (root / "packs" / "goi-rieng" / "hook.py").write_text(f"open({str(mark)!r}, 'w')")
    assert "K007" in [d.code for d in load(root).findings]
    assert not mark.exists()
