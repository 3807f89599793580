"""The group `khung report`: reports that the plan asks for, from the model."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console
from khung.diagnostic import KhungError


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


@report.command(name="de-an-06")
@click.option("--period", "asked", required=True, metavar="2026-Q4", help="Kỳ báo cáo: 2026, 2026-Q4 hoặc 2026-11. / The period.")
@click.option("--agency", "agencies", multiple=True, metavar="ID", help="Chỉ cơ quan này (nhiều lần được). / Only these bodies.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Thư mục ra. / Folder."
)
@console.copy_option
@console.as_of_option
@click.pass_context
def de_an_06(ctx: click.Context, asked: str, agencies: tuple[str, ...], output: Path, copy: str, day: date | None) -> None:
    """Báo cáo kết quả kế hoạch lồng ghép báo cáo Đề án 06: từng cơ quan và tổng hợp (DOCX, Markdown).

    The report on the plan inside that on Đề án 06: done, under way, overdue, waiting; by body and as a whole.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier.content import Signature  # noqa: PLC0415
    from generators.dossier.docx import document  # noqa: PLC0415
    from generators.dossier.markdown import document as markdown  # noqa: PLC0415
    from generators.dossier.periodic import Periodic, on_day, period  # noqa: PLC0415

    during = period(asked)
    loaded = workspace.read_copy(ctx, copy)
    project = workspace.project(loaded, day or console.today())
    made = Periodic(on_day(project, during, day or console.today()), "de-an-06", during)
    bodies = made.agencies()
    unknown = set(agencies) - {b.id for b in bodies}
    if unknown:
        raise KhungError(f"“{min(unknown)}” không có nhiệm vụ trong kế hoạch. / The body has no task in the plan.")
    texts = {b.id: (made.front(b), made.of(b)) for b in bodies if not agencies or b.id in agencies}
    if not agencies:
        texts["tong-hop"] = (made.front(None), made.consolidated(bodies))
    for name, (front, blocks) in texts.items():
        path = output / f"bao-cao-de-an-06_{asked}_{name}"
        console.write(path.with_suffix(".docx"), document(front, [*blocks, Signature()], {}))
        console.write(path.with_suffix(".md"), markdown(front, blocks).encode())
    console.progress(f"{len(texts)} báo cáo / reports → {output}")
