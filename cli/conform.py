"""The command `check`: the model judged by its rules, in every form that people and forges read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from cli import console, workspace
from generators.findings import FORMATS, Results, written
from khung import __version__, revisions
from khung.baseline import compare, saved
from khung.diagnostic import KhungError
from khung.graph import Graph
from khung.house import ORGANISATION, PACK
from khung.load import Loaded
from khung.since import Asked, judged, since


@click.command()
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Dạng kết quả. / Form of the answer."
)
@console.json_option
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Ghi vào tệp. / Write to a file.")
@console.as_of_option
@console.fail_on_option
@click.option("--profile", default="", help="Hồ sơ kiểm tra: basic, complete, province, commune, issue… / Profile.")
@click.option("--pack", "packs", multiple=True, metavar="ID", help="Chỉ quy tắc của gói này (lặp lại được). / Rules of this pack only.")
@click.option("--agency", default="", metavar="ID", help="Chỉ điều cơ quan này chịu trách nhiệm. / What this body answers for.")
@click.option("--stated-only", is_flag=True, help="Chỉ tính điều có nguồn, bỏ phần giả định. / Without assumed elements.")
@click.option(
    "--changed-since", metavar="REV", default="", help="Chỉ phát hiện mới so với một phiên bản git. / Only what is new since REV."
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Chỉ phát hiện chưa có trong tệp JSON đã lưu. / Only what a saved JSON does not hold.",
)
@click.option(
    "--evidence", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Lập tệp bằng chứng (ZIP). / Write evidence (ZIP)."
)
@click.option("--notes", is_flag=True, help="Nêu cả các ghi nhận. / Tell notes too.")
@click.pass_context
def check(
    ctx: click.Context,
    form: str,
    as_json: bool,
    output: Path | None,
    day: date | None,
    fail_on: str,
    profile: str,
    packs: tuple[str, ...],
    agency: str,
    stated_only: bool,
    changed_since: str,
    baseline: Path | None,
    evidence: Path | None,
    notes: bool,
) -> None:
    """Đối chiếu mô hình với khung quốc gia theo từng quy tắc có căn cứ; trả lời bằng bốn kết luận của hướng dẫn.

    Judge the model by the national framework, rule by rule with its legal source.
    """
    if sum(map(bool, (changed_since, baseline, evidence))) > 1:
        raise click.UsageError("Chỉ một trong --changed-since, --baseline, --evidence. / One of them only.")
    name = "json" if as_json else form
    root, language = ctx.obj["root"], ctx.obj["language"]

    def asked(loaded: Loaded) -> Asked:
        return _known_words(loaded.graph, Asked(day or console.today(), profile or workspace.profile(loaded), packs, agency, stated_only))

    results = (
        _new(root, changed_since, asked, language) if changed_since else told(workspace.read(ctx), asked, language, revisions.state(root))
    )
    if evidence:
        _prove(results, Asked(results.report.day, results.report.profile, packs, agency, stated_only), root, evidence)
    if baseline:
        compared = compare(results.findings, saved(console.read_json(baseline), str(baseline)))
        results = replace(results, findings=compared.new, gone=compared.gone, compared=baseline.name)
    results = replace(
        results,
        fails=lambda d: bool(console.exit_code([d], fail_on)),
        notes=notes or FORMATS[name].notes,
        colour=output is None and sys.stdout.isatty(),
        most=0 if output else workspace.MOST,
    )
    console.answer(written(name, results), output)
    ctx.exit(console.exit_code(results.findings, fail_on))


def told(loaded: Loaded, asked: Callable[[Loaded], Asked], language: str, state: revisions.State | None = None) -> Results:
    """Everything that reading and judging found of what is asked."""
    report = judged(loaded, asked(loaded))
    findings = (*loaded.findings, *report.findings)
    return Results(loaded.graph, report, findings, loaded.texts, language, state=state, version=__version__)


def _new(root: Path, revision: str, asked: Callable[[Loaded], Asked], language: str) -> Results:
    """What is new since a revision."""
    found = since(root, revision, asked, language)
    return Results(
        found.loaded.graph,
        found.report,
        found.compared.new,
        found.loaded.texts,
        language,
        compared=revision,
        part=True,
        gone=found.compared.gone,
        state=revisions.state(root),
        version=__version__,
    )


def _prove(whole: Results, asked: Asked, root: Path, path: Path) -> None:
    """Write the evidence, and say its seal so that it can be kept elsewhere."""
    from generators import evidence  # noqa: PLC0415

    scope = {"packs": list(asked.packs), "agency": asked.agency, "statedOnly": asked.stated_only}
    data = evidence.packed(whole, scope, console.generated(root))
    console.write(path, data)
    console.progress(f"{path} · seal {evidence.seal_of(data)}")


def _known_words(graph: Graph, asked: Asked) -> Asked:
    """What is asked, where each word is known. Raises KhungError, with the nearest word, for a profile, pack or body that is not there."""
    workspace.check_profile(graph, asked.profile)
    pinned = [e.id for e in graph.of_kind(PACK)]
    for pack in asked.packs:
        if pack not in pinned:
            raise KhungError(f"Mô hình không ghim gói “{pack}”. / No such pack is pinned.{console.near(pack, pinned)}")
    bodies = [e.id for e in graph.of_kind(ORGANISATION)]
    if asked.agency and asked.agency not in bodies:
        raise KhungError(f"Không có cơ quan “{asked.agency}”. / No such body.{console.near(asked.agency, bodies)}")
    return asked
