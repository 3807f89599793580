"""The group `khung import`: what comes back from departments and communes, into the YAML of the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cli import console
from generators.dossier.intake import Proposal
from generators.dossier.patches import Patches
from khung.diagnostic import Diagnostic
from khung.load import Loaded


@click.group("import")
def import_() -> None:
    """Nhận dữ liệu từ ngoài vào mô hình; chạy thử trước. / Take data from outside into the model; dry run first."""


@import_.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…")
@click.option("--apply", "apply", is_flag=True, help="Ghi vào YAML (mặc định chỉ chạy thử). / Write the YAML.")
@click.pass_context
def workbook(ctx: click.Context, files: tuple[Path, ...], apply: bool) -> None:
    """Đọc bảng Mẫu số 03 (hoặc phiếu khảo sát) gửi về: nêu thay đổi từng ô; sai ở đâu báo ở đó và ghi vào bản sao có ghi chú cạnh tệp gốc.

    Read workbooks of template 03 that came back. Without --apply nothing of the model changes. Rows that were deleted delete
    nothing; a field changed on both sides since the export is a conflict and stays as the model has it.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier.annotated import annotated  # noqa: PLC0415
    from generators.dossier.patches import patches  # noqa: PLC0415
    from generators.dossier.untrusted import opened  # noqa: PLC0415

    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    books = {path: opened(path.read_bytes(), path.name) for path in files}
    proposals = [_read(loaded, book, path.name) for path, book in books.items()]
    made = patches(loaded.graph, loaded.texts, proposals)
    broken = _broken(ctx.obj["root"], loaded, made)
    for proposal, (path, book) in zip(proposals, books.items(), strict=True):
        _tell(proposal, made)
        told = [*proposal.findings, *(d for d in made.findings if d.file == proposal.name)]
        workspace.echo_findings(loaded, ctx.obj["language"], told)
        if told:
            copy = path.with_name(f"{path.stem}.ghi-chu.xlsx")
            console.write(copy, annotated(book, proposal, told, ctx.obj["language"]))
            click.echo(f"Bản sao có ghi chú / annotated copy: {copy}")
    about = [d for d in made.findings if d.file not in {p.name for p in proposals}]
    workspace.echo_findings(loaded, ctx.obj["language"], [*about, *broken])
    if broken:
        click.echo("Mô hình sau khi nhận sẽ có lỗi; không ghi gì. / The model would have errors; nothing is written.")
        ctx.exit(1)
    if apply:
        console.write_all({ctx.obj["root"] / name: data for name, data in made.files.items()})
    changed = sum(len(p.changes) for p in proposals)
    done = "đã ghi / written" if apply else "chạy thử, chưa ghi / dry run"
    click.echo(f"{changed} ô, {len(made.new)} phần tử mới, {len(made.files)} tệp YAML: {done}.")
    ctx.exit(console.exit_code([d for p in proposals for d in p.findings] + list(made.findings), "error"))


def _read(loaded: Loaded, book: Any, name: str) -> Proposal:
    """What a workbook asks for, and what it confirms where it is a survey."""
    from generators.dossier import intake, survey  # noqa: PLC0415

    made = intake.read(loaded.graph, book, name)
    said, findings = survey.confirmed(loaded.graph, book, name)
    return made._replace(confirmed=said, findings=(*made.findings, *findings))


def _tell(proposal: Proposal, made: Patches) -> None:
    click.echo(f"{proposal.name}: {len(proposal.changes)} ô đổi / cells changed")
    for change in proposal.changes:
        who = change.element["code"] or change.element.id
        click.echo(f"  {change.place}  {who}  {change.title}: “{change.before}” → “{change.after}”")
    if proposal.confirmed:
        said = proposal.confirmed
        counts = f"{len(said.right)} đúng / right, {len(said.disclaimed)} không thuộc / disclaimed"
        click.echo(f"  {said.body.name}: {said.person}, {said.date}: {counts}")
    for name, newcomer in made.new:
        if name == proposal.name:
            element = newcomer.element
            click.echo(f"  {newcomer.place}  + {element['code']}  {element.name} → {element.file} ({element.kind} {element.id})")


def _broken(root: Path, loaded: Loaded, made: Patches) -> Sequence[Diagnostic]:
    """The errors that the model would have with the patches: a circle, an end before its beginning."""
    from khung.load import load_sources  # noqa: PLC0415
    from khung.sources import Source, workspace_files  # noqa: PLC0415

    if not made.files:
        return []
    files, findings = workspace_files(root)
    there = {s.name for s in files}
    overlaid = [s._replace(content=made.files[s.name]) if s.name in made.files else s for s in files]
    overlaid += [Source(name, name, content=data) for name, data in made.files.items() if name not in there]
    after, _ = load_sources(sorted(overlaid), findings)
    return [d for d in after.findings if d.severity == "error"]
