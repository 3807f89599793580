"""What is derived from `schema/` and committed beside it: the JSON Schema and the parsed tables that run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from khung import yamltree
from khung.artifact import Artifact
from khung.diagnostic import KhungError
from khung.metamodel import Metamodel
from khung.shape import derive

SOURCES = ("metamodel", "codes", "mau-02", "mau-03", "thay-doi")
"""The files of `schema/` that have a derived twin."""


def derived(sources: Mapping[str, bytes]) -> Iterator[Artifact]:
    """The files of `schema/derived/` from the bytes of the files of `schema/` by name (`SOURCES`).
    Raises KhungError where one cannot be read or the metamodel breaks its own grammar."""
    tables = {name: _read(raw, f"schema/{name}.yaml") for name, raw in sources.items()}
    try:
        made = Metamodel.from_data(tables["metamodel"])
        made.verify()
    except (ValueError, KeyError) as error:
        raise KhungError(f"schema/metamodel.yaml: {error}") from error
    for name, data in (*tables.items(), ("model.schema", derive(made))):
        yield Artifact(PurePosixPath(f"derived/{name}.json"), (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _read(raw: bytes, name: str) -> Any:
    tree = yamltree.read(raw, name)
    if tree.findings:
        found = tree.findings[0]
        raise KhungError(f"{name}:{found.line}:{found.column}: {found.message.vi}")
    return tree.data
