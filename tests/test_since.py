"""What a change brings in, from what is kept and what is judged again: equal to judging both states whole."""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from khung import kept, yamltree
from khung.baseline import compare, known
from khung.load import load
from khung.since import Asked, judged, since

ROOT = Path(__file__).resolve().parent.parent
ASKED = Asked(date(2026, 11, 23), "complete")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.vn", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The province's own model in a repository of its own."""
    shutil.copytree(ROOT / "model", tmp_path / "model")
    (tmp_path / ".gitignore").write_text(".khung/\n")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def edit(root: Path, chance: random.Random) -> str:
    """One change of one element that a person could make; what was done."""
    path = chance.choice([p for p in sorted((root / "model").rglob("*.yaml")) if p.name not in ("khung.yaml", "so-do.yaml")])
    data = yamltree.read(path.read_bytes(), path.name).data
    kind = chance.choice([k for k, members in data.items() if members])
    id = chance.choice(sorted(data[kind]))
    fields = data[kind][id]
    others = [i for i in sorted(data[kind]) if i != id]
    way = chance.choice(["drop", "drop", "copy", "remove", "end", "begin", "state", "refer", "undetermined", "name"])
    droppable = sorted(fields.keys() - {"name", "source", "assumed"})
    if way == "drop" and droppable:
        del fields[chance.choice(droppable)]
    elif way == "copy":
        data[kind][f"{id}-ban-sao"] = dict(fields)
    elif way == "remove":
        del data[kind][id]
    elif way in ("end", "begin"):
        fields["until" if way == "end" else "since"] = "2026-06-01" if way == "end" else "2027-06-01"
    elif way == "state":
        fields.pop("assumed", None) or fields.update(assumed=True)
    elif way == "refer" and others:
        named = [n for n, v in fields.items() if isinstance(v, str) and v in others]
        fields[chance.choice(named) if named else "formerly"] = chance.choice(others) if named else [f"{id}-cu"]
    elif way == "undetermined" and droppable:
        fields.setdefault("undetermined", {})[fields.popitem()[0] if droppable[-1] == list(fields)[-1] else droppable[0]] = {}
    else:
        fields["name"] = f"{fields['name']} (đổi)"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    return f"{way} {kind} {id} in {path.name}"


def told(findings) -> list[tuple[str, ...]]:
    return sorted((d.code, d.subject, d.message.vi, d.hint.vi, str(d.severity), str(d.path)) for d in findings)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_judged_again_is_what_judging_whole_tells(copy, seed):
    chance = random.Random(seed)
    old = load(copy)
    before = known((*old.findings, *judged(old, ASKED).findings), "vi")
    less = 0
    for _ in range(5):
        done = edit(copy, chance)
        made = since(copy, "main", lambda _: ASKED, "vi")
        loaded = load(copy)
        report = judged(loaded, ASKED)
        whole = compare((*loaded.findings, *report.findings), before)
        assert told(made.compared.new) == told(whole.new), done
        assert sorted(k.fingerprint for k in made.compared.gone) == sorted(k.fingerprint for k in whole.gone), done
        assert made.loaded.graph.elements == loaded.graph.elements
        less += len(made.report.judgements) < len(report.judgements) / 2
        if not loaded.clean or chance.random() < 0.3:
            git(copy, "checkout", "-q", "model")
            git(copy, "clean", "-fdq", "model")
    assert less, "something was not judged whole"


def test_an_unchanged_model_judges_nothing_local_again(copy):
    since(copy, "main", lambda _: ASKED, "vi")
    (copy / "model" / "ung-dung" / "he-thong.yaml").write_text("# moved\n" + (copy / "model" / "ung-dung" / "he-thong.yaml").read_text())
    made = since(copy, "main", lambda _: ASKED, "vi")
    assert (made.compared.new, made.compared.gone) == ((), ())
    assert {j.rule.word for j in made.report.judgements}.isdisjoint({"has", "is", "complete", "relates", "reaches"})


def test_what_is_kept_is_never_out_of_date(copy, monkeypatch):
    def new() -> list[str]:
        return sorted({d.subject for d in since(copy, "main", lambda _: ASKED, "vi").compared.new})

    path = next((copy / "model" / "ung-dung").glob("he-thong.yaml"))
    text = path.read_text()
    path.write_text(text.replace("owner:", "operator:", 1))
    first = new()
    assert first
    git(copy, "commit", "-qam", "two")
    assert new() == [], "main is another revision now"
    git(copy, "checkout", "-q", "HEAD~1")
    git(copy, "branch", "-qf", "main")
    path.write_text(text.replace("owner:", "operator:", 1))
    assert new() == first
    monkeypatch.setattr(kept, "tool", lambda: "another tool")
    assert new() == first


def test_rubbish_and_what_a_branch_brings_itself_are_not_trusted(copy):
    path = next((copy / "model" / "ung-dung").glob("he-thong.yaml"))
    path.write_text(path.read_text().replace("owner:", "operator:", 1))
    right = told(since(copy, "main", lambda _: ASKED, "vi").compared.new)
    assert right
    (record,) = (copy / ".khung" / "known").glob("*.json")
    for rubbish in ("", "[1]", "[" * 9999):
        record.write_text(rubbish)
        (copy / ".khung" / "trees.sqlite").write_text(rubbish)
        assert told(since(copy, "main", lambda _: ASKED, "vi").compared.new) == right
    rows = [[d.fingerprint, sorted(d.lacking), d.code, d.subject, ""] for d in judged(load(copy), ASKED).findings]
    kept.keep(copy, record.stem, rows)
    assert told(since(copy, "main", lambda _: ASKED, "vi").compared.new) == [], "this machine's own record is read"
    git(copy, "add", "-f", ".khung")
    assert told(since(copy, "main", lambda _: ASKED, "vi").compared.new) == right, "one that git tracks is not"


def test_a_read_only_workspace_is_judged_all_the_same(copy, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(OSError("read-only")))
    assert since(copy, "main", lambda _: ASKED, "vi").compared == ((), ())
