"""Fewer bytes for what every page loads: style sheets without what no page can show, shells without the white space of templates.
Knows CSS and HTML as text; no theme and no model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|url\([^"\')]*\)|/\*.*?\*/|\s*([,>{};])\s*|\s+', re.DOTALL)
_STRUCTURE = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|url\([^"\')]*\)|[{};]', re.DOTALL)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_CHOICE = re.compile(r"\[(dir|data-md-color-[a-z]+)=\"?([\w-]+)\"?\]")
_ASIDE = re.compile(r":not\([^)]*\)")
_COMMAS = re.compile(r",(?![^(]*\))")
_USE = re.compile(r"var\(\s*(--[\w-]+)")
_DECLARED = re.compile(r"\s*(--[\w-]+)\s*:")
_WORD = re.compile(r"[\w-]+")
_CHOSEN = re.compile(r'\b(dir|data-md-color-[a-z]+)="([\w-]+)"')
_BETWEEN = re.compile(r"\n\s*")


def words_of(*texts: str) -> set[str]:
    """Every word of pages or scripts: a class that is none of them is on no page. What an attribute of choice is set to is `name=value`."""
    found: set[str] = set()
    for text in texts:
        found.update(_WORD.findall(text))
        found.update(f"{name}={value}" for name, value in _CHOSEN.findall(text))
    return found


def tight(html: str) -> str:
    """A page of a template without empty lines and indents. Not for pages with preformatted text."""
    return _BETWEEN.sub("\n", html)


def small(css: str) -> str:
    """A style sheet without comments and needless white space."""

    def shorter(match: re.Match[str]) -> str:
        token = match[0]
        if token.startswith("/*"):
            return ""
        return match[1] or (" " if token.isspace() else token)

    return _TOKEN.sub(shorter, css).strip()


def worn(css: str, words: Collection[str]) -> str:
    """A style sheet without the rules that need a class, a direction or a colour scheme that no page has (`words_of`)."""
    return "".join(_worn(css, words))


def spent(css: str, others: Collection[str] = ()) -> str:
    """A style sheet without the custom properties that neither it nor the `others` use."""
    used = {name for text in (css, *others) for name in _USE.findall(text)}
    return "".join(_spent(css, used))


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before each outer brace and what is between it and its end; a statement without braces has no body."""
    start = depth = inside = 0
    head = ""
    for token in _STRUCTURE.finditer(css):
        if token[0] == "{":
            if depth == 0:
                head, inside = css[start : token.start()], token.end()
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if depth == 0:
                yield head, css[inside : token.start()]
                start = token.end()
        elif token[0] == ";" and depth == 0:
            yield css[start : token.end()], None
            start = token.end()


def _worn(css: str, words: Collection[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None:
            yield head
        elif head.lstrip().startswith(("@media", "@supports")):
            if kept := "".join(_worn(body, words)):
                yield f"{head}{{{kept}}}"
        elif head.lstrip().startswith("@"):
            yield f"{head}{{{body}}}"
        elif kept := ",".join(s for s in _COMMAS.split(head) if _may_match(s, words)):
            yield f"{kept}{{{body}}}"


def _may_match(selector: str, words: Collection[str]) -> bool:
    needed = _ASIDE.sub("", selector)
    choices = all(f"{name}={value}" in words for name, value in _CHOICE.findall(needed))
    return choices and all(name in words for name in _CLASS.findall(re.sub(r"\[[^\]]*\]", "", needed)))


def _spent(css: str, used: Collection[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None:
            yield head
        elif head.lstrip().startswith(("@media", "@supports")):
            yield f"{head}{{{''.join(_spent(body, used))}}}"
        else:
            kept = [d for d in _declarations(body) if not (named := _DECLARED.match(d)) or named[1] in used]
            if any(d.strip() for d in kept):
                yield f"{head}{{{';'.join(kept)}}}"


def _declarations(body: str) -> Iterator[str]:
    start = 0
    for token in _STRUCTURE.finditer(body):
        if token[0] == ";":
            yield body[start : token.start()]
            start = token.end()
    yield body[start:]
