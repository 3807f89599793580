"""The group `khung survey`: what the model knows of each body's records, for it to confirm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console


@click.group()
def survey() -> None:
    """Phiếu khảo sát: gửi đi đây, nhận về bằng “khung import workbook”. / Surveys; they return by khung import workbook."""


@survey.command()
@click.option("--agency", "agencies", multiple=True, metavar="ID", help="Mã cơ quan; lặp lại được. / Body; may be repeated.")
@click.option("--all", "everyone", is_flag=True, help="Mọi cơ quan cấp tỉnh và cấp xã có liên quan. / Every body concerned.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Thư mục ra. / Folder."
)
@console.as_of_option
@click.pass_context
def export(ctx: click.Context, agencies: tuple[str, ...], everyone: bool, output: Path, day: date | None) -> None:
    """Một tệp XLSX cho mỗi cơ quan: điều đã biết, xin xác nhận; có người, ngày, văn bản xác nhận.

    One workbook a body: what we know of your records, please confirm, with who, when and on what evidence.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier import survey as surveys  # noqa: PLC0415
    from khung.house import ORGANISATION  # noqa: PLC0415

    if everyone == bool(agencies):
        raise click.UsageError("Nêu --agency ID hoặc --all. / Give --agency or --all.")
    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    project = workspace.at_revision(workspace.project(loaded, day or console.today()), ctx.obj["root"])
    graph = project.graph
    unknown = [id for id in agencies if id not in graph or graph[id].kind != ORGANISATION]
    if unknown:
        raise click.UsageError(f"Không có cơ quan “{unknown[0]}”. / No such body.")
    chosen = surveys.bodies(graph) if everyone else [graph[id] for id in agencies]
    made = surveys.all_rows(graph)
    for body in chosen:
        console.write(output / f"{body.id}.xlsx", surveys.survey(project, body, made))
    click.echo(f"{len(chosen)} phiếu / surveys → {output}")
