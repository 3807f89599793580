"""The group `khung dossier`: the official dossier from the model, template by template."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from cli import console
from khung.artifact import Artifact
from khung.diagnostic import Diagnostic


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


@dossier.command()
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Thư mục ra (mặc định ho-so/). / Folder."
)
@click.option("--no-pdf", is_flag=True, help="Không tạo PDF của tài liệu. / Without the document as PDF.")
@console.copy_option
@console.as_of_option
@click.pass_context
def build(ctx: click.Context, output: Path | None, no_pdf: bool, copy: str, day: date | None) -> None:
    """Cả hồ sơ: tài liệu (Mẫu số 01), sơ đồ (Mẫu số 02), bộ dữ liệu (Mẫu số 03), một phiên bản, một ngày chốt dữ liệu.

    The whole dossier, its three templates compared with one another as they were written.
    """
    from cli import office, workspace  # noqa: PLC0415
    from generators.dossier.bundle import bundle  # noqa: PLC0415
    from generators.dossier.manifest import manifest  # noqa: PLC0415

    loaded = workspace.read(ctx)
    if not loaded.clean:
        workspace.echo_findings(loaded, ctx.obj["language"])
        ctx.exit(1)
    loaded, leaks = workspace.copied(loaded, copy)
    if leaks:
        workspace.echo_findings(loaded, ctx.obj["language"], leaks)
        ctx.exit(1)
    root = ctx.obj["root"]
    project = workspace.at_revision(workspace.project(loaded, day or console.today()), root)
    made = bundle(project, prose(root), ())
    files = list(made.files)
    if not no_pdf:
        files.append(Artifact(made.for_pdf.path.with_suffix(".pdf"), office.pdf(made.for_pdf.data)))
    folder = output or root / "ho-so"
    for artifact in (*files, *manifest(project, made.edition, files, copy, {})):
        console.write(folder / artifact.path, artifact.data)
    workspace.echo_findings(loaded, ctx.obj["language"], made.findings)
    proof = made.proof
    console.progress(
        f"{len(proof.files)} tệp đọc lại, {proof.codes} mã, {proof.values} giá trị, {len(proof.findings)} sai khác / read back"
    )
    console.progress(f"→ {folder}")
    ctx.exit(console.exit_code(made.findings, "error"))


@dossier.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.pass_context
def verify(ctx: click.Context, folder: Path) -> None:
    """Hồ sơ có còn đúng như khi ghi ra không: đối chiếu mã băm từng tệp. / Whether not one byte was changed."""
    from generators.dossier.manifest import FILE, verified  # noqa: PLC0415

    listed = folder / FILE
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    findings = list(verified(listed.read_bytes() if listed.is_file() else b"", found))
    _tell(findings, ctx.obj["language"])
    if not findings:
        console.progress(f"{len(found)} tệp, không tệp nào bị sửa / files, none changed")
    ctx.exit(console.exit_code(findings, "error"))


def prose(root: Path) -> dict[str, str]:
    """The province's own text of the document, by file name."""
    from generators.dossier.document import PROSE  # noqa: PLC0415

    return {p.name: p.read_text(encoding="utf-8") for p in sorted((root / PROSE).glob("*.md"))}


def _tell(findings: Sequence[Diagnostic], language: str) -> None:
    """Print findings about files that are not of the model."""
    from generators.findings.text import blocks  # noqa: PLC0415

    click.echo(blocks(lambda id, _: id, findings, {}, language, colour=sys.stdout.isatty()), nl=False)
