"""Commands that answer: show, query, impact."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from cli import console, workspace
from khung.graph import Graph
from khung.model import Element


def element_data(element: Element) -> dict[str, Any]:
    """The stable JSON shape of an element. A document or clause is its own source."""
    return {
        "id": element.id,
        "kind": element.kind,
        "name": element.name,
        "name_en": element.names.en,
        "assumed": element.assumed,
        "source": list(element.refs("source")) or ([element["document"]] if element["document"] else []),
        "fields": dict(element.fields),
    }


@click.command()
@click.argument("id")
@console.json_option
@click.pass_context
def show(ctx: click.Context, id: str, as_json: bool) -> None:
    """Xem một phần tử: các trường, quan hệ hai chiều, tệp. / One element: fields, relations both ways, file."""
    language = ctx.obj["language"]
    loaded = workspace.read(ctx)
    graph, element = loaded.graph, _element(loaded.graph, id)
    if as_json:
        into = [{"id": r.source, "kind": graph[r.source].kind, "field": r.field} for r in graph.into.get(id, ())]
        console.echo_json(element_data(element) | {"file": element.file, "used_by": into})
        return
    kind = graph.metamodel.kinds[element.kind]
    assumed = (" (giả định)" if language == "vi" else " (assumed)") if element.assumed else ""
    click.echo(f"{element.names.get(language)}{assumed}\n{kind.label.get(language)} · {element.id} · {element.file}")
    for name, value in element.fields.items():
        label = kind.fields[name].label.get(language) if name in kind.fields else name
        click.echo(f"  {label}: {_shown(graph, value, language)}")
    for relation in graph.into.get(id, ()):
        source = graph[relation.source]
        back = graph.metamodel.kinds[source.kind].fields[relation.field].back.get(language)
        click.echo(f"  ← {back or relation.field}: {source.names.get(language)} ({source.id})")


@click.command()
@click.argument("selector")
@console.json_option
@console.as_of_option
@click.pass_context
def query(ctx: click.Context, selector: str, as_json: bool, day: date | None) -> None:
    """Tìm phần tử: khung query '{kind: organisation, tier: commune}'. / Find elements by a selector."""
    from khung import yamltree  # noqa: PLC0415
    from khung.catalogue import finding  # noqa: PLC0415
    from khung.query import select  # noqa: PLC0415
    from khung.selectors import problems  # noqa: PLC0415

    language = ctx.obj["language"]
    tree = yamltree.read(selector.encode(errors="replace"), "SELECTOR")
    if not isinstance(tree.data, dict):
        raise click.UsageError("Bộ chọn là một bảng YAML, ví dụ '{kind: organisation}'. / A selector is a YAML map.")
    loaded = workspace.read(ctx)
    graph = loaded.graph.at(day) if day else loaded.graph
    for problem in problems(graph.metamodel, tree.data):
        wrong = finding(problem.code, near=problem.near, subject="SELECTOR", found=problem.word)
        raise click.UsageError(f"{wrong.message.vi} / {wrong.message.en} {wrong.hint.vi} / {wrong.hint.en}".rstrip(" /"))
    found = select(graph, tree.data)
    if as_json:
        console.echo_json([element_data(e) for e in found])
        return
    for element in found:
        click.echo(f"{element.id}\t{graph.metamodel.kinds[element.kind].label.get(language)}\t{element.names.get(language)}")
    click.echo(f"{len(found)} phần tử" if language == "vi" else f"{len(found)} elements", err=True)


@click.command()
@click.argument("id")
@click.option("--up", "direction", flag_value="up", help="Phần tử này dựa vào đâu. / What it rests on.")
@click.option("--down", "direction", flag_value="down", default="down", help="Thay đổi chạm tới đâu (mặc định). / What a change touches.")
@click.option("--depth", type=click.IntRange(1), default=None, help="Số bước tối đa. / Most steps.")
@console.json_option
@click.pass_context
def impact(ctx: click.Context, id: str, direction: str, depth: int | None, as_json: bool) -> None:
    """Thay đổi một phần tử chạm tới những gì, xa bao nhiêu bước. / What a change of an element touches, and how far."""
    from khung.query import impact as walk  # noqa: PLC0415

    language = ctx.obj["language"]
    graph = workspace.read(ctx).graph
    _element(graph, id)
    steps = walk(graph, id, direction, depth)
    if as_json:
        console.echo_json([{"id": s.id, "kind": s.kind, "distance": s.distance, "via": s.via} for s in steps])
        return
    for step in steps:
        via = graph[step.via].names.get(language)
        click.echo(f"{'  ' * step.distance}{graph[step.id].names.get(language)} ({step.id}) ← {via}")
    click.echo(f"{len(steps)} phần tử" if language == "vi" else f"{len(steps)} elements", err=True)


def _element(graph: Graph, id: str) -> Element:
    if id in graph:
        return graph[id]
    raise click.UsageError(f"Không có phần tử “{id}”. / No such element.{console.near(id, graph.elements)}")


def _shown(graph: Graph, value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(graph, v, language) for v in value)
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_shown(graph, v, language)}" for k, v in value.items())
    return f"{graph[value].names.get(language)} ({value})" if isinstance(value, str) and value in graph else str(value)
