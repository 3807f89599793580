"""Reading the workspace a command is about, and printing findings about it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import click

from cli import console
from generators.findings import Cite, as_data, as_text, citing
from generators.project import Project
from khung.conform import Report, judge
from khung.diagnostic import Diagnostic, KhungError
from khung.house import WORKSPACE
from khung.load import Loaded, load, positioned
from khung.rules import profile_finding
from khung.trace import trace

MOST = 200


def read(ctx: click.Context) -> Loaded:
    """The model of the workspace, whatever its state."""
    return load(ctx.obj["root"])


def project(loaded: Loaded, day: date, profile: str | None = None, *, stated_only: bool = False) -> Project:
    """The model judged on `day` by `profile`, or by the profile that the workspace names. Raises KhungError for an unknown profile."""
    graph = loaded.graph.stated() if stated_only else loaded.graph
    workspace = next(loaded.graph.of_kind(WORKSPACE), None)
    name = profile or str((workspace and workspace["profile"]) or "complete")
    unknown = profile_finding(graph, name)
    if unknown:
        raise KhungError(f"{unknown.message.vi} {unknown.hint.vi} / {unknown.message.en} {unknown.hint.en}")
    report = _placed(judge(graph, day, name), loaded)
    shown = graph.subset(e for e in graph.elements.values() if e.pack or e.alive(day))  # law that is yet to bite is shown too
    return Project(shown, report, trace(shown, report.findings), day)


def _placed(report: Report, loaded: Loaded) -> Report:
    """The report with every finding at its line."""
    found = iter(positioned([*(j.finding for j in report.judgements if j.finding), *report.about], loaded.texts))
    judgements = tuple(replace(j, finding=next(found)) if j.finding else j for j in report.judgements)
    return replace(report, judgements=judgements, about=tuple(found))


def echo_findings(cite: Cite, findings: Sequence[Diagnostic], texts: Mapping[str, bytes], language: str, *, as_json: bool) -> None:
    """Print findings as JSON, or as text with code frames."""
    if as_json:
        console.echo_json(as_data(cite, findings, language))
        return
    click.echo(as_text(cite, findings[:MOST], texts, language, colour=sys.stdout.isatty()), nl=False)
    if len(findings) > MOST:
        click.echo(f"… và {len(findings) - MOST} phát hiện nữa (--json để xem hết). / {len(findings) - MOST} more.")


def all_findings(loaded: Loaded, made: Project) -> list[Diagnostic]:
    """What reading and judging found, each at its line, in reading order."""
    return sorted((*loaded.findings, *made.report.findings), key=lambda d: d.order)


__all__ = ["all_findings", "citing", "echo_findings", "project", "read"]
