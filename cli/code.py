"""The group `khung code`: local codes are given once and kept for life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from cli import console
from khung.diagnostic import KhungError
from khung.house import WORKSPACE
from khung.load import Loaded
from khung.numbering import Given


@click.group()
def code() -> None:
    """Mã cục bộ KT-, QG-, LQ-, CX-, QH-, ND-, NV-: cấp một lần, giữ suốt đời. / Local codes, given once."""


@code.command()
@click.option("--dry-run", is_flag=True, help="Chỉ nêu mã sẽ cấp. / Only tell.")
@click.pass_context
def assign(ctx: click.Context, dry_run: bool) -> None:
    """Cấp mã cho mọi bản ghi, quan hệ, nội dung, nhiệm vụ chưa có mã, và ghi sổ mã (codes) của không gian mô hình.

    Give a code to all that has none, and keep the ledger. A code of something deleted is never given again.
    """
    from khung import numbering  # noqa: PLC0415

    loaded = _clean(ctx)
    given = numbering.missing(loaded.graph)
    _give(ctx, loaded, given, dry_run=dry_run)


@code.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Chỉ nêu mã sẽ cấp. / Only tell.")
@click.pass_context
def reassign(ctx: click.Context, id: str, dry_run: bool) -> None:
    """Cấp mã mới cho ID khi mã của nó trùng với mã đã cấp (hai nhánh cùng lấy một mã).

    Give ID a new code, only where another element bears the same one: codes are kept for life.
    """
    from khung import numbering  # noqa: PLC0415
    from khung.load import load  # noqa: PLC0415

    loaded = load(ctx.obj["root"])
    if id not in loaded.graph:
        raise click.UsageError(f"Không có phần tử “{id}”. / No such element.")
    element = loaded.graph[id]
    if element.pack:
        raise click.UsageError(f"“{id}” thuộc gói {element.pack}, không sửa ở đây. / It belongs to a pack.")
    if not numbering.shared(loaded.graph, element):
        raise click.UsageError(f"Mã {element['code']} của “{id}” không trùng với mã nào; mã được giữ suốt đời. / Its code is its own.")
    _give(ctx, loaded, [Given(element, numbering.next_code(loaded.graph, element))], dry_run=dry_run)


def _clean(ctx: click.Context) -> Loaded:
    from cli import workspace  # noqa: PLC0415

    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    return loaded


def _give(ctx: click.Context, loaded: Loaded, given: list[Given], *, dry_run: bool) -> None:
    """Tell the codes, and write them with the ledger unless it is a dry run."""
    from khung import numbering  # noqa: PLC0415
    from khung.splice import Unspliceable, edited  # noqa: PLC0415

    root: Path = ctx.obj["root"]
    for element, code in given:
        click.echo(f"{element.file}: {element.id}: {element['code'] or '-'} → {code}  {element.name}")
    edits: dict[str, dict[tuple[str | int, ...], Any]] = {}
    for element, code in given:
        edits.setdefault(element.file, {})[element.kind, element.id, "code"] = code
    ledger = numbering.highest(loaded.graph)
    for _, code in given:
        prefix, _, number = code.partition("-")
        ledger[prefix] = max(ledger.get(prefix, 0), int(number))
    workspace = next(loaded.graph.of_kind(WORKSPACE), None)
    if workspace is not None and workspace["codes"] != ledger:
        for prefix, last in sorted(ledger.items()):
            edits.setdefault(workspace.file, {})[workspace.kind, workspace.id, "codes", prefix] = last
    try:
        files = {root / name: edited(loaded.texts[name], name, changes) for name, changes in edits.items()}
    except Unspliceable as error:
        raise KhungError(str(error)) from error
    if not dry_run:
        console.write_all(files)
    click.echo(_summary(given, files, dry_run=dry_run))


def _summary(given: Iterable[Given], files: Mapping[Path, bytes], *, dry_run: bool) -> str:
    count = len(list(given))
    if not files:
        return "Không có gì để cấp. / Nothing to give."
    done = "sẽ được cấp / to be given" if dry_run else "đã cấp / given"
    return f"{count} mã {done}, {len(files)} tệp / files."
