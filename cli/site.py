"""Building the site: whole with the engine at first, after that only the pages that a change has touched."""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

from cli import console
from cli.carrying import LANGUAGES, PACKAGE, Store, carried, settings
from cli.writing import Memory, Writer, documents, environment, recall, remember, settled
from generators.project import Project
from generators.site.digests import Digests
from generators.site.search import index
from khung.diagnostic import KhungError
from khung.shipped import ROOT

_TOP = frozenset((*LANGUAGES, "index.html", ".nojekyll"))
_FORWARD = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><link rel="icon" href="vi/assets/favicon.svg"><meta http-equiv="refresh" content="0; url=vi/"><title>Khung</title></head>
<body><p><a href="vi/">Tiếng Việt</a> · <a href="en/" lang="en">English</a></p></body></html>
"""


def build(root: Path, project: Project, output: Path) -> int:
    """Build both languages into `output`, whole or not at all; the number of pages. Nothing else may lie in `output`."""
    output = output.absolute()
    if output.exists() and (not output.is_dir() or {p.name for p in output.iterdir()} - _TOP):
        raise KhungError(f"“{output}” chứa tệp khác; chọn thư mục trống. / The folder holds other files.")
    output.parent.mkdir(parents=True, exist_ok=True)
    store, memory, state = Store(root), root / ".khung" / "site.json", _environment(root, project)
    made = _again(recall(memory, state, output), store, project, output) or _anew(root, store, project, output)
    remember(memory, state, output, made)
    store.prune()
    return sum(len(m.by_hand) + len(m.pages) for m in made.values())


def _environment(root: Path, project: Project) -> str:
    """What every page rests on: the tool, the theme, settings, hand-written pages, day and profile, names of the workspace."""
    workspace = project.workspace
    said = (
        project.day,
        project.report.profile,
        project.revision,
        workspace and workspace.fields,
        [_release(n) for n in ("mkdocs", "mkdocs-material")],
    )
    shown = [settings(root, language) for language in LANGUAGES]
    code = [PACKAGE.parent, ROOT / "derived", Path(__file__).parent, ROOT.parent / "khung"]
    written = [s.parent / "docs" / language for language, s in zip(LANGUAGES, shown, strict=True)]
    return environment([*code, *written], [*said, *(s.read_bytes() for s in shown)])


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _again(memories: dict[str, Memory] | None, store: Store, project: Project, output: Path) -> dict[str, Memory] | None:
    """Bring the site up to date in its place, all changed files or none. None where there is nothing to go on from."""
    if memories is None or not all((output / language / "index.html").is_file() for language in LANGUAGES):
        return None
    files: dict[Path, bytes] = {}
    gone: list[Path] = []
    kept: set[Path] = set()
    made: dict[str, Memory] = {}
    parts = Digests(project)
    for language in LANGUAGES:
        site, artifacts = carried(store, project, language, parts, memories[language])
        changed = Writer(site, output / language, memories[language], parts).changed()
        if changed is None:
            return None
        made[language], pages, removed = changed
        for artifact in chain(artifacts, index(documents(made[language]))):
            place = output / language / artifact.path
            kept.add(place)
            if not _holds(place, artifact.data):
                files[place] = artifact.data
        files |= {output / language / path: data for path, data in pages.items()}
        gone += [output / language / path for path in removed]
    console.write_all(files)
    for folder in gone:
        if folder / "index.html" in kept:  # an element was renamed: its former page leads to the new one
            continue
        shutil.rmtree(folder, ignore_errors=True)
    return {language: settled(memory, output / language) for language, memory in made.items()}


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _anew(root: Path, store: Store, project: Project, output: Path) -> dict[str, Memory]:
    """Build beside the place and move there whole."""
    from cli.mkdocs_plugin import render  # noqa: PLC0415 - the engine is heavy, and a small change does without

    memories = {}
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".khung-site-") as temporary:
        made = Path(temporary) / "new"
        for language in LANGUAGES:
            memories[language] = render(root, project, store, language, made / language)
        (made / "index.html").write_text(_FORWARD, encoding="utf-8")
        (made / ".nojekyll").write_bytes(b"")
        if output.exists():
            output.rename(Path(temporary) / "old")
        made.rename(output)
    return memories
