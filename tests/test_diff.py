"""What changed between two models: added, removed, changed, renamed; and reading a model as git has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khung.diagnostic import KhungError
from khung.diff import Changed, Changes, FieldChange, diff
from khung.graph import Graph
from khung.load import load, load_revision, load_texts, shipped_metamodel
from khung.model import Element
from khung.revisions import blob_id, blobs, commit, contents, files, state

BEFORE = """
organisation:
  so-a: {name: Sở A}
  so-b: {name: Sở B}
application:
  cong: {name: Cổng, owner: so-a, depends_on: [kho]}
  kho: {name: Kho, owner: so-b}
"""


def graph(text: str) -> Graph:
    return load_texts({"a.yaml": text.encode()}).graph


def test_added_removed_changed():
    changes = diff(graph(BEFORE), graph(BEFORE.replace("so-b: {name: Sở B}", "so-c: {name: Sở C}").replace("Kho, owner: so-b", "Kho số")))
    assert [e.id for e in changes.added] == ["so-c"]
    assert [e.id for e in changes.removed] == ["so-b"]
    (change,) = changes.changed
    assert change.after.id == "kho"
    assert change.fields == (FieldChange("name", "Kho", "Kho số"), FieldChange("owner", "so-b", None))
    assert not change.renamed


def test_a_rename_is_told_by_formerly_and_changes_nothing_else():
    renamed = BEFORE.replace("  so-b: {", "  so-bb: {formerly: [so-b], ").replace("owner: so-b", "owner: so-bb")
    changes = diff(graph(BEFORE), graph(renamed))
    assert [(c.before.id, c.after.id, c.fields) for c in changes.renamed] == [("so-b", "so-bb", ())]
    assert changes == Changes((), (), changes.renamed)


def test_without_formerly_a_new_id_is_a_new_element():
    changes = diff(graph(BEFORE), graph(BEFORE.replace("so-b", "so-bb")))
    assert ([e.id for e in changes.added], [e.id for e in changes.removed]) == (["so-bb"], ["so-b"])
    assert [c.fields for c in changes.changed] == [(FieldChange("owner", "so-b", "so-bb"),)]


def test_the_first_of_two_that_claim_an_id_has_it():
    split = BEFORE.replace("  so-b: {", "  so-x: {formerly: [so-b], name: X}\n  so-y: {formerly: [so-b], ")
    changes = diff(graph(BEFORE), graph(split))
    assert [(c.before.id, c.after.id) for c in changes.renamed] == [("so-b", "so-x")]
    assert [e.id for e in changes.added] == ["so-y"]


def test_another_kind_is_a_change_and_another_file_is_none():
    old = graph("application: {kho: {name: Kho}}")
    new = graph("platform: {kho: {name: Kho}}")
    (change,) = diff(old, new).changed
    assert (change.before.kind, change.after.kind) == ("application", "platform")
    moved = load_texts({"b.yaml": b"application: {kho: {name: Kho}}"}).graph
    assert not diff(old, moved)


def test_what_a_pack_brings_is_not_compared():
    theirs = {"ndxp": Element("ndxp", "platform", {"name": "NDXP"}, pack="quoc-gia")}
    assert not diff(Graph(shipped_metamodel()), Graph(shipped_metamodel(), theirs))


IDS = st.sampled_from([f"e-{n}" for n in range(6)])
FIELDS = st.fixed_dictionaries(
    {},
    optional={"name": st.sampled_from("AB"), "owner": IDS, "depends_on": st.lists(IDS, max_size=2), "formerly": st.lists(IDS, max_size=2)},
)
GRAPHS = st.dictionaries(IDS, st.tuples(st.sampled_from(["application", "platform"]), FIELDS), max_size=6).map(
    lambda made: Graph(shipped_metamodel(), {id: Element(id, kind, fields) for id, (kind, fields) in made.items()})
)


@given(GRAPHS)
def test_nothing_changed_from_itself(one):
    assert diff(one, one) == Changes((), (), ())


def mirrored(changes: Changes) -> Changes:
    turned = [Changed(c.after, c.before, tuple(FieldChange(f, new, old) for f, old, new in c.fields)) for c in changes.changed]
    return Changes(changes.removed, changes.added, tuple(sorted(turned, key=lambda c: c.after.id)))


@given(GRAPHS, GRAPHS)
def test_the_way_back_is_the_mirror_of_the_way_there(one, other):
    assert diff(other, one) == mirrored(diff(one, other))


@given(GRAPHS, GRAPHS)
def test_every_element_is_told_of_once(one, other):
    changes = diff(one, other)
    kept = one.elements.keys() & other.elements.keys()
    assert sorted(one.elements) == sorted([e.id for e in changes.removed] + [c.before.id for c in changes.renamed] + list(kept))
    assert sorted(other.elements) == sorted([e.id for e in changes.added] + [c.after.id for c in changes.renamed] + list(kept))


def git(root: Path, *arguments: str) -> str:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.vn", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A workspace in a folder of a repository, with one commit tagged v1."""
    root = tmp_path / "tinh"
    (root / "model" / "sâu").mkdir(parents=True)
    (root / "model" / "a.yaml").write_text(BEFORE)
    (root / "model" / "sâu" / "tệp có dấu.yaml").write_text("role: {vai: {name: Vai, assumed: true}}")
    (root / "ngoai.yaml").write_text("role: {ngoai: {name: Ngoài, assumed: true}}")
    (root / "model" / "vao.yaml").symlink_to("../ngoai.yaml")
    (root / "model" / "ra.yaml").symlink_to("../../khac.yaml")
    (tmp_path / "khac.yaml").write_text("role: {khac: {name: Khác, assumed: true}}")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "tag", "v1")
    return root


def test_a_revision_is_read_as_its_checkout_would_be(repository):
    on_disk, at_v1 = load(repository), load_revision(repository, "v1")
    assert at_v1.graph.elements == on_disk.graph.elements
    assert {"vai", "ngoai", "cong"} <= at_v1.graph.elements.keys()
    assert [(d.code, d.file, d.line) for d in at_v1.findings] == [(d.code, d.file, d.line) for d in on_disk.findings]
    (repository / "model" / "a.yaml").write_text("role: {moi: {name: Mới, assumed: true}}")
    assert load_revision(repository, "HEAD").graph.elements == on_disk.graph.elements
    assert [e.id for e in diff(at_v1.graph, load(repository).graph).added] == ["moi"]


def test_the_content_of_files_tells_whether_they_are_equal(repository):
    assert blobs(repository, "v1") is None, "a link may change without its file"
    for name in ("vao", "ra"):
        (repository / "model" / f"{name}.yaml").unlink()
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    held = blobs(repository, commit(repository))
    assert list(held) == ["model/a.yaml", "model/sâu/tệp có dấu.yaml"]
    for name, id in held.items():
        raw = (repository / name).read_bytes()
        assert blob_id(raw, id) == id
        assert contents(repository, [id]) == [raw]


def test_a_revision_without_a_model_is_empty(repository):
    git(repository, "rm", "-qr", "model")
    git(repository, "commit", "-qm", "three")
    assert not load_revision(repository, "HEAD").graph.elements


@pytest.mark.parametrize("revision", ["v2", "", "-x", "--output=x", "v1:model", "v1 v1", "HEAD~9"])
def test_a_revision_that_is_none_is_told_in_one_line(repository, revision):
    with pytest.raises(KhungError) as caught:
        files(repository, revision)
    assert "\n" not in str(caught.value)
    assert f"“{revision}”" in str(caught.value)


def test_without_git_or_repository_one_line_says_so(repository, tmp_path_factory, monkeypatch):
    with pytest.raises(KhungError, match="not a git repository"):
        files(tmp_path_factory.mktemp("bare"), "HEAD")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(KhungError, match="Git is needed"):
        files(repository, "HEAD")


def test_inside_a_hook_git_is_that_of_the_workspace(repository, monkeypatch):
    monkeypatch.setenv("GIT_DIR", "nowhere")
    assert load_revision(repository, "v1").graph.elements == load(repository).graph.elements


def test_a_file_too_large_is_the_same_finding_as_on_disk(repository, monkeypatch):
    for module in ("sources", "revisions", "yamltree"):
        monkeypatch.setattr(f"khung.{module}.MAX_BYTES", 100)
    both = [d._replace(args={}) for d in load(repository).findings], [d._replace(args={}) for d in load_revision(repository, "v1").findings]
    assert both[0] == both[1]
    assert "K010" in {d.code for d in both[0]}


@pytest.mark.parametrize(
    ("remote", "shown"),
    [
        ("https://name:secret@git.example.vn:8443/tinh/khung.git", "https://git.example.vn:8443/tinh/khung.git"),
        ("git@git.example.vn:tinh/khung.git", "ssh://git.example.vn/tinh/khung.git"),
        ("ssh://git@git.example.vn/tinh/khung", "ssh://git.example.vn/tinh/khung"),
        ("/srv/git/khung", ""),
        ("file:///srv/git/khung", ""),
        ("C:\\khung", ""),
        ("", ""),
    ],
)
def test_a_remote_is_shown_without_its_secrets(repository, remote, shown):
    git(repository, "config", "remote.origin.url", remote)
    assert state(repository).remote == shown


def test_the_state_of_a_workspace(repository, tmp_path_factory):
    at = state(repository)
    assert (at.commit, at.branch, at.prefix, at.clean) == (commit(repository), "main", "tinh/", True)
    (repository / "model" / "new.yaml").write_text("")
    git(repository, "checkout", "-q", "--detach")
    assert (state(repository).branch, state(repository).clean) == ("", False)
    assert state(tmp_path_factory.mktemp("bare")) is None
