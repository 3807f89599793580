"""Commands that read and trace: validate, trace."""

from __future__ import annotations

import sys
from datetime import date

import click

from cli import console

_MOST = 200


@click.command()
@console.json_option
@console.fail_on_option
@click.option("--no-cache", is_flag=True, help="Đọc lại mọi tệp. / Read every file again.")
@click.pass_context
def validate(ctx: click.Context, as_json: bool, fail_on: str, no_cache: bool) -> None:
    """Kiểm tra YAML: cú pháp, lược đồ, mã, tham chiếu, ngày tháng. Nêu mọi lỗi cùng lúc, đúng dòng.

    Validate the YAML: syntax, schema, ids, references, dates. Every finding at once, at its line.
    """
    from khung.cache import validated  # noqa: PLC0415

    language = ctx.obj["language"]
    seen = validated(ctx.obj["root"], fresh=no_cache)
    if as_json or seen.findings:
        from generators.findings import as_data  # noqa: PLC0415 - a clean model needs no words
        from generators.findings.text import blocks  # noqa: PLC0415

        if as_json:
            console.echo_json(as_data(_uncited, seen.findings, language))
        else:
            click.echo(blocks(_uncited, seen.findings[:_MOST], seen.texts, language, colour=sys.stdout.isatty()), nl=False)
    if not as_json:
        if len(seen.findings) > _MOST:
            click.echo(f"… và {len(seen.findings) - _MOST} phát hiện nữa (--json để xem hết).")
        vi, en = f"{seen.files} tệp, {seen.elements} phần tử", f"{seen.files} files, {seen.elements} elements"
        click.echo(_summary([d.severity.value for d in seen.findings], vi, en, language))
    ctx.exit(console.exit_code(seen.findings, fail_on))


@click.command()
@console.json_option
@console.as_of_option
@click.option("--document", default=None, metavar="ID", help="Chỉ một văn bản. / One document only.")
@click.pass_context
def trace(ctx: click.Context, as_json: bool, day: date | None, document: str | None) -> None:
    """Mỗi điều khoản được trả lời bằng phần tử và quy tắc nào; chỗ nào còn trống.

    Which elements and rules answer each clause, and where nothing does.
    """
    from cli import workspace  # noqa: PLC0415
    from generators.findings import as_data  # noqa: PLC0415
    from khung.trace import STATUSES  # noqa: PLC0415

    language = ctx.obj["language"]
    loaded = workspace.read(ctx)
    made = workspace.project(loaded, day or console.today())
    rows = [r for r in made.coverage if document in (None, r.clause["document"])]
    if as_json:
        cite = workspace.citing(loaded.graph)
        console.echo_json(
            [
                {
                    "clause": row.clause.id,
                    "number": row.clause["number"],
                    "document": row.clause["document"],
                    "title": row.clause.names.get(language),
                    "elements": list(row.elements),
                    "rules": list(row.rules),
                    "findings": as_data(cite, row.findings, language),
                    "status": row.status.value,
                    "reason": row.clause["no_element"] or "",
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        counted = f"{len(row.elements)} phần tử, {len(row.rules)} quy tắc, {len(row.findings)} phát hiện"
        counted = counted if language == "vi" else f"{len(row.elements)} elements, {len(row.rules)} rules, {len(row.findings)} findings"
        mark = "✗" if row.status == "gap" else "·"
        click.echo(f"{mark} {row.clause['document']} {row.clause['number']}: {STATUSES[row.status].get(language)} ({counted})")
    gaps = sum(r.status == "gap" for r in rows)
    click.echo(f"{len(rows)} điều khoản, {gaps} chưa có phần tử." if language == "vi" else f"{len(rows)} clauses, {gaps} gaps.")


def _uncited(id: str, _language: str) -> str:
    """Built-in findings cite no clause."""
    return id


def _summary(severities: list[str], about_vi: str, about_en: str, language: str) -> str:
    errors, warnings, notes = (severities.count(s) for s in ("error", "warning", "note"))
    if language == "vi":
        return f"{about_vi}: {errors} lỗi, {warnings} cảnh báo, {notes} ghi nhận."
    return f"{about_en}: {errors} errors, {warnings} warnings, {notes} notes."
