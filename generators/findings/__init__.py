"""Findings in the forms that people and programs read. Every form is made from the same `Results`.

A new format is one function (Results → text) and one line in `FORMATS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from generators.findings.results import Cite, Results, as_data, citing, count, legal_source


class Format(NamedTuple):
    """Where a format is made, and whether it tells notes without being asked."""

    module: str
    notes: bool = True


FORMATS = {
    "text": Format("text", notes=False),
    "json": Format("data"),
    "sarif": Format("sarif"),
    "junit": Format("junit"),
    "github": Format("forges", notes=False),
    "gitlab": Format("forges"),
    "markdown": Format("markdown"),
    "html": Format("html"),
}


def written(name: str, results: Results) -> str:
    """The results in a format of `FORMATS`; only that format is imported."""
    make: Callable[[Results], str] = getattr(importlib.import_module(f"generators.findings.{FORMATS[name].module}"), name)
    return make(results)


__all__ = ["FORMATS", "Cite", "Format", "Results", "as_data", "citing", "count", "legal_source", "written"]
