"""The command `check`: the model judged by its rules, in every form that people and forges read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from cli import console, workspace
from generators.findings import FORMATS, Results, written
from khung import __version__, revisions
from khung.baseline import Compared, Known, compare, known, saved
from khung.diagnostic import Diagnostic, KhungError
from khung.graph import Graph
from khung.house import ORGANISATION, PACK
from khung.load import Loaded, load_revision
from khung.narrow import narrowed


@dataclass(frozen=True)
class Asked:
    """What is to be judged: the day, the profile ("" for the one the workspace names), and which part of the whole."""

    day: date
    profile: str
    packs: tuple[str, ...]
    agency: str
    stated_only: bool


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
    if changed_since and baseline:
        raise click.UsageError("Chọn --changed-since hoặc --baseline. / Choose one of them.")
    name = "json" if as_json else form
    root, language = ctx.obj["root"], ctx.obj["language"]
    loaded = workspace.read(ctx)
    asked = Asked(day or console.today(), profile or workspace.profile(loaded), packs, agency, stated_only)
    _known_words(loaded.graph, asked)
    whole = told(loaded, asked, language, revisions.state(root))
    compared = _compared(whole.findings, root, asked, changed_since, baseline, language)
    results = replace(
        whole,
        findings=compared.new,
        fails=lambda d: bool(console.exit_code([d], fail_on)),
        compared=changed_since or (baseline.name if baseline else ""),
        gone=compared.gone,
        notes=notes or FORMATS[name].notes,
        colour=output is None and sys.stdout.isatty(),
        most=0 if output else workspace.MOST,
    )
    console.answer(written(name, results), output)
    if evidence:
        _prove(whole, asked, root, evidence)
    ctx.exit(console.exit_code(compared.new, fail_on))


def told(loaded: Loaded, asked: Asked, language: str, state: revisions.State | None = None) -> Results:
    """Everything that reading and judging found of what was asked, each at its line."""
    graph = loaded.graph
    report = workspace.judged(loaded, asked.day, asked.profile, stated_only=asked.stated_only)
    report = workspace.placed(narrowed(report, graph, asked.packs, asked.agency), loaded)
    findings = workspace.all_findings(loaded, report)
    return Results(graph, report, findings, loaded.texts, language, state=state, version=__version__)


def _prove(whole: Results, asked: Asked, root: Path, path: Path) -> None:
    """Write the evidence, and say its seal so that it can be kept elsewhere."""
    from generators import evidence  # noqa: PLC0415

    scope = {"packs": list(asked.packs), "agency": asked.agency, "statedOnly": asked.stated_only}
    data = evidence.packed(whole, scope, console.hashes(root / "site"))
    console.write(path, data)
    console.progress(f"{path} · seal {evidence.seal_of(data)}")


def _known_words(graph: Graph, asked: Asked) -> None:
    """Raises KhungError, with the nearest word, for a pack or body that is not there."""
    pinned = [e.id for e in graph.of_kind(PACK)]
    for pack in asked.packs:
        if pack not in pinned:
            raise KhungError(f"Mô hình không ghim gói “{pack}”. / No such pack is pinned.{console.near(pack, pinned)}")
    bodies = [e.id for e in graph.of_kind(ORGANISATION)]
    if asked.agency and asked.agency not in bodies:
        raise KhungError(f"Không có cơ quan “{asked.agency}”. / No such body.{console.near(asked.agency, bodies)}")


def _compared(
    findings: Sequence[Diagnostic], root: Path, asked: Asked, changed_since: str, baseline: Path | None, language: str
) -> Compared:
    if changed_since:
        return compare(findings, _known_at(root, changed_since, asked, language))
    if baseline:
        return compare(findings, saved(console.read_json(baseline), str(baseline)))
    return Compared(tuple(findings), ())


def _known_at(root: Path, revision: str, asked: Asked, language: str) -> list[Known]:
    """The findings of the workspace as it was at a revision, by today's rules, on the same day and in the same profile."""
    before: Loaded = load_revision(root, revision)
    made = workspace.judged(before, asked.day, asked.profile, stated_only=asked.stated_only)
    return known((*before.findings, *narrowed(made, before.graph, asked.packs, asked.agency).findings), language)
