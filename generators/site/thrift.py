"""Fewer bytes for what every page loads: style sheets without what no page can show, shells without the white space of templates.
Knows CSS and HTML; no theme and no model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

import rcssmin
import tinycss2

_USE = re.compile(r"var\(\s*(--[\w-]+)")
_WORD = re.compile(r"[\w-]+")
_CHOSEN = re.compile(r'\b(dir|data-md-color-[a-z]+)="?([\w-]+)"?')
_BETWEEN = re.compile(r"\n\s*")
_NESTING = ("media", "supports")


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
    return str(rcssmin.cssmin(css))


def worn(css: str, words: Collection[str]) -> str:
    """A style sheet without the rules that need a class, a direction or a colour scheme that no page has (`words_of`)."""
    return str(tinycss2.serialize(_worn(tinycss2.parse_stylesheet(css), words)))


def spent(css: str, others: Collection[str] = ()) -> str:
    """A style sheet without the custom properties that neither it nor the `others` use."""
    used = {name for text in (css, *others) for name in _USE.findall(text)}
    return str(tinycss2.serialize(_spent(tinycss2.parse_stylesheet(css), used)))


def _worn(rules: Iterable[Any], words: Collection[str]) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword in _NESTING:
            rule.content = list(_worn(tinycss2.parse_rule_list(rule.content), words))
            if not rule.content:
                continue
        elif rule.type == "qualified-rule":
            kept = [selector for selector in _between_commas(rule.prelude) if _may_match(selector, words)]
            if not kept:
                continue
            comma = tinycss2.parse_component_value_list(",")
            rule.prelude = list(chain.from_iterable((*(comma if n else ()), *selector) for n, selector in enumerate(kept)))
        yield rule


def _between_commas(tokens: Iterable[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for held in tokens:
        if held == ",":
            yield part
            part = []
        else:
            part.append(held)
    yield part


def _may_match(selector: list[Any], words: Collection[str]) -> bool:
    """Whether all that the selector needs outside of brackets is there; what stands in `:not()` or `:is()` is no need."""
    for before, token in zip([None, *selector], selector, strict=False):
        if before == "." and token.type == "ident" and token.value not in words:
            return False
        choice = _CHOSEN.fullmatch(tinycss2.serialize(token.content)) if token.type == "[] block" else None
        if choice and f"{choice[1]}={choice[2]}" not in words:
            return False
    return True


def _spent(rules: Iterable[Any], used: Collection[str]) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "at-rule" and rule.at_keyword in _NESTING:
            rule.content = list(_spent(tinycss2.parse_rule_list(rule.content), used))
        elif rule.type == "qualified-rule":
            held = tinycss2.parse_blocks_contents(rule.content)
            kept = [d for d in held if not (d.type == "declaration" and d.name.startswith("--") and d.name not in used)]
            if len(kept) < len(held):
                rule.content = kept
            if not any(d.type != "whitespace" for d in kept):
                continue
        yield rule
