"""Commands that write into a workspace: new, init, derive. Nothing that exists is overwritten."""

from __future__ import annotations

from pathlib import Path

import click

from cli import console
from khung.diagnostic import KhungError


@click.command()
@click.argument("kind")
@click.argument("id")
@click.option("--name", default=None, help="Tên tiếng Việt. / Vietnamese name.")
@click.pass_context
def new(ctx: click.Context, kind: str, id: str, name: str | None) -> None:
    """Thêm một phần tử: tệp YAML mới có đủ trường bắt buộc, các trường khác ghi chú sẵn. / Add an element."""
    from cli import workspace  # noqa: PLC0415
    from generators import scaffold  # noqa: PLC0415

    graph = workspace.read(ctx).graph
    if kind not in graph.metamodel.kinds:
        hint = console.near(kind, graph.metamodel.kinds)
        raise click.UsageError(f"Không có loại “{kind}”. / No such kind.{hint} ({', '.join(graph.metamodel.kinds)})")
    console.check_id(id)
    if id in graph:
        raise click.UsageError(f"Mã “{id}” đã dùng ở {graph[id].file}. / The id is in use.")
    made = scaffold.element(graph, graph.metamodel.kinds[kind], id, name or id)
    path = ctx.obj["root"] / made.path
    if path.exists():
        raise click.UsageError(f"Tệp {made.path} đã có. / The file exists.")
    console.write(path, made.data)
    click.echo(str(made.path))


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--name", default="tỉnh mẫu", show_default=True, help="Tên tỉnh, ví dụ “tỉnh Khánh Hòa”. / Name of the province.")
@click.option("--name-en", default="Sample province", show_default=True)
def init(directory: Path, name: str, name_en: str) -> None:
    """Tạo mô hình cho một tỉnh mới trong DIRECTORY; dựng được ngay, không cần sửa. / Start a new province."""
    from generators import scaffold  # noqa: PLC0415
    from khung.load import pack_versions  # noqa: PLC0415
    from khung.shipped import starter  # noqa: PLC0415

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise KhungError(f"“{directory}” đã có nội dung; chọn thư mục trống. / The folder is not empty.")
    for made in scaffold.province(starter(), name, name_en, pack_versions()):
        console.write(directory / made.path, made.data)
        click.echo(f"  {made.path}")
    _editor_schema(directory)
    click.echo(f"Tiếp theo / next:\n  khung -C {directory} validate\n  khung -C {directory} build")


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Chỉ báo tệp đã cũ. / Only tell what is stale.")
def derive(only_check: bool) -> None:
    """Tạo lại schema/derived/ từ schema/metamodel.yaml và schema/codes.yaml. / Derive the committed schema files."""
    from generators.reference import SOURCES, derived  # noqa: PLC0415
    from khung.shipped import ROOT  # noqa: PLC0415

    stale = 0
    for made in derived({name: (ROOT / f"{name}.yaml").read_bytes() for name in SOURCES}):
        path = ROOT / made.path
        if path.is_file() and path.read_bytes() == made.data:
            continue
        stale += 1
        click.echo(f"schema/{made.path}: {'đã cũ / stale' if only_check else 'đã tạo lại / derived'}")
        if not only_check:
            console.write(path, made.data)
    raise click.exceptions.Exit(int(only_check and stale > 0))


def _editor_schema(root: Path) -> None:
    """Editors complete from a copy beside the model, so that a workspace needs no checkout of the tool."""
    from khung.shipped import ROOT  # noqa: PLC0415

    console.write(root / ".khung" / "model.schema.json", (ROOT / "derived" / "model.schema.json").read_bytes())
