"""The next build makes again only what a change has touched, and the site is then the same as if it were made anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import generators.pictures as drawing
from cli import site as building
from cli.site import build
from cli.workspace import project
from cli.writing import Memory, Writer, settled
from generators.pictures import pictures
from generators.site.page import NAVIGATION
from generators.site.place import Site
from generators.site.shell import MARKS
from khung.load import load, load_texts

from . import test_body_pages, test_change_pages, test_data_pages, test_layer_pages, test_plan_pages

DAY = date(2026, 11, 23)
SHELLS = {section: "{title}|{path}|{body}".format(**MARKS) for section in NAVIGATION}
VIEWS = """
view:
  so-do: {name: Sơ đồ, name_en: View, layout: blocks, select: {kind: [application, database]}, order: 1}
  cay: {name: Cây, name_en: Tree, layout: tree, select: {kind: organisation}, order: 2}
"""
SAMPLES = {
    "body": test_body_pages.MODEL + VIEWS,
    "plan": test_plan_pages.MODEL + VIEWS,
    "data": test_data_pages.MODEL + VIEWS,
    "layer": test_layer_pages.MODEL,
    "law": test_change_pages.LAW,
}


def _site(loaded, language="vi"):
    judged = project(loaded, DAY)
    return Site(judged, language, tuple(pictures(judged, language)))


def _edited(loaded, chance: random.Random):
    """The same model with one element changed, renamed in either language, moved, given away, or taken out."""
    elements = dict(loaded.graph.elements)
    id = chance.choice(sorted(elements))
    element, bodies = elements[id], [e.id for e in loaded.graph.of_kind("organisation")]
    edits = [
        {"description": "Mô tả mới", "description_en": "New"},
        {"name": "Aa tên mới", "name_en": "Aa new name"},
        {"assumed": not element.assumed},
        {"owner": chance.choice(bodies)} if bodies else {"note": "x"},
        {"lifecycle": "planned", "model_state": "to-be", "deadline": "2026-12-24"},
        None,
    ]
    edit = chance.choice(edits)
    if edit is None:
        del elements[id]
    else:
        elements[id] = replace(element, fields={**element.fields, **edit})
    return loaded._replace(graph=loaded.graph.subset(elements.values())), id, edit


@pytest.mark.parametrize("sample", SAMPLES)
def test_after_any_edit_the_pages_are_those_of_a_site_made_anew(sample, tmp_path):
    chance = random.Random(7)
    loaded = load_texts({"a.yaml": SAMPLES[sample].encode()})
    kept = tmp_path / "kept"
    memory = Writer(_site(loaded), kept, Memory(SHELLS)).all()
    reused = 0
    for turn in range(8):
        loaded, id, edit = _edited(loaded, chance)
        changed = Writer(_site(loaded), kept, memory).changed()
        assert changed is not None
        memory, files, gone = changed
        reused += len(memory.pages) - len(files)
        for path, data in files.items():
            (kept / path).parent.mkdir(parents=True, exist_ok=True)
            (kept / path).write_bytes(data)
        for path in gone:
            (kept / path / "index.html").unlink()
        memory = settled(memory, kept)
        fresh = tmp_path / f"fresh-{turn}"
        anew = Writer(_site(loaded), fresh, Memory(SHELLS)).all()
        assert _files(kept) == _files(fresh), (id, edit)
        assert [(path, held.found) for path, held in memory.pages.items()] == [(path, held.found) for path, held in anew.pages.items()]
    assert reused > 0


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


BEFORE = "organisation:\n  so-a: {name: Sở A, name_en: A, tier: province, system: government, assumed: true}\n  so-b: {name: Sở B, name_en: B, tier: province, system: government, assumed: true}\n"


def test_a_small_change_is_built_without_the_engine_and_gives_the_same_bytes(workspace, tmp_path, monkeypatch):
    root = workspace(a=BEFORE)
    output, other = tmp_path / "out" / "site", tmp_path / "other" / "site"
    build(root, project(load(root), DAY), output)
    workspace(a=BEFORE.replace("Sở A", "Sở Á"))
    assert _environment_is_kept(root)
    with monkeypatch.context() as patched:
        patched.setattr(building, "_anew", lambda *_: pytest.fail("the whole site was built"))
        again = build(root, project(load(root), DAY), output)
    whole = build(root, project(load(root), DAY), other)
    assert again == whole
    assert _files(output) == _files(other)
    assert b"S\xe1\xbb\x9f \xc3\x81" in (output / "vi" / "phan-tu" / "so-a" / "index.html").read_bytes()


def _environment_is_kept(root: Path) -> bool:
    return (root / ".khung" / "site.json").is_file()


def test_what_was_touched_in_the_site_is_made_again(workspace, tmp_path):
    root = workspace(a=BEFORE)
    output = tmp_path / "out" / "site"
    build(root, project(load(root), DAY), output)
    page = output / "vi" / "phan-tu" / "so-b" / "index.html"
    whole = page.read_bytes()
    page.write_bytes(b"by hand")
    build(root, project(load(root), DAY), output)
    assert page.read_bytes() == whole


def test_another_day_makes_the_whole_site_anew(workspace, tmp_path, monkeypatch):
    root = workspace(a=BEFORE)
    output = tmp_path / "out" / "site"
    build(root, project(load(root), DAY), output)
    made = []
    real = building._anew
    monkeypatch.setattr(building, "_anew", lambda *given: made.append(1) or real(*given))
    build(root, project(load(root), date(2026, 11, 24)), output)
    assert made == [1]


PICTURED = (
    BEFORE
    + """application:
  he-thong:
    name: Hệ thống A
    name_en: System A
    description: Mô tả cũ
    description_en: Old
    owner: so-a
    operator: so-a
    record: original
    lifecycle: operating
    assumed: true
view:
  ung-dung: {name: Ứng dụng, name_en: Applications, layout: blocks, select: {kind: application}, order: 1, assumed: true}
  co-quan: {name: Cơ quan, name_en: Bodies, layout: tree, select: {kind: organisation}, order: 2, assumed: true}
"""
)


@pytest.mark.parametrize(
    ("before", "after", "drawn_again"),
    [
        ("Mô tả cũ", "Mô tả mới", set()),
        ("Hệ thống A", "Hệ thống Á", {"ung-dung"}),
        ("Sở B", "Sở Bê", {"co-quan"}),
        ("lifecycle: operating", "lifecycle: planned", {"ung-dung"}),
    ],
)
def test_a_picture_is_drawn_again_only_when_it_shows_what_has_changed(before, after, drawn_again, workspace, tmp_path, monkeypatch):
    root = workspace(a=PICTURED)
    output, other = tmp_path / "out" / "site", tmp_path / "other" / "site"
    build(root, project(load(root), DAY), output)
    workspace(a=PICTURED.replace(before, after))
    drawn, asked = drawing.drawn, set()

    def watched_drawing(project, batch, language, engine=None):
        asked.update(view.id for view in batch)
        return drawn(project, batch, language, engine)

    with monkeypatch.context() as patched:
        patched.setattr(building, "_anew", lambda *_: pytest.fail("the whole site was built"))
        patched.setattr(drawing, "drawn", watched_drawing)
        build(root, project(load(root), DAY), output)
    assert asked == drawn_again
    build(root, project(load(root), DAY), other)
    assert _files(output) == _files(other)


def test_a_picture_that_was_lost_is_drawn_again(workspace, tmp_path):
    root = workspace(a=PICTURED)
    output = tmp_path / "out" / "site"
    build(root, project(load(root), DAY), output)
    before = _files(output)
    for kept in (root / ".khung" / "made").iterdir():
        kept.write_bytes(b"rubbish") if kept.read_bytes().startswith(b"{") else kept.unlink()
    build(root, project(load(root), DAY), output)
    assert _files(output) == before


def test_a_text_concerns_only_the_pages_that_tell_it(tmp_path):
    loaded = load_texts({"a.yaml": PICTURED.encode()})
    memory = Writer(_site(loaded), tmp_path, Memory(SHELLS)).all()
    edited = load_texts({"a.yaml": PICTURED.replace("Mô tả cũ", "Mô tả mới").encode()})
    changed = Writer(_site(edited), tmp_path, memory).changed()
    assert changed is not None
    _, files, _ = changed
    assert "phan-tu/he-thong/index.html" in files
    assert not files.keys() & {
        "phan-tu/so-a/index.html",
        "phan-tu/so-b/index.html",
        "co-quan/index.html",
        "kham-pha/graph.json",
        "index.html",
    }
