"""A page of the theme, rendered once for each landing page and section, and used for thousands of pages. Knows marks, not the theme."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import escape

from generators.site.page import Page

MARKS = {name: f"@@khung-{name}@@" for name in ("title", "description", "path", "body")}
_SPLIT = re.compile("@@khung-(title|description|path|body)@@")


class Shell:
    """A rendered page cut at its marks, so that a new page costs one join."""

    def __init__(self, html: str, needed: Iterable[str] = ("title", "path", "body")) -> None:
        """Raises ValueError where the theme lost a mark on the way that is needed."""
        self.html = html
        self._parts = _SPLIT.split(html)
        missing = set(needed) - set(self._parts[1::2])
        if missing:
            raise ValueError(f"the rendered page has no place for {', '.join(sorted(missing))}")

    def fill(self, page: Page) -> bytes:
        """The whole HTML of a page. Its body is ready HTML; the rest is text and gets escaped."""
        values = {"title": str(escape(page.title)), "description": str(escape(page.description)), "path": page.path, "body": page.body}
        parts = list(self._parts)
        parts[1::2] = [values[name] for name in parts[1::2]]
        return "".join(parts).encode()
