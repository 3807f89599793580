"""YAML text to plain values, and back to positions. Knows no model: only the YAML that a model may be written in.

The language is YAML 1.2 core without tags: `no`, `017`, `1:30` and dates stay the text that was written.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from khung.catalogue import finding
from khung.diagnostic import Diagnostic
from khung.house import MAX_BYTES

MAX_DEPTH = 64

_SPECIAL: dict[str, Any] = {"": None, "~": None} | {
    spelling(word): value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (str.lower, str.capitalize, str.upper)
}
_TRAPS = frozenset(spelling(word) for word in ("yes", "no", "on", "off", "y", "n") for spelling in (str.lower, str.capitalize, str.upper))
_NUMBER_START = frozenset("0123456789+-.")
_TELLING = _NUMBER_START | {word[:1] for word in (*_SPECIAL, *_TRAPS)}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)").fullmatch
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?").fullmatch
_NUMBER_TRAP = re.compile(r"[-+]?(?:0[0-7_]+|0[0-9]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?|0[xob][0-9a-fA-F_]+)").fullmatch
_COMPACT_NESTING = re.compile(rf"^ *(?:[-?] +){{{MAX_DEPTH}}}", re.MULTILINE).search
_BRACKETS = re.compile(r"[\[\]{}]").finditer
Path = tuple[str | int, ...]


class _Parser(CParser):
    """libyaml without PyYAML's YAML 1.1 type guessing. `resolve` makes a slice (a C constructor, the fastest
    callable of three arguments there is), so a node's tag is a `str` only where the text writes one."""

    resolve = staticmethod(slice)
    descend_resolver = staticmethod(operator.is_)
    ascend_resolver: Any = staticmethod(bool)


class Tree(NamedTuple):
    """What one file holds: its values (None when it cannot be read) and what was found on the way."""

    data: Any
    findings: tuple[Diagnostic, ...] = ()


def decode(raw: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file in NFC, or None, with findings about size, encoding, BOM and normal form."""
    found: list[Diagnostic] = []
    if len(raw) > MAX_BYTES:
        return None, [finding("K010", file, line=1, column=1, limit=MAX_BYTES // 2**20)]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        line, column = before.count("\n") + 1, error.start - raw.rfind(b"\n", 0, error.start)
        column = len(before) - before.rfind("\n") if before else column
        return None, [finding("K001", file, line=line, column=column, byte=f"0x{raw[error.start]:02X}")]
    if text.startswith("\ufeff"):
        text = text[1:]
        found.append(finding("K002", file, line=1, column=1))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        line = next(n for n, t in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", t))
        found.append(finding("K003", file, line=line, column=1))
        text = unicodedata.normalize("NFC", text)
    return text, found


def read(raw: bytes, file: str) -> Tree:
    """The values of one file. Total: whatever the bytes, it returns; what is wrong is a finding."""
    text, found = decode(raw, file)
    if text is None:
        return Tree(None, tuple(found))
    node = _compose(text, file, found)
    if node is None:
        if not any(d.severity == "error" for d in found):
            found.append(finding("K011", file, line=1, column=1))
        return Tree(None, tuple(found))
    builder = _Builder(file, len(text), found)
    try:
        data = builder.build(node, 0)
    except _Stop as stop:
        found.append(stop.finding)
        data = None
    if data is None and not found:
        found.append(finding("K011", file, line=1, column=1))
    return Tree(data, tuple(found))


class Place(NamedTuple):
    """Where a word of the text begins, and where it has ended: lines and columns 1-based, in characters.
    The end is 0 where it is no single word."""

    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0


class Places:
    """Where things stand in one file, which is read once: of a path the place of the key for a mapping entry, of the item in a list.
    A path that does not exist resolves to its longest existing part."""

    def __init__(self, raw: bytes, file: str) -> None:
        text, _ = decode(raw, file)
        self._root = _compose(text, file, []) if text is not None else None
        self._steps: dict[int, dict[Any, tuple[Node, Node]]] = {}

    def __getitem__(self, path: Path) -> Place:
        word, at = self._root, self._root
        for step in path:
            entry = self._step(at, step)
            if entry is None:
                break
            word, at = entry
        return _place(word)

    def _step(self, node: Node | None, step: str | int) -> tuple[Node, Node] | None:
        """The word that stands for a step, and the node to go on from."""
        if type(node) is MappingNode:
            held = self._steps.get(id(node))
            if held is None:
                held = self._steps[id(node)] = {key.value: (key, value) for key, value in reversed(node.value) if type(key) is ScalarNode}
            return held.get(step)
        if type(node) is SequenceNode and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None


def locate(raw: bytes, file: str, paths: Iterable[Path]) -> dict[Path, Place]:
    """The place of each path."""
    places = Places(raw, file)
    return {path: places[path] for path in paths}


def _place(word: Node | None) -> Place:
    if word is None:
        return Place()
    start, end = word.start_mark, word.end_mark
    ended = (end.line + 1, end.column + 1) if type(word) is ScalarNode else ()
    return Place(start.line + 1, start.column + 1, *ended)


def nodes(raw: bytes, file: str) -> tuple[str, Node | None]:
    """The text of a file and the root of its nodes, for those who edit it by position; None where it cannot be read."""
    text, _ = decode(raw, file)
    return text or "", _compose(text, file, []) if text is not None else None


def _compose(text: str, file: str, found: list[Diagnostic]) -> Node | None:
    if _too_deep(text):
        found.append(finding("K009", file, line=1, column=1, limit=MAX_DEPTH))
        return None
    try:
        return _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = text.split("\n")
        here = lines[line - 1] if line <= len(lines) else ""
        problem = " ".join(filter(None, (error.context, error.problem)))
        if error.context == "expected a single document in the stream":
            found.append(finding("K012", file, line=line, column=column))
        elif "\t" in here[: len(here) - len(here.lstrip())] or "'\\t'" in problem:
            found.append(finding("K005", file, line=line, column=here.find("\t") + 1 or column))
        else:
            found.append(finding("K004", file, line=line, column=column, problem=problem))
    except yaml.YAMLError as error:
        position = getattr(error, "position", None) or 0
        line = text.count("\n", 0, position) + 1
        found.append(finding("K004", file, line=line, column=1, problem=getattr(error, "reason", None) or str(error).split("\n")[0]))
    except (ValueError, UnicodeError) as error:  # a lone surrogate or a control character
        found.append(finding("K004", file, line=1, column=1, problem=str(error)))
    return None


def _too_deep(text: str) -> bool:
    """libyaml recurses in C: nesting that could exhaust the stack is refused before it starts."""
    if _COMPACT_NESTING(text):
        return True
    if text.count("[") + text.count("{") < 1000:
        return False
    depth = 0
    for match in _BRACKETS(text):
        depth = depth + 1 if match[0] in "[{" else max(0, depth - 1)
        if depth > 1000:
            return True
    return False


class _Stop(Exception):
    def __init__(self, found: Diagnostic) -> None:
        self.finding = found


class _Builder:
    """Values from nodes. A document without aliases cannot hold more nodes than characters: that is the bomb limit."""

    def __init__(self, file: str, budget: int, found: list[Diagnostic]) -> None:
        self.file, self.budget, self.found = file, budget + 1, found

    def build(self, node: Any, depth: int) -> Any:
        kind = type(node)
        if kind is ScalarNode:
            return self.scalar(node)
        if type(node.tag) is str:
            self._tagged(node, None)
        self.budget -= len(node.value)
        if self.budget < 0:
            raise _Stop(self._at("K008", node))
        if depth > MAX_DEPTH:
            raise _Stop(self._at("K009", node, limit=MAX_DEPTH))
        build, scalar, depth = self.build, self.scalar, depth + 1
        if kind is SequenceNode:
            return [scalar(item) if type(item) is ScalarNode else build(item, depth) for item in node.value]
        made: dict[str, Any] = {}
        for key, item in node.value:
            if type(key) is not ScalarNode:
                self.found.append(self._at("K016", key))
                continue
            name = key.value
            if name in made:
                first = next(k for k, _ in node.value if k.value == name)
                self.found.append(self._at("K006", key, key=name, first=first.start_mark.line + 1))
                continue
            made[name] = scalar(item) if type(item) is ScalarNode else build(item, depth)
        return made

    def scalar(self, node: Any) -> Any:
        value = node.value
        if type(node.tag) is str:
            return self._tagged(node, value)
        if node.style or value[:1] not in _TELLING:
            return value
        if value in _SPECIAL:
            return _SPECIAL[value]
        if value[0] in _NUMBER_START:
            return self._number(node, value)
        if value in _TRAPS:
            self._note(node, value)
        return value

    def _number(self, node: ScalarNode, value: str) -> Any:
        if _INT(value):
            return int(value) if len(value) < 19 else value
        if _FLOAT(value):
            return float(value)
        if _NUMBER_TRAP(value):
            self._note(node, value)
        return value

    def _note(self, node: Node, value: str) -> None:
        self.found.append(self._at("K015", node, value=value))

    def _tagged(self, node: Node, value: Any) -> Any:
        if node.tag not in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!"):
            self.found.append(self._at("K007", node, tag=node.tag))
        return value

    def _at(self, code: str, node: Node, **args: Any) -> Diagnostic:
        mark = node.start_mark
        return finding(code, self.file, line=mark.line + 1, column=mark.column + 1, **args)


def plain(data: Any) -> Mapping[str, Any]:
    """The mapping at the top of a tree, or an empty one."""
    return data if isinstance(data, dict) else {}
