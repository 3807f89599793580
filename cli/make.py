"""Commands that make: build, serve."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console


@click.command()
@console.as_of_option
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=None, help="Thư mục trang (mặc định site/). / Site folder."
)
@console.copy_option
@click.option(
    "--zip",
    "packed",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="Đóng gói trang thành một tệp ZIP. / Pack the site into one ZIP.",
)
@click.pass_context
def build(ctx: click.Context, day: date | None, output: Path | None, copy: str, packed: Path | None) -> None:
    """Kiểm tra mô hình, vẽ sơ đồ (SVG, PNG) và dựng trang hai ngôn ngữ vào site/.

    Validate the model, draw the pictures and build the site in both languages. A model with errors is not built.
    """
    folder = output or ctx.obj["root"] / "site"
    failed = _build(ctx, day or console.today(), folder, copy)
    if packed and not failed:
        from cli.bundle import bundle  # noqa: PLC0415

        console.write(packed, bundle(folder, packed.stem))
        console.progress(f"ZIP → {packed}")
    ctx.exit(failed)


@click.command()
@console.as_of_option
@click.option("--port", type=int, default=8000, show_default=True)
@console.copy_option
@click.pass_context
def serve(ctx: click.Context, day: date | None, port: int, copy: str) -> None:
    """Xem trang tại máy này; mỗi lần lưu YAML trang được dựng lại. / Serve locally; rebuilt on every edit of YAML."""
    from cli.serve import serve as run  # noqa: PLC0415

    output = ctx.obj["root"] / "site"
    run(ctx.obj["root"], output, port, lambda: _build(ctx, day or console.today(), output, copy))


def _build(ctx: click.Context, day: date, output: Path, copy: str) -> int:
    from cli import workspace  # noqa: PLC0415
    from cli.site import build as build_site  # noqa: PLC0415

    language, root = ctx.obj["language"], ctx.obj["root"]
    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, language)
        return 1
    loaded, leaks = workspace.copied(loaded, copy)
    if leaks:
        workspace.echo_findings(loaded, language, leaks)
        return 1
    console.progress(f"{len(loaded.graph.elements)} phần tử, {len(loaded.graph.relations)} quan hệ / elements, relations")
    pages = build_site(root, workspace.since_release(workspace.project(loaded, day), root, copy), output)
    console.progress(f"{pages} trang / pages → {output}")
    return 0
