"""Findings as the stable JSON list."""

from __future__ import annotations

import json as encoding

from generators.findings.results import Results, as_data


def json(results: Results) -> str:
    """The list that README describes, indented."""
    rows = as_data(lambda id, _: results.cite(id), results.told, results.language)
    return encoding.dumps(rows, ensure_ascii=False, indent=1) + "\n"
