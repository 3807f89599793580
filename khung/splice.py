"""Edits of YAML text that leave everything else as it is: comments, order, quotes, line breaks.

    edited(raw, "model/a.yaml", {("application", "a", "owner"): "so-y-te", ("application", "a", "note"): None})

A value of None removes the entry. What is written is read again before it is given back: it says what was asked, or nothing is.
"""

from __future__ import annotations

import copy
import json
import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode

from khung import yamltree
from khung.diagnostic import Severity
from khung.yamltree import Path

_WIDTH = 140
_MANY = 4
"""Entries that a new mapping holds on one line at most."""
_EMPTY = "K011"
"""The finding of a file without content: the one error that an edit mends."""
_LAST = ("undetermined", "not_applicable")
"""Fields that stand at the end of an element; a new field goes before them."""


class Unspliceable(Exception):
    """The text cannot be edited by position: it is damaged, or shares the place by an alias. One line."""


class _Cut(NamedTuple):
    start: int
    end: int
    text: str


def edited(raw: bytes, file: str, edits: Mapping[Path, Any]) -> bytes:
    """The file with entries set (or removed, by None). Elements that are not there yet are added, at the end of their kind.
    Raises Unspliceable where the text cannot be edited safely."""
    before, findings = yamltree.read(raw, file)
    text, root = yamltree.nodes(raw, file)
    if any(d.severity is Severity.ERROR and d.code != _EMPTY for d in findings) or not isinstance(root, MappingNode | None):
        raise Unspliceable(f"{file}: không đọc được để sửa. / Cannot be read to be edited.")
    wanted: dict[Any, Any] = copy.deepcopy(before or {})
    for path, value in edits.items():
        _apply(wanted, path, value)
    editor = _Editor(text, root)
    new = {path: value for path, value in edits.items() if not editor.changed(path, value)}
    text = editor.result()
    if new:
        editor = _Editor(text, yamltree.nodes(text.encode(), file)[1])
        editor.add(new)
        text = editor.result()
    made = text.encode()
    if yamltree.read(made, file).data != wanted:
        raise Unspliceable(f"{file}: không sửa được tại chỗ; hãy sửa bằng tay. / Cannot be edited in place; edit it by hand.")
    return made


def _apply(data: dict[Any, Any], path: Path, value: Any) -> None:
    """The same edit on plain values; a mapping that it empties goes too."""
    *steps, last = path
    trail: list[tuple[dict[Any, Any], Any]] = []
    at = data
    for step in steps:
        trail.append((at, step))
        at = at.setdefault(step, {})
    if value is None:
        at.pop(last, None)
        for parent, step in reversed(trail):
            if parent.get(step) == {}:
                del parent[step]
    else:
        at[last] = value


class _Editor:
    """The cuts into one text, collected and then made from the end."""

    def __init__(self, text: str, root: Node | None) -> None:
        self.text, self.root = text, root
        self.line = "\r\n" if "\r\n" in text else "\n"
        self._cuts: list[_Cut] = []
        self._gone: dict[int, set[str]] = {}

    def changed(self, path: Path, value: Any) -> bool:
        """Set or remove an entry that is there; False where it is not there and has to be added."""
        at: Any = self.root
        for step in path[:-1]:
            at = self._inner(at, step, path)
        entry = _entry(at, path[-1])
        if entry is None:
            return value is None
        if value is None:
            self._remove(path)
        else:
            self._replace(entry, value)
        return True

    def add(self, edits: Mapping[Path, Any]) -> None:
        """Add entries that are not there, those of one new element together."""
        new: dict[Path, dict[Path, Any]] = {}
        for path, value in edits.items():
            at: Any = self.root
            depth = 0
            while depth < len(path) - 1 and _entry(at, path[depth]):
                at = self._inner(at, path[depth], path)
                depth += 1
            new.setdefault(path[: depth + 1], {})[path[depth + 1 :]] = value
        for path, parts in new.items():
            self._add(path, _built(parts))

    def result(self) -> str:
        """The text with all cuts made."""
        text = self.text
        for _, cut in sorted(enumerate(self._outermost()), key=lambda c: (c[1].start, c[1].end, c[0]), reverse=True):
            text = text[: cut.start] + cut.text + text[cut.end :]
        return text

    def _outermost(self) -> list[_Cut]:
        """The cuts without those inside a part that is removed as a whole."""
        removed = [c for c in self._cuts if not c.text]
        return [c for c in self._cuts if not any(r != c and r.start <= c.start and c.end <= r.end for r in removed)]

    def _inner(self, at: Any, step: str | int, path: Path) -> Any:
        entry = _entry(at, step)
        if entry and entry[1].start_mark.index < entry[0].end_mark.index:
            raise Unspliceable(f"{'/'.join(map(str, path))}: dùng bí danh YAML; hãy sửa bằng tay. / Written by an alias; edit it by hand.")
        return entry and entry[1]

    def _replace(self, entry: tuple[Node, Node], value: Any) -> None:
        key, node = entry
        indent = key.start_mark.column
        start, end = self._span(key, node)
        gap = "" if self.text[start - 1 : start].isspace() else " "
        self._cuts.append(
            _Cut(start, end, gap + rendered(value, indent, flow=self._is_flow(key), used=indent + len(key.value) + 2, line=self.line))
        )

    def _remove(self, path: Path) -> None:
        """Remove an entry; where it was the last of its mapping, the mapping goes."""
        at: Any = self.root
        for step in path[:-1]:
            at = _entry(at, step)[1]  # type: ignore[index]
        gone = self._gone.setdefault(id(at), set())
        gone.add(str(path[-1]))
        if len(gone) == len(at.value) and len(path) > 1:
            self._remove(path[:-1])
            return
        index = next(n for n, (k, _) in enumerate(at.value) if k.value == path[-1])
        key, node = at.value[index]
        if at.flow_style:
            self._cuts.append(self._flow_cut(at, index))
            return
        start = self.text.rfind("\n", 0, key.start_mark.index) + 1
        stop = self.text.find("\n", self._end(key, node))
        self._cuts.append(_Cut(start, len(self.text) if stop < 0 else stop + 1, ""))

    def _flow_cut(self, mapping: Any, index: int) -> _Cut:
        key, node = mapping.value[index]
        if index + 1 < len(mapping.value):
            return _Cut(key.start_mark.index, mapping.value[index + 1][0].start_mark.index, "")
        if index:
            return _Cut(self._end(*mapping.value[index - 1]), self._end(key, node), "")
        return _Cut(key.start_mark.index, self._end(key, node), "")

    def _add(self, path: Path, value: Any) -> None:
        """A new entry at the end of its mapping (before the fields that stand last); the cut covers nothing."""
        at: Any = self.root
        for step in path[:-1]:
            at = _entry(at, step)[1]  # type: ignore[index]
        name = str(path[-1])
        if at is None or not at.value:
            start = len(self.text.rstrip())
            lead = self.line if start else ""
            self._cuts.append(_Cut(start, len(self.text), lead + block({name: value}, 0, self.line) + self.line))
            return
        if at.flow_style:
            end = self._end(*at.value[-1])
            self._cuts.append(_Cut(end, end, f", {name}: {rendered(value, 0, flow=True, used=_WIDTH, line=self.line)}"))
            return
        indent = at.value[0][0].start_mark.column
        text = block({name: value}, indent, self.line)
        final = next((k for k, _ in at.value if k.value in _LAST and name not in _LAST), None) if len(path) == 3 else None
        if final is not None:
            place = self.text.rfind("\n", 0, final.start_mark.index) + 1
            self._cuts.append(_Cut(place, place, text + self.line))
            return
        end = self.text.find("\n", self._end(*at.value[-1]))
        end = len(self.text.rstrip("\n")) if end < 0 else end - (self.line == "\r\n")
        blank = self.line if len(path) == 2 else ""
        self._cuts.append(_Cut(end, end, blank + self.line + text))

    def _span(self, key: Node, node: Node) -> tuple[int, int]:
        """Where the value is written."""
        if node.start_mark.index < key.end_mark.index:  # an alias: its node lies where the anchor is
            start = self.text.index("*", key.end_mark.index)
            stop = start + 1
            while stop < len(self.text) and self.text[stop] not in " \t\r\n,]}":
                stop += 1
            return start, stop
        if node.start_mark.index == node.end_mark.index:  # nothing after the colon
            colon = self.text.index(":", key.end_mark.index) + 1
            return colon, colon
        if node.start_mark.line > key.start_mark.line and not isinstance(node, ScalarNode):  # a block below its key
            return self.text.index(":", key.end_mark.index) + 1, self._end(key, node)
        return node.start_mark.index, self._end(key, node)

    def _end(self, key: Node, node: Node) -> int:
        """Where what is written of a value ends: a parser's mark of a block lies at the next token."""
        if node.start_mark.index < key.end_mark.index:
            return self._span(key, node)[1]
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                return len(self.text[: node.end_mark.index].rstrip())
            return max(node.end_mark.index, key.end_mark.index + 1) if node.start_mark.index == node.end_mark.index else node.end_mark.index
        inner: Any = node
        if inner.flow_style or not inner.value:
            return int(node.end_mark.index)
        last = inner.value[-1]
        return self._end(*last) if isinstance(node, MappingNode) else self._end(_before(last), last)

    def _is_flow(self, key: Node) -> bool:
        """Whether an entry stands inside braces."""
        return any(m.start_mark.index <= key.start_mark.index < m.end_mark.index for m in _flows(self.root))


def _before(item: Node) -> Node:
    """A mark just before an item of a list, in the place of a key."""
    return ScalarNode("", "", item.start_mark, item.start_mark)


def _flows(node: Any) -> list[Any]:
    if isinstance(node, MappingNode):
        inner = [f for _, value in node.value if not isinstance(value, ScalarNode) for f in _flows(value)]
        return [node, *inner] if node.flow_style else inner
    return []


def _entry(node: Any, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((k, v) for k, v in node.value if k.value == step), None)
    return None


def _built(parts: Mapping[Path, Any]) -> Any:
    """One value from the parts under it."""
    if () in parts:
        return parts[()]
    made: dict[Any, Any] = {}
    for path, value in parts.items():
        _apply(made, path, value)
    return made


def block(fields: Mapping[str, Any], indent: int, line: str = "\n") -> str:
    """Entries as block text, without a line end after the last: what a new field or element looks like."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, dict) and (indent < 4 or len(value) > _MANY or any(isinstance(v, dict) for v in value.values())):
            lines += [f"{' ' * indent}{name}:", block(value, indent + 2, line)]
        else:
            lines.append(f"{' ' * indent}{name}: {rendered(value, indent, used=indent + len(name) + 2, line=line)}")
    return line.join(lines)


def rendered(value: Any, indent: int, *, flow: bool = False, used: int = 0, line: str = "\n") -> str:
    """A value as it may stand after a key at `indent`: plain where that reads back the same, else quoted or as a block."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {rendered(v, 0, flow=True, used=_WIDTH)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        items = [rendered(v, 0, flow=True, used=_WIDTH) for v in value]
        one = f"[{', '.join(items)}]"
        if flow or used + len(one) <= _WIDTH:
            return one
        wrapped = textwrap.wrap(one, _WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
        return (line + " " * (indent + 2)).join(wrapped)
    if not isinstance(value, str):
        return json.dumps(value)
    if "\n" not in value and (flow or used + len(value) <= _WIDTH) and _reads_back(value, value, flow=flow):
        return value
    if not flow:
        margin = line + " " * (indent + 2)
        lines = (
            value.split("\n")
            if "\n" in value
            else textwrap.wrap(value, _WIDTH - indent - 10, break_long_words=False, break_on_hyphens=False)
        )
        text = ("|-" if "\n" in value else ">-") + "".join(margin + one if one else line for one in lines)
        if used + len(value) > _WIDTH and _reads_back(text, value):
            return text
        if "\n" in value and _reads_back(text, value):
            return text
    return json.dumps(value, ensure_ascii=False)


def _reads_back(text: str, value: str, *, flow: bool = False) -> bool:
    raw = (f"[{text}]" if flow else f"k: {text}").encode()
    tree = yamltree.read(raw, "")
    return not tree.findings and tree.data == ([value] if flow else {"k": value})
