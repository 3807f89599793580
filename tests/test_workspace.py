"""Reading a workspace on disk, and validating again only what changed."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from benchmarks import synthetic
from khung.cache import validated
from khung.diagnostic import KhungError
from khung.load import load
from khung.sources import Source

APP = "application:\n  app-a:\n    name: A\n    assumed: true\n"


def codes(root: Path) -> list[str]:
    return [f"{d.file}:{d.line}:{d.column} {d.code}" for d in load(root).findings]


def test_any_layout_under_model_is_read(workspace):
    root = workspace(**{"a/b/c/x": APP, "y": APP.replace("app-a", "app-b")})
    assert sorted(load(root).graph.elements) == ["app-a", "app-b"]


def test_a_missing_folder_cannot_be_read(tmp_path):
    with pytest.raises(KhungError, match="model"):
        load(tmp_path)


def test_a_link_out_of_the_workspace_is_refused(workspace, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.yaml"
    secret.write_text(APP)
    root = workspace(a="# nothing\n")
    (root / "model" / "link.yaml").symlink_to(secret)
    (root / "model" / "folder").symlink_to(secret.parent)
    (root / "model" / "up.yaml").symlink_to(Path("..") / ".." / ".." / "etc" / "passwd")
    assert [c for c in codes(root) if "K011" not in c] == ["model/folder:1:1 K013", "model/link.yaml:1:1 K013", "model/up.yaml:1:1 K013"]
    assert not load(root).graph.elements


def test_a_link_inside_the_workspace_is_followed(workspace):
    root = workspace(a=APP)
    (root / "other.yaml").write_text(APP.replace("app-a", "app-b"))
    (root / "model" / "link.yaml").symlink_to(root / "other.yaml")
    assert sorted(load(root).graph.elements) == ["app-a", "app-b"]


def test_an_unreadable_file_is_a_finding(workspace):
    root = workspace(a=APP)
    (root / "model" / "gone.yaml").symlink_to(root / "nowhere.yaml")
    assert codes(root) == ["model/gone.yaml:1:1 K014"]


def test_a_folder_that_cannot_be_listed_is_a_finding(workspace, monkeypatch):
    root = workspace(**{"a": APP, "shut/b": APP.replace("app-a", "app-b")})
    listing = os.scandir

    def scandir(folder: str):
        if folder.endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert codes(root) == ["model/shut:1:1 K014"]


def test_packs_are_pinned_by_name_and_version(workspace):
    pins = 'workspace:\n  w:\n    name: W\n    packs:\n      qd-1425: "0.0.1"\n      qd-1426: "1"\n      ../../etc: "1"\n'
    found = codes(workspace(khung=pins))
    assert "model/khung.yaml:5:7 K502" in found
    assert "model/khung.yaml:6:7 K501" in found
    assert "model/khung.yaml:7:7 K501" in found


def seen(root: Path, *, fresh: bool) -> tuple[list[tuple[str, int, int, str, str]], int, int]:
    made = validated(root, fresh=fresh)
    return [(d.file, d.line, d.column, d.code, d.message.vi) for d in made.findings], made.files, made.elements


def edits(root: Path, chance: random.Random) -> None:
    """One edit that a person could make."""
    files = sorted((root / "model" / "parts").glob("*.yaml"))
    file = chance.choice(files)
    text = file.read_text()
    match chance.randrange(7):
        case 0:
            file.write_text(text + "# a comment\n")
        case 1:
            file.write_text(text.replace("lifecycle: operating", "lifecycle: flying", 1))
        case 2:
            file.write_text(text.replace("owner: to-chuc-1\n", "owner: to-chuc-nowhere\n"))
        case 3:
            number = chance.randrange(1000)
            (file.parent / f"new-{number}.yaml").write_text(f"organisation:\n  to-chuc-nowhere-{number}:\n    name: N\n")
        case 4:
            renamed = text.replace("he-thong-2:", "he-thong-hai:") if "he-thong-2:" in text else text.replace("to-chuc-3:", "to-chuc-ba:")
            file.write_text(renamed)
        case 5:
            file.write_text(
                text.replace("he-thong-hai:", "he-thong-2:").replace("to-chuc-ba:", "to-chuc-3:").replace("flying", "operating")
            )
        case 6:
            file.write_text(text.replace("    parent: to-chuc-0\n", "    parent: to-chuc-9\n", 1))


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_from_the_index_is_the_answer_of_a_full_load(tmp_path, seed):
    synthetic.write(tmp_path, 300, seed)
    chance = random.Random(seed)
    validated(tmp_path)
    for _ in range(25):
        edits(tmp_path, chance)
        warm = seen(tmp_path, fresh=False)
        loaded = load(tmp_path)
        full = [(d.file, d.line, d.column, d.code, d.message.vi) for d in loaded.findings]
        assert warm[0] == full
        assert warm[2] == len(loaded.graph.elements)


def test_a_damaged_or_foreign_index_is_thrown_away(tmp_path):
    synthetic.write(tmp_path, 50)
    clean = seen(tmp_path, fresh=False)
    index = tmp_path / ".khung" / "index.sqlite"
    for rubbish in (b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 2000, index.read_bytes()[:5000]):
        index.write_bytes(rubbish)
        assert seen(tmp_path, fresh=False) == clean


def test_an_unchanged_workspace_opens_no_model_file(tmp_path, monkeypatch):
    synthetic.write(tmp_path, 50)
    validated(tmp_path)
    opened: list[str] = []
    reading = Source.bytes
    monkeypatch.setattr(Source, "bytes", lambda self: opened.append(self.name) or reading(self))
    validated(tmp_path)
    assert opened == []
    part = tmp_path / "model" / "parts" / "part-00001.yaml"
    os.utime(part, ns=(1, 1))
    validated(tmp_path)
    assert opened == ["model/parts/part-00001.yaml"]
