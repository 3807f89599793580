"""The command `evidence`: proves later, offline, what a check found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli import console
from cli.conform import told
from generators import evidence as sealed
from generators.findings.text import inert
from khung import __version__, revisions
from khung.diagnostic import KhungError, Text
from khung.load import Loaded, load, load_revision
from khung.since import Asked


@click.group()
def evidence() -> None:
    """Bằng chứng của một lần kiểm tra. / Evidence of a check."""


@evidence.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seal", default="", metavar="SHA256", help="Dấu niêm phong đã lưu ở nơi khác. / The seal, kept elsewhere.")
@click.pass_context
def verify(ctx: click.Context, file: Path, seal: str) -> None:
    """Kiểm chứng FILE: chuỗi mã băm bên trong, rồi mô hình tại đúng phiên bản đã ghi, rồi chấm lại.

    Verify FILE: the chain of hashes inside; then, with a workspace (-C), the files at the commit it names, judged again.
    """
    language, root = ctx.obj["language"], ctx.obj["root"]
    with file.open("rb") as stream:
        data = stream.read(sealed.MOST_BYTES + 1)
    made = sealed.opened(data)
    if isinstance(made, Text):
        raise KhungError(f"{file}: {made.vi} / {made.en}")
    problems = list(sealed.broken(made, data))
    if seal and seal.strip().lower() != made.seal:
        problems.append(Text("Không phải tệp mang dấu niêm phong này.", "Not the file of this seal."))
    against = Text("không có mô hình để so", "no model to compare with")
    if not problems and (root / "model").is_dir():
        loaded, against = _model(root, made.manifest)
        problems += [*sealed.differing(made, loaded.texts)] or [*_judged_again(made, loaded)]
    for problem in problems:
        click.echo(f"✗ {inert(problem.get(language))}")
    if not problems:
        manifest = made.manifest
        built, now = manifest["generated"], console.generated(root)
        other = sum(now.get(name) != told for name, told in built.items())
        vi = f"  Tệp đã dựng khi lập: {len(built)}, nay khác hoặc không còn: {other}."
        click.echo(Text(vi, f"  Files built then: {len(built)}, other or gone now: {other}.").get(language))
        about = f"{manifest['profile']}, {manifest['day']}, {manifest['commit'][:12] or '–'} ({against.get(language)})"
        click.echo(f"✓ {inert(about)}")
    click.echo(f"seal: {inert(made.seal)}")
    ctx.exit(int(bool(problems)))


def _model(root: Path, manifest: Any) -> tuple[Loaded, Text]:
    """The model at the commit that the evidence names, else as it lies in the workspace."""
    commit = str(manifest.get("commit") or "")
    if commit and manifest.get("modelAsCommitted"):
        try:
            return load_revision(root, revisions.commit(root, commit)), Text("khớp với phiên bản git", "as git has the commit")
        except KhungError:
            pass  # a copy without the history: the files themselves are compared
    return load(root), Text("khớp với thư mục làm việc", "as the workspace is")


def _judged_again(made: sealed.Evidence, loaded: Loaded) -> Iterator[Text]:
    """Whether the same tool gives the same findings over the same files."""
    manifest = made.manifest
    if manifest["tool"]["version"] != __version__:
        yield Text(f"Lập bằng khung {manifest['tool']['version']}, đây là {__version__}.", "Made by another version of khung.")
        return
    scope = manifest["scope"]
    asked = Asked(date.fromisoformat(manifest["day"]), manifest["profile"], tuple(scope["packs"]), scope["agency"], scope["statedOnly"])
    results = told(loaded, lambda _: asked, manifest["language"])
    if sealed.findings_json(results) != made.members["findings.json"]:
        yield Text("Chấm lại cho phát hiện khác.", "Judging again gives other findings.")
