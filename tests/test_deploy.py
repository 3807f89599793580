"""What a host needs: one ZIP that is the same every time, links that outlive a renaming, workflows and settings that hold."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from importlib.resources import files
from io import BytesIO

import jsonschema
import pytest
import yaml

from cli.bundle import bundle
from cli.site import build
from cli.workspace import project
from generators.site import Site
from generators.site.forward import forwards
from khung.load import load_texts
from tests.conftest import POLICY, ROOT

DAY = date(2026, 11, 23)
RENAMED = """
organisation:
  moi: {name: "Cơ quan <b>mới</b>", name_en: New, tier: province, system: government, formerly: [cu, cu-hon, "../../thoat", "a/b", "<b>"], assumed: true}
  khac: {name: Cơ quan khác, name_en: Other, tier: province, system: government, formerly: [moi, cu], assumed: true}
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    root = tmp_path_factory.mktemp("renamed")
    build(root, project(load_texts({"a.yaml": RENAMED.encode()}), DAY), root / "site")
    return root / "site"


def test_a_zip_holds_every_file_in_one_folder_and_has_the_same_bytes_again(renamed):
    packed = bundle(renamed, "trang")
    names = zipfile.ZipFile(BytesIO(packed)).namelist()
    assert names == sorted(f"trang/{p.relative_to(renamed).as_posix()}" for p in renamed.rglob("*") if p.is_file())
    assert bundle(renamed, "trang") == packed


def test_a_former_id_leads_to_the_element_and_a_living_id_to_itself():
    made = {str(page.path): page.data.decode() for page in forwards(Site(project(load_texts({"a.yaml": RENAMED.encode()}), DAY), "vi"))}
    assert set(made) == {"phan-tu/cu/index.html", "phan-tu/cu-hon/index.html"}
    assert all('url=../moi/"' in page for page in made.values())
    assert all("Cơ quan &lt;b&gt;mới&lt;/b&gt;" in page and "<b>" not in page for page in made.values())


def test_a_rebuild_after_a_renaming_leaves_a_page_at_the_old_address(tmp_path):
    before = "organisation:\n  {}: {{name: Cơ quan, name_en: Body, tier: province, system: government, assumed: true{}}}\n"
    for text in (before.format("cu", ""), before.format("moi", ", formerly: [cu]")):
        build(tmp_path, project(load_texts({"a.yaml": text.encode()}), DAY), tmp_path / "site")
    assert "url=../moi/" in (tmp_path / "site" / "vi" / "phan-tu" / "cu" / "index.html").read_text()


@pytest.mark.browser
def test_an_old_link_opens_the_renamed_page_in_both_languages(renamed, serving, opening):
    with serving(renamed, Content_Security_Policy=POLICY) as address:
        page = opening(address)
        for language in ("vi", "en"):
            page.goto(f"{address}{language}/phan-tu/cu/")
            page.wait_for_url(f"{address}{language}/phan-tu/moi/")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guide_tells_hosts_the_policy_that_the_tests_serve_with(language):
    text = (ROOT / "docs" / language / "huong-dan" / "cong-bo.md").read_text()
    assert f'add_header Content-Security-Policy "{POLICY}" always;' in text


def test_the_policy_of_each_page_is_the_same_but_for_what_a_page_cannot_say():
    head = (ROOT / "generators" / "site" / "theme" / "main.html").read_text()
    said = head.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert f"{said}; frame-ancestors 'none'" == POLICY


def test_the_workflows_validate_check_build_and_publish_in_that_order():
    pages = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text())
    steps = [str(step.get("run", step.get("uses"))) for step in pages["jobs"]["build"]["steps"]]
    order = [
        next(n for n, step in enumerate(steps) if word in step) for word in ("khung validate", "khung check", "khung build", "upload-pages")
    ]
    assert order == sorted(order)
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
    script = "\n".join(gitlab["pages"]["script"])
    assert script.index("khung validate") < script.index("khung check") < script.index("khung build")
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]


@pytest.mark.parametrize(("schema", "path"), [("github-workflows", ".github/workflows/pages.yml"), ("gitlab-ci", ".gitlab-ci.yml")])
def test_the_workflows_are_what_their_hosts_read(schema, path):
    text = (ROOT / path).read_text().replace("\non:\n", '\n"on":\n')  # YAML 1.1 reads a bare `on` as true
    held = files("check_jsonschema").joinpath(f"builtin_schemas/vendor/{schema}.json")
    judge = jsonschema.validators.validator_for(json.loads(held.read_text()))
    assert list(judge(json.loads(held.read_text())).iter_errors(yaml.safe_load(text))) == []
