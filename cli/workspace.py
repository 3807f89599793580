"""Reading the workspace a command is about, and printing findings about it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from cli import console
from generators.findings import citing
from generators.findings.text import blocks
from generators.project import Project, Since
from khung import kept
from khung.conform import Report, judge
from khung.diagnostic import Diagnostic, KhungError
from khung.diff import diff, pack_changes
from khung.graph import Graph
from khung.house import WORKSPACE
from khung.load import Loaded, load, load_packs, load_revision, positioned
from khung.rules import profile_finding
from khung.trace import trace

MOST = 200


def read(ctx: click.Context) -> Loaded:
    """The model of the workspace, whatever its state; files that were read before are known by their content."""
    root = ctx.obj["root"]
    with _kept(root) as trees:
        return load(root, trees.parse)


def _kept(root: Path) -> AbstractContextManager[kept.Trees]:
    return kept.kept_trees(root, kept.tool(), trusted=kept.trusted(root))


def profile(loaded: Loaded) -> str:
    """The profile that the workspace names for itself."""
    workspace = next(loaded.graph.of_kind(WORKSPACE), None)
    return str((workspace and workspace["profile"]) or "complete")


def check_profile(graph: Graph, name: str) -> None:
    """Raises KhungError, with the nearest name, for an unknown profile."""
    unknown = profile_finding(graph, name)
    if unknown:
        raise KhungError(f"{unknown.message.vi} {unknown.hint.vi} / {unknown.message.en} {unknown.hint.en}")


def judged(loaded: Loaded, day: date, name: str, *, stated_only: bool = False) -> Report:
    """The model judged on `day` by a profile; lines are not looked up. Raises KhungError for an unknown profile."""
    check_profile(loaded.graph, name)
    return judge(loaded.graph.stated() if stated_only else loaded.graph, day, name)


def project(loaded: Loaded, day: date, name: str | None = None, *, stated_only: bool = False) -> Project:
    """The model judged on `day` by a profile, or by the one that the workspace names. Raises KhungError for an unknown profile."""
    graph = loaded.graph.stated() if stated_only else loaded.graph
    report = placed(judged(loaded, day, name or profile(loaded), stated_only=stated_only), loaded)
    shown = graph.subset(e for e in graph.elements.values() if e.pack or e.alive(day))  # law that is yet to bite is shown too
    return Project(shown, report, trace(shown, report.findings), day, whole=graph)


def copied(loaded: Loaded, copy: str) -> tuple[Loaded, list[Diagnostic]]:
    """The model as a copy shows it, before anything is judged or drawn; and what the copy may not hold, each at its line."""
    from khung.disclosure import disclosed, leaks  # noqa: PLC0415

    shown = disclosed(loaded.graph, copy)
    if shown.elements or shown.fields:
        vi, en = (
            f"{shown.elements} phần tử và {shown.fields} trường không thuộc bản này",
            f"{shown.elements} elements and {shown.fields} fields",
        )
        console.progress(f"{vi} / {en} left out of this copy")
    found = list(leaks(shown.graph, copy))
    return loaded._replace(graph=shown.graph), list(positioned(found, loaded.texts))


def read_copy(ctx: click.Context, copy: str) -> Loaded:
    """The model as the copy shows it. Ends the command where the model has errors or the copy would hold what it may not."""
    loaded = read(ctx)
    if not loaded.clean:
        echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    loaded, leaks = copied(loaded, copy)
    if leaks:
        echo_findings(loaded, ctx.obj["language"], leaks)
        ctx.exit(1)
    return loaded


def at_revision(made: Project, root: Path) -> Project:
    """The project with the git commit it was read from; as it is where there is no git."""
    from khung.revisions import commit  # noqa: PLC0415

    try:
        return replace(made, revision=commit(root))
    except KhungError:
        return made


RECENT = 20
"""How many commits of model/ the page of changes goes back where there is no tag."""


def since_release(made: Project, root: Path, copy: str = console.COPIES[-1]) -> Project:
    """The project with what changed since the last release, told as the copy shows both; as it is where there is no git or nothing before."""
    from khung.disclosure import disclosed  # noqa: PLC0415
    from khung.revisions import last_release  # noqa: PLC0415

    found = last_release(root, RECENT)
    if found is None:
        return made
    with _kept(root) as trees:
        old = load_revision(root, found.commit, trees.parse).graph
        packs = load_packs(root, found.commit, trees.parse)
    changes = diff(disclosed(old, copy).graph, made.graph)
    return replace(made, since=Since(found.tag, found.commit, found.day, changes, pack_changes(old, made.whole or made.graph, packs)))


def placed(report: Report, loaded: Loaded) -> Report:
    """The report with every finding at its line."""
    found = iter(positioned([*(j.finding for j in report.judgements if j.finding), *report.about], loaded.texts))
    judgements = tuple(j._replace(finding=next(found)) if j.finding else j for j in report.judgements)
    return replace(report, judgements=judgements, about=tuple(found))


def echo_findings(loaded: Loaded, language: str, findings: Sequence[Diagnostic] | None = None) -> None:
    """Print what reading found (or these findings about it), with code frames."""
    told = loaded.findings if findings is None else findings
    click.echo(blocks(citing(loaded.graph), told[:MOST], loaded.texts, language, colour=sys.stdout.isatty()), nl=False)
    if len(told) > MOST:
        more = len(told) - MOST
        click.echo(f"… và {more} phát hiện nữa (khung validate --json để xem hết). / {more} more.")


__all__ = [
    "at_revision",
    "citing",
    "copied",
    "echo_findings",
    "judged",
    "placed",
    "profile",
    "project",
    "read",
    "read_copy",
    "since_release",
]
