"""Whatever a file holds, reading it gives findings at their place, all at once, and never an exception."""

from __future__ import annotations

import unicodedata

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from khung import yamltree
from khung.load import load_texts
from khung.shipped import derived

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(9)
)
APP = "application:\n  app-a:\n    name: A\n    assumed: true\n"

CASES: dict[str, tuple[str | bytes, list[str]]] = {
    "syntax error": ("application:\n  a: [1, 2\n", ["3:1 K004"]),
    "a colon inside plain text": ("application:\n  app-a:\n    name: a: b\n", ["3:12 K004"]),
    "tab indentation": ("application:\n\tapp-a: {}\n", ["2:1 K005"]),
    "duplicate key": (APP + "    name: B\n", ["5:5 K006"]),
    "duplicate id in one file": (APP + "  app-a:\n    name: B\n    assumed: true\n", ["5:3 K006"]),
    "unknown tag": (APP + "    note: !!python/object:os.system {}\n", ["5:5 K114", "5:11 K007"]),
    "unknown local tag": (APP + "    note: !secret x\n", ["5:11 K007"]),
    "alias bomb": (BOMB, ["1:4 K008"]),
    "self-referring alias": ("application: &a\n  app-a: *a\n", ["1:14 K008"]),
    "deep nesting": ("x: " + "[" * 200 + "]" * 200, ["1:68 K009"]),
    "very deep nesting": ("[" * 100_000, ["1:1 K009"]),
    "very deep dashes": ("- " * 100_000, ["1:1 K009"]),
    "100 MB file": (b"#" * (100 * 2**20), ["1:1 K010"]),
    "empty file": ("", ["1:1 K011"]),
    "only comments": ("# nothing\n", ["1:1 K011"]),
    "several documents": (APP + "---\n" + APP, ["5:1 K012"]),
    "not UTF-8": ("application:\n  app-a:\n    name: Sở\n    note: ".encode() + b"\xff\n", ["4:11 K001"]),
    "UTF-16": (APP.encode("utf-16"), ["1:1 K001"]),
    "byte order mark": (b"\xef\xbb\xbf" + APP.encode(), ["1:1 K002"]),
    "NFD text": (unicodedata.normalize("NFD", APP.replace("A\n", "Sở Y tế\n")), ["3:1 K003"]),
    "control character": ("application: \x00\n", ["1:1 K004"]),
    "YAML 1.1 `no`": (APP.replace("name: A", "name: no"), ["3:11 K015"]),
    "YAML 1.1 `on`": (APP + "    note: on\n", ["5:11 K015"]),
    "YAML 1.1 octal": (APP + "    note: 017\n", ["5:11 K015"]),
    "YAML 1.1 sixty": (APP + "    note: 1:30\n", ["5:11 K015"]),
    "bare date in a text field": (APP + "    note: 2026-01-31\n", []),
    "a key that is a list": (APP + "    ? [a]\n    : b\n", ["5:7 K016"]),
    "a list at the top": ("- a\n", ["1:1 K100"]),
    "a text at the top": ("abc\n", ["1:1 K100"]),
    "a kind that is a list": ("application: []\n", ["1:1 K100"]),
    "unknown kind": ("aplication: {}\n", ["1:1 K110"]),
    "unknown field": (APP + "    ower: a\n", ["5:5 K111"]),
    "unknown field in undetermined": (APP + "    undetermined: {ower: {}}\n", ["5:20 K111"]),
    "missing required field": ("application:\n  app-a:\n    assumed: true\n", ["2:3 K112"]),
    "value not in its list": (APP + "    lifecycle: operatin\n", ["5:5 K113"]),
    "a number as text": (APP + "    technical_contact: 12\n", ["5:5 K114"]),
    "nothing as text": (APP + "    note:\n", ["5:5 K114"]),
    "text as a list": (APP + "    users: a\n", ["5:5 K114", "5:5 K202"]),
    "not the form of a code": (APP + "    code: KT57\n", ["5:5 K115"]),
    "id with capitals": ("application:\n  App: {name: A, assumed: true}\n", ["2:3 K116"]),
    "empty list": (APP + "    tags: []\n", ["5:5 K117"]),
    "repeated entry": (APP + "    tags: [a, a]\n", ["5:5 K117"]),
    "impossible date": (APP + "    since: 2026-02-30\n", ["5:5 K118"]),
    "date in another form": (APP + "    since: 30/01/2026\n", ["5:5 K118"]),
    "empty text": (APP + "    note: ''\n", ["5:5 K119"]),
    "neither source nor assumed": ("application:\n  app-a:\n    name: A\n", ["2:3 K120"]),
    "dangling reference": (APP + "    owner: so-y-te\n", ["5:5 K202"]),
    "dangling reference in a list": (APP + "    users: [so-y-te]\n", ["5:13 K202"]),
    "code given twice": (APP + "    code: KT-1\n  app-b:\n    name: B\n    assumed: true\n    code: KT-1\n", ["9:5 K205"]),
    "reference to a wrong kind": (APP + "    owner: app-a\n", ["5:5 K203"]),
    "cycle": (APP + "    part_of: app-b\n  app-b:\n    name: B\n    assumed: true\n    part_of: app-a\n", ["5:5 K204"]),
    "until before since": (APP + "    since: 2026-02-01\n    until: 2026-01-01\n", ["6:5 K301"]),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_at_its_place(name):
    content, expected = CASES[name]
    raw = content if isinstance(content, bytes) else content.encode()
    found = load_texts({"a.yaml": raw})
    assert [f"{d.line}:{d.column} {d.code}" for d in found.findings] == expected
    for finding in found.findings:
        assert finding.message.vi
        assert finding.message.en


def test_duplicate_id_over_files_names_the_first_place(load_text):
    found = load_text(a=APP, b=APP).findings
    assert [(d.file, d.line, d.code) for d in found] == [("b.yaml", 2, "K201")]
    assert "a.yaml:2" in found[0].message.vi


def test_all_findings_at_once(load_text):
    found = load_text(a=APP + "    ower: a\n    lifecycle: x\n", b="application:\n\tx: 1\n", c="aplication: {}\n").findings
    assert [d.code for d in found] == ["K111", "K113", "K005", "K110"]


def test_a_near_miss_is_suggested(load_text):
    assert "owner" in load_text(APP + "    ower: a\n").findings[0].hint.vi
    assert "operating" in load_text(APP + "    lifecycle: operatin\n").findings[0].hint.en


def test_traps_keep_what_was_written(load_text):
    graph = load_text(APP + "    note: no\n    technical_contact: 017\n    evidence: 2026-01-31\n    mapping_code: 1:30\n").graph
    fields = graph["app-a"].fields
    assert [fields[k] for k in ("note", "technical_contact", "evidence", "mapping_code")] == ["no", "017", "2026-01-31", "1:30"]


def test_decomposed_text_is_read_composed(load_text):
    graph = load_text(unicodedata.normalize("NFD", APP.replace("name: A", "name: Sở Y tế"))).graph
    assert graph["app-a"].name == unicodedata.normalize("NFC", "Sở Y tế")


def test_every_code_of_reading_has_a_case():
    cased = {line.split()[1] for _, expected in CASES.values() for line in expected}
    elsewhere = {"K013", "K014", "K201"}  # need files on disk
    reading = {code for code in derived("codes") if code < "K400"}
    assert reading == cased | elsewhere


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20).map(lambda t: unicodedata.normalize("NFC", t))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcđ-", min_size=1, max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_what_a_careful_dumper_writes_is_read_back(data):
    text = yaml.safe_dump({"x": data}, allow_unicode=True, sort_keys=False)
    tree = yamltree.read(text.encode(), "a.yaml")
    assert tree.data == {"x": data}


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_findings_and_no_exception(raw):
    tree = yamltree.read(raw, "a.yaml")
    assert tree.data is not None or tree.findings


@given(st.text(alphabet="ab:-[]{}&*!#|>'\"\n \t?,%@`~0", max_size=80))
@settings(max_examples=500, deadline=None)
def test_any_text_loads_without_an_exception(text):
    for found in load_texts({"a.yaml": text.encode()}).findings:
        assert found.line >= 1
        assert found.column >= 1


def test_where_many_findings_stand_is_read_from_a_file_once(monkeypatch):
    """The time grows with the file, not with findings times file: 300 codes given twice read it as often as three do."""
    composed = []
    compose = yamltree._compose
    monkeypatch.setattr(yamltree, "_compose", lambda *given: composed.append(1) or compose(*given))

    def reads(count: int) -> int:
        composed.clear()
        lines = "".join(f"  he-thong-{n}: {{name: A, code: KT-1, assumed: true}}\n" for n in range(count))
        found = [f for f in load_texts({"a.yaml": f"application:\n{lines}".encode()}).findings if f.code == "K205"]
        assert [f.line for f in found] == list(range(3, count + 2))
        return len(composed)

    assert reads(300) == reads(3)
