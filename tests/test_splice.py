"""Edits of YAML text by position: what was asked is changed, every other byte stays."""

from __future__ import annotations

import random

import pytest

from khung import yamltree
from khung.splice import Unspliceable, edited

TEXT = """\
# Đầu tệp
application:   # loại
  a:
    name: Hệ thống A   # tên
    owner: so-a
    scope: [province, commune]  # hai cấp
    note: >-
      Một ghi chú
      dài

    # trước ghi chú khác
    description: 'có ''nháy'''
    users:
      - x   # một
      - y
    undetermined:
      operator: {reason: Chưa rõ}
      lifecycle:
        reason: Chờ
        who: so-a

  b: {name: B, owner: so-b, assumed: true}  # một dòng

# giữa
platform:
  p:
    name: P
    empty:
"""


def edit(text: str, *path_and_value) -> str:
    *path, value = path_and_value
    return edited(text.encode(), "a.yaml", {tuple(path): value}).decode()


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [x for x in old if x not in new], [x for x in new if x not in old]


@pytest.mark.parametrize(
    ("path", "value", "gone", "came"),
    [
        (("application", "a", "owner"), "so-y-te", ["    owner: so-a"], ["    owner: so-y-te"]),
        (("application", "a", "name"), "Tên: mới #1", ["    name: Hệ thống A   # tên"], ['    name: "Tên: mới #1"   # tên']),
        (("application", "a", "scope"), ["unit"], ["    scope: [province, commune]  # hai cấp"], ["    scope: [unit]  # hai cấp"]),
        (("application", "a", "note"), "Ngắn", ["    note: >-", "      Một ghi chú", "      dài"], ["    note: Ngắn"]),
        (("application", "a", "description"), "no", ["    description: 'có ''nháy'''"], ['    description: "no"']),
        (("application", "a", "users"), ["z"], ["    users:", "      - x   # một", "      - y"], ["    users: [z]"]),
        (("application", "a", "lifecycle"), "operating", [], ["    lifecycle: operating"]),
        (("application", "a", "undetermined", "operator"), None, ["      operator: {reason: Chưa rõ}"], []),
        (("application", "a", "owner"), None, ["    owner: so-a"], []),
        (("application", "b", "owner"), "so-c", ["  b: {name: B, owner: so-b, assumed: true}  # một dòng"], ["  b: {name: B, owner: so-c, assumed: true}  # một dòng"]),
        (("application", "b", "owner"), None, ["  b: {name: B, owner: so-b, assumed: true}  # một dòng"], ["  b: {name: B, assumed: true}  # một dòng"]),
        (("application", "b", "code"), "KT-1", ["  b: {name: B, owner: so-b, assumed: true}  # một dòng"], ["  b: {name: B, owner: so-b, assumed: true, code: KT-1}  # một dòng"]),
        (("platform", "p", "empty"), "1.0", ["    empty:"], ['    empty: "1.0"']),
    ],
)  # fmt: skip
def test_only_the_lines_that_say_it_change(path, value, gone, came):
    assert lines(TEXT, edit(TEXT, *path, value)) == (gone, came)


def test_a_mapping_that_is_emptied_goes():
    made = edited(TEXT.encode(), "a", {("application", "a", "undetermined", k): None for k in ("operator", "lifecycle")}).decode()
    assert "undetermined" not in made
    assert "so-a" in made


def test_a_new_field_stands_before_what_is_undetermined():
    made = edit(TEXT, "application", "a", "lifecycle", "operating")
    assert made.index("lifecycle: operating") < made.index("undetermined:")


def test_a_field_takes_the_place_of_what_was_undetermined():
    edits = {
        ("application", "a", "undetermined", "operator"): None,
        ("application", "a", "undetermined", "lifecycle"): None,
        ("application", "a", "operator"): "so-b",
    }
    assert "    operator: so-b\n" in edited(TEXT.encode(), "a", edits).decode()


def test_a_new_element_is_added_at_the_end_of_its_kind():
    made = edit(TEXT, "application", "c", {"name": "C", "undetermined": {"owner": {"reason": "Chờ"}}})
    assert "# một dòng\n\n  c:\n    name: C\n    undetermined:\n      owner: {reason: Chờ}\n\n# giữa\n" in made


def test_a_new_kind_and_a_new_file():
    assert edit(TEXT, "channel", "k", {"name": "K"}).endswith("    empty:\nchannel:\n  k:\n    name: K\n")
    assert edit("", "channel", "k", {"name": "K"}) == "channel:\n  k:\n    name: K\n"
    assert edit("# chỉ có chú thích\n", "channel", "k", {"name": "K"}) == "# chỉ có chú thích\nchannel:\n  k:\n    name: K\n"


def test_windows_line_ends_stay():
    made = edit(TEXT.replace("\n", "\r\n"), "application", "a", "lifecycle", "operating")
    assert made.count("\n") == made.count("\r\n")


def test_an_alias_is_not_edited_at_its_anchor():
    text = "application:\n  a: &x\n    name: A\n    tags: &t [u]\n  b: *x\n  c:\n    name: C\n    tags: *t\n"
    assert "tags: &t [u]" in edit(text, "application", "c", "tags", ["v"])
    with pytest.raises(Unspliceable, match="bí danh"):
        edit(text, "application", "b", "name", "B")


def test_a_damaged_file_is_not_edited():
    with pytest.raises(Unspliceable):
        edit("application:\n  a: [\n", "application", "a", "name", "A")


WORDS = [
    "Sở A",
    "no",
    "017",
    "a: b",
    "# x",
    "dòng\nhai",
    "  lề",
    "- gạch",
    "“nháy”",
    "'",
    '"',
    "{a}",
    "[b",
    "*",
    "&",
    "!",
    "%",
    "@",
    "`",
    "x" * 200,
    "từ " * 80,
    "a\n\n  b\n",
    "\t",
    "null",
    "1.5",
    "ends ",
    ":",
    "?",
    "trên\u2028dưới",
]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_written_reads_back(seed):
    """Random edits of random texts: the values are what was asked, the comments all stay."""
    chance = random.Random(seed)
    raw = TEXT.encode()
    for _ in range(12):
        data = yamltree.read(raw, "a").data
        kind = chance.choice(list(data))
        id = chance.choice(list(data[kind]))
        field = chance.choice([*list(data[kind][id]), f"f{chance.randrange(4)}"])
        value = chance.choice([chance.choice(WORDS), chance.sample(WORDS, 3), {"reason": chance.choice(WORDS)}, None])
        if value is None and len(data[kind][id]) == 1:
            continue
        raw = edited(raw, "a", {(kind, id, field): value})
        assert yamltree.read(raw, "a").data[kind][id].get(field) == value
    assert raw.decode().startswith("# Đầu tệp\n")


def test_every_file_of_the_province_can_be_edited(province):
    """One field set and one added in every element of every file: nothing else changes."""
    for name, raw in province.texts.items():
        if name.startswith("model/"):
            data = yamltree.plain(yamltree.read(raw, name).data)
            edits = {(kind, id, "name"): "Tên mới" for kind, members in data.items() for id in members}
            edits |= {(kind, id, "tags"): ["moi"] for kind, members in data.items() for id in members}
            made = edited(raw, name, edits)
            assert made.count(b"#") == raw.count(b"#"), name
