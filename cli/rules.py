"""The command `rules`: for those who write rules. Lists, explains, tests and starts them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli import console, workspace
from khung.diagnostic import KhungError, Text
from khung.graph import Graph
from khung.house import RULE
from khung.rules import Rule, rule


@click.group()
def rules() -> None:
    """Xem, giải thích, kiểm thử và thêm quy tắc. / List, explain, test and start rules."""


@rules.command("list")
@click.option("--pack", default="", metavar="ID", help="Chỉ một gói. / One pack only.")
@console.json_option
@click.pass_context
def list_(ctx: click.Context, pack: str, as_json: bool) -> None:
    """Mọi quy tắc: mã, mức độ theo hồ sơ, tên. / Every rule: id, weight by profile, name."""
    language = ctx.obj["language"]
    graph = workspace.read(ctx).graph
    made = [m for e in sorted(graph.of_kind(RULE), key=lambda e: e.id) if (m := rule(graph, e)) and pack in ("", e.pack)]
    if as_json:
        console.echo_json(
            [
                {
                    "id": m.id,
                    "pack": m.element.pack,
                    "name": m.element.names.get(language),
                    "profiles": m.element["profiles"],
                    "word": m.word,
                }
                for m in made
            ]
        )
        return
    for m in made:
        weights = " ".join(f"{profile}={weight}" for profile, weight in m.element["profiles"].items())
        click.echo(f"{m.id}\t{m.element.pack}\t{weights}\t{m.element.names.get(language)}")
    click.echo(Text(f"{len(made)} quy tắc", f"{len(made)} rules").get(language), err=True)


@rules.command()
@click.argument("id")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True, help="Dạng trang. / Form of the page."
)
@console.as_of_option
@click.option("--profile", default="", help="Hồ sơ kiểm tra. / Profile.")
@click.pass_context
def explain(ctx: click.Context, id: str, form: str, day: date | None, profile: str) -> None:
    """Một quy tắc bằng lời: căn cứ, áp dụng cho gì, yêu cầu gì, kết quả hôm nay. / One rule in words."""
    from generators import explain as pages  # noqa: PLC0415

    loaded = workspace.read(ctx)
    made = _rule(loaded.graph, id)
    report = workspace.judged(loaded, day or console.today(), profile or workspace.profile(loaded))
    page = pages.as_text if form == "text" else pages.as_markdown
    click.echo(page(loaded.graph, made, report, ctx.obj["language"]), nl=False)


@rules.command()
@click.argument("ids", nargs=-1)
@click.option("--pack", default="", metavar="ID", help="Chỉ một gói. / One pack only.")
@click.pass_context
def test(ctx: click.Context, ids: tuple[str, ...], pack: str) -> None:
    """Chạy ví dụ của mọi quy tắc (hoặc của các IDS), rồi bỏ phần kiểm tra: ví dụ không đạt phải thành đạt.

    Run the examples of every rule (or of IDS), then take the check away: the failing example must pass.
    """
    from generators.findings.text import blocks  # noqa: PLC0415
    from khung.examples import proofs  # noqa: PLC0415
    from khung.load import positioned  # noqa: PLC0415

    language = ctx.obj["language"]
    loaded = workspace.read(ctx)
    for id in ids:
        _rule(loaded.graph, id)
    asked = [(e, found) for e, found in proofs(loaded.graph, loaded.findings) if pack in ("", e.pack) and (not ids or e.id in ids)]
    flaws = positioned([d for _, found in asked for d in found if d.severity != "note"], loaded.texts)
    click.echo(blocks(workspace.citing(loaded.graph), flaws, loaded.texts, language), nl=False)
    proved = sum(not found for _, found in asked)
    vi = f"{len(asked)} quy tắc: {proved} chứng minh được là có thể không đạt, {len(asked) - proved} có lỗi."
    click.echo(Text(vi, f"{len(asked)} rules: {proved} proved able to fail, {len(asked) - proved} flawed.").get(language))
    ctx.exit(int(bool(flaws) or not asked))


@rules.command()
@click.argument("pack")
@click.argument("id")
@click.option("--name", default="", help="Tên tiếng Việt. / Vietnamese name.")
@click.pass_context
def new(ctx: click.Context, pack: str, id: str, name: str) -> None:
    """Bắt đầu một quy tắc trong gói PACK; “khung rules test” báo đỏ tới khi viết xong. / Start a rule; its test fails until it is filled."""
    from generators import scaffold  # noqa: PLC0415
    from khung.sources import pack_names  # noqa: PLC0415

    graph, root = workspace.read(ctx).graph, ctx.obj["root"]
    for word in (pack, id):
        console.check_id(word)
    if id in graph:
        raise click.UsageError(f"Mã “{id}” đã dùng ở {graph[id].file}. / The id is in use.")
    folder = _folder(root, pack, shipped=pack in pack_names())
    for made in scaffold.rule(graph, folder, pack, id, name or id, fresh=not (root / folder).is_dir()):
        if (root / made.path).exists():
            raise click.UsageError(f"Tệp {made.path} đã có. / The file exists.")
        console.write(root / made.path, made.data)
        click.echo(str(made.path))
    if pack not in graph:
        click.echo(f'Ghim gói ở “packs” của workspace / pin it: {pack}: "0.1.0"', err=True)


def _folder(root: Path, pack: str, *, shipped: bool) -> str:
    """Where the files of a pack lie. Raises KhungError for a pack of the tool, outside of the tool's own repository."""
    from khung.shipped import ROOT  # noqa: PLC0415

    if not shipped:
        return f"packs/{pack}"
    if ROOT.parent != root.resolve():
        raise KhungError(f"“{pack}” đi kèm công cụ; chọn tên khác cho gói của mình. / A pack of the tool; choose another name.")
    return f"schema/packs/{pack}"


def _rule(graph: Graph, id: str) -> Rule:
    """The rule of this id. Raises UsageError, with the nearest id, where there is none that is well made."""
    known = [e.id for e in graph.of_kind(RULE)]
    if id not in known:
        raise click.UsageError(f"Không có quy tắc “{id}”. / No such rule.{console.near(id, known)}")
    made = rule(graph, graph[id])
    if made is None:
        raise click.UsageError(f"Quy tắc “{id}” viết sai; xem “khung rules test {id}”. / The rule is malformed.")
    return made
