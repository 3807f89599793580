"""The group `khung dossier`: the official dossier from the model, template by template."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console


@click.group()
def dossier() -> None:
    """Hồ sơ Khung theo ba mẫu của hướng dẫn, lấy từ mô hình. / The official dossier, from the model."""


@dossier.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.xlsx", help="Tệp ra. / Output."
)
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="Tệp trống chính thức; được điền, không đổi cấu trúc. / The official blank file.",
)
@console.as_of_option
@click.pass_context
def workbook(ctx: click.Context, output: Path, template: Path | None, day: date | None) -> None:
    """Mẫu số 03: bộ dữ liệu kiến trúc (XLSX), đủ 04 trang tính chính và các trang hỗ trợ.

    Template 03: the data workbook. What does not fit an official blank file is told; its structure is never changed.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier.untrusted import opened  # noqa: PLC0415
    from generators.dossier.workbook import workbook as make  # noqa: PLC0415

    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    project = workspace.at_revision(workspace.project(loaded, day or console.today()), ctx.obj["root"])
    book = opened(template.read_bytes(), template.name) if template else None
    made = make(project, book, template.name if template else "")
    workspace.echo_findings(loaded, ctx.obj["language"], made.findings)
    console.write(output, made.data)
    console.progress(f"→ {output}")
    ctx.exit(console.exit_code(made.findings, "error"))
