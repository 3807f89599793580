"""The group `khung dossier`: the official dossier from the model, template by template."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli import console
from generators.project import Project
from khung.artifact import Artifact
from khung.diagnostic import Diagnostic, KhungError

_PDF = click.option("--no-pdf", is_flag=True, help="Không tạo PDF của tài liệu. / Without the document as PDF.")


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
@console.copy_option
@console.as_of_option
@click.pass_context
def workbook(ctx: click.Context, output: Path, template: Path | None, copy: str, day: date | None) -> None:
    """Mẫu số 03: bộ dữ liệu kiến trúc (XLSX), đủ 04 trang tính chính và các trang hỗ trợ.

    Template 03: the data workbook. What does not fit an official blank file is told; its structure is never changed.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.dossier.bundle import working  # noqa: PLC0415
    from generators.dossier.untrusted import opened  # noqa: PLC0415
    from generators.dossier.workbook import workbook as make  # noqa: PLC0415
    from khung.load import Loaded  # noqa: PLC0415

    project = _project(ctx, copy, day)
    book = opened(template.read_bytes(), template.name) if template else None
    history = (working(project),) if project.workspace and project.workspace["version"] else ()
    made = make(project, book, template.name if template else "", history)
    workspace.echo_findings(Loaded(project.graph, (), {}), ctx.obj["language"], made.findings)
    console.write(output, made.data)
    console.progress(f"→ {output}")
    ctx.exit(console.exit_code(made.findings, "error"))


@dossier.command()
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Thư mục ra (mặc định ho-so/). / Folder."
)
@_PDF
@console.copy_option
@console.as_of_option
@click.pass_context
def build(ctx: click.Context, output: Path | None, no_pdf: bool, copy: str, day: date | None) -> None:
    """Cả hồ sơ: tài liệu (Mẫu số 01), sơ đồ (Mẫu số 02), bộ dữ liệu (Mẫu số 03), một phiên bản, một ngày chốt dữ liệu.

    The whole dossier, its three templates compared with one another as they were written.
    """
    from generators.dossier.bundle import working  # noqa: PLC0415

    project = _project(ctx, copy, day)
    _make(ctx, project, (working(project),), output or ctx.obj["root"] / "ho-so", copy, no_pdf)


@dossier.command()
@click.option("--version", required=True, help="Phiên bản ban hành, ví dụ 1.0. / The version to issue.")
@click.option("--effective", type=console.Day(), required=True, metavar="DATE", help="Ngày hiệu lực. / Date of effect.")
@click.option("--basis", default="", help="Căn cứ ban hành hoặc thay đổi. / The basis of the issue or change.")
@click.option(
    "--previous",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Hồ sơ ban hành trước. / The edition before.",
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Thư mục mới. / New folder."
)
@_PDF
@console.copy_option
@click.pass_context
def issue(
    ctx: click.Context, version: str, effective: date, basis: str, previous: Path | None, output: Path, no_pdf: bool, copy: str
) -> None:
    """Chốt hồ sơ để ban hành: mã băm từng tệp, danh mục thành phần kèm quyết định, thay đổi so với phiên bản trước. Không ghi đè.

    Freeze an edition: hashes, the list for the decision, what changed since the edition before. Nothing is overwritten.
    """
    from generators.dossier.bundle import bearing  # noqa: PLC0415
    from generators.dossier.editions import issued, read  # noqa: PLC0415
    from generators.dossier.manifest import FILE  # noqa: PLC0415
    from khung.disclosure import disclosed  # noqa: PLC0415
    from khung.load import load_revision  # noqa: PLC0415
    from khung.revisions import state  # noqa: PLC0415

    root = ctx.obj["root"]
    if output.exists() and any(output.iterdir()):
        raise KhungError(f"“{output}” đã có tệp; hồ sơ ban hành không bị ghi đè. / An issued dossier is never overwritten.")
    at = state(root)
    if at is None or not at.clean:
        raise KhungError("Hồ sơ ban hành phải ứng với một commit: hãy commit model/ trước. / An issue is of a commit: commit model/ first.")
    before = read((previous / FILE).read_bytes()) if previous else None
    project = bearing(_project(ctx, copy, None), version, effective.isoformat())
    old = disclosed(load_revision(root, before.revision).graph, copy).graph if before else None
    made = issued(project, basis, before, old)
    _make(ctx, project, made.history, output, copy, no_pdf, made.files, made.about)


@dossier.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.docx")
@click.option("--version", default="", help="Phiên bản của tệp, nếu khác mô hình. / The version of the file, where it is not the model's.")
@click.option("--effective", type=console.Day(), default=None, metavar="DATE", help="Ngày hiệu lực của tệp. / Its date of effect.")
@console.copy_option
@console.as_of_option
@click.pass_context
def check(ctx: click.Context, file: Path, version: str, effective: date | None, copy: str, day: date | None) -> None:
    """Mã, tên, số, trạng thái nào trong tài liệu đã bị sửa tay và mô hình không biết. / What was edited by hand in the document."""
    from generators.dossier.bundle import bearing, edition, expected, working  # noqa: PLC0415
    from generators.dossier.handedits import edits  # noqa: PLC0415

    project = _project(ctx, copy, day)
    if version or effective:
        project = bearing(project, version or edition(project).version, effective.isoformat() if effective else "")
    blocks, front = expected(project, prose(ctx.obj["root"]), (working(project),))
    try:
        found = edits(file.read_bytes(), file.name, blocks, front, project.graph)
    except ValueError as error:
        raise KhungError(f"{file.name}: {error}") from error
    _tell(found, ctx.obj["language"])
    by_hand = sum(f.severity == "error" for f in found)
    console.progress(f"{by_hand} chỗ sửa tay, {len(found) - by_hand} nội dung viết thêm / edits by hand, additions")
    ctx.exit(console.exit_code(found, "error"))


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


def _project(ctx: click.Context, copy: str, day: date | None) -> Project:
    """The model as the copy shows it, judged. Ends the command where the model has errors or the copy would hold what it may not."""
    from cli import workspace  # noqa: PLC0415

    loaded = workspace.read_copy(ctx, copy)
    return workspace.at_revision(workspace.project(loaded, day or console.today()), ctx.obj["root"])


def _make(
    ctx: click.Context,
    project: Project,
    history: Sequence[Any],
    folder: Path,
    copy: str,
    no_pdf: bool,
    more: Sequence[Artifact] = (),
    about: Mapping[str, Any] | None = None,
) -> None:
    """Make a dossier, write it with its list of components, tell what was found and compared, end the command."""
    from cli import office  # noqa: PLC0415
    from generators.dossier.bundle import bundle  # noqa: PLC0415
    from generators.dossier.manifest import manifest  # noqa: PLC0415

    made = bundle(project, prose(ctx.obj["root"]), history)
    files = [*made.files, *more]
    if not no_pdf:
        files.append(Artifact(made.for_pdf.path.with_suffix(".pdf"), office.pdf(made.for_pdf.data)))
    for artifact in (*files, *manifest(project, made.edition, files, copy, about or {})):
        console.write(folder / artifact.path, artifact.data)
    _tell(made.findings, ctx.obj["language"])
    proof = made.proof
    console.progress(
        f"{len(proof.files)} tệp đọc lại, {proof.codes} mã, {proof.values} giá trị, {len(proof.findings)} sai khác / read back"
    )
    console.progress(f"→ {folder}")
    ctx.exit(console.exit_code(made.findings, "error"))


def prose(root: Path) -> dict[str, str]:
    """The province's own text of the document, by file name."""
    from generators.dossier.document import PROSE  # noqa: PLC0415

    return {p.name: p.read_text(encoding="utf-8") for p in sorted((root / PROSE).glob("*.md"))}


def _tell(findings: Sequence[Diagnostic], language: str) -> None:
    """Print findings about files that are not of the model."""
    from generators.findings.text import blocks  # noqa: PLC0415

    click.echo(blocks(lambda id, _: id, findings, {}, language, colour=sys.stdout.isatty()), nl=False)
