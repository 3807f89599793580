"""First lines for people: a new element, a new province. What is written validates and builds as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khung.artifact import Artifact
from khung.graph import Graph
from khung.metamodel import Field, Kind, Metamodel

_MODELINE = "# yaml-language-server: $schema={}model.schema.json\n"


def element(graph: Graph, kind: Kind, id: str, name: str) -> Artifact:
    """A file for one new element: required fields filled in, the others named in comments with what they take."""
    lines = [f"{kind.key}:", f"  {id}:"]
    for field in kind.fields.values():
        if field.required:
            lines.append(f"    {field.name}: {_first(graph, field, name)}  # {field.label.vi}")
    if not kind.unsourced:
        lines.append("    assumed: true  # thay bằng source: [mã điều khoản] khi có căn cứ")
    for field in kind.fields.values():
        if not field.required and field.name not in ("assumed", "source"):
            lines.append(f"    # {field.name}: {_takes(graph.metamodel, field)}")
    path = f"model/{kind.domain}/{id}.yaml"
    return Artifact.text(path, _MODELINE.format("../../.khung/") + "\n".join(lines) + "\n")


def _first(graph: Graph, field: Field, name: str) -> str:
    if field.of:
        return next(iter(graph.metamodel.values[field.of]))
    if field.is_reference:
        found = next((e.id for e in graph.of_kind(*(field.to or graph.metamodel.kinds))), "chua-co")
        return f"[{found}]" if field.type == "refs" else found
    samples = {"date": "2026-12-31", "bool": "false", "number": "0", "selector": "{own: true}"}
    return samples.get(field.type, name if field.name == "name" else "Chưa xác định")


def _takes(metamodel: Metamodel, field: Field) -> str:
    about = field.label.vi
    if field.of:
        about += " (" + " | ".join(metamodel.values[field.of]) + ")"
    elif field.to:
        about += " (mã: " + ", ".join(field.to) + ")"
    elif field.type == "date":
        about += " (năm-tháng-ngày)"
    return about


def province(starter: Mapping[str, str], name: str, name_en: str, versions: Mapping[str, str]) -> Iterator[Artifact]:
    """A minimal workspace from the starter files by path, for a province of this name, pinning these packs."""
    pins = "\n      ".join(f"{pack}: {_quoted(version)}" for pack, version in sorted(versions.items()))
    words = {"@NAME@": _inside(name), "@NAME_EN@": _inside(name_en), "@PACKS@": pins}
    for path, text in sorted(starter.items()):
        for mark, word in words.items():
            text = text.replace(mark, word)  # noqa: PLW2901
        yield Artifact.text(path, text)
    yield Artifact.text(".gitignore", ".khung/\nsite/\n")


def _inside(text: str) -> str:
    """Text as it may stand inside double quotes in YAML."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _quoted(text: str) -> str:
    return f'"{_inside(text)}"'


def rule(graph: Graph, folder: str, pack: str, id: str, name: str, *, fresh: bool) -> Iterator[Artifact]:
    """A rule to be filled: valid as it stands, and its test fails until it has examples. A `fresh` pack gets its own file too."""
    schema = "derived/" if folder.startswith("schema/") else "../.khung/"  # seen from the folder that holds the packs' folder
    modeline = _MODELINE.format(f"../../{schema}")
    document = f"{pack}-van-ban"
    if fresh:
        text = f'pack:\n  {pack}: {{name: {_quoted(name)}, version: "0.1.0", instrument: {document}}}\n'
        text += f"document:\n  {document}: {{name: Văn bản mà gói này dựa vào, confidence: unverified}}\n"
        yield Artifact.text(f"{folder}/pack.yaml", modeline + text)
    instrument = document if fresh else str(graph[pack]["instrument"]) if pack in graph else "chua-co"
    lines = _RULE.replace("@ID@", id).replace("@NAME@", _quoted(name)).replace("@SOURCE@", instrument)
    yield Artifact.text(f"{folder}/rules/{id}.yaml", _MODELINE.format(f"../../../{schema}") + lines)


_RULE = """\
rule:
  @ID@:
    name: @NAME@
    name_en: @NAME@
    source: [@SOURCE@]  # mã điều khoản / the clauses it rests on
    why: Vì sao điều khoản đòi hỏi điều này.
    why_en: Why the clause asks for it.
    profiles: {basic: note, complete: warning}  # error | warning | note
    select: {kind: application, own: true}  # quy tắc nói về gì / what it is about
    check: {has: [owner]}  # một từ / one word: has, is, relates, reaches, unique, counts, before, compares, cites …
    message: “{name}” chưa ghi {fields}.
    message_en: “{name}” does not state {fields}.
    hint: Cách khắc phục.
    hint_en: The remedy.
    examples:  # viết một mô hình nhỏ đạt và một mô hình nhỏ không đạt / a small model that passes, one that fails
      pass: {}
      fail: {}
"""
