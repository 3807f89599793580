"""The group `khung report`: reports that the plan asks for, from the model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console


@click.group()
def report() -> None:
    """Báo cáo theo yêu cầu của kế hoạch. / Reports that the plan asks for."""


@report.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE.xlsx", help="Tệp ra. / Output."
)
@console.as_of_option
@click.pass_context
def budget(ctx: click.Context, output: Path, day: date | None) -> None:
    """Nhu cầu kinh phí theo cơ quan, địa phương, năm và nguồn (XLSX) gửi Sở Tài chính; chưa có số liệu thì ghi “Chưa xác định”.

    Needs by body, commune, year and fund for the finance department; no figure is invented.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier.budget import budget as make  # noqa: PLC0415

    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    console.write(output, make(workspace.project(loaded, day or console.today())))
    console.progress(f"→ {output}")
