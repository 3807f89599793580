"""`khung check --changed-since` after one edit, against `khung check` of the same 10k elements: CPU seconds of whole processes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks import bench_rules


def repository(folder: Path, count: int) -> Path:
    """A workspace of about `count` elements in a git repository, committed on main."""
    root = folder / "since"
    bench_rules.write(root, count)
    (root / ".gitignore").write_text(".khung/\n", encoding="utf-8")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), ("-c", "user.name=b", "-c", "user.email=b@b.vn", "commit", "-qm", "one")):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    return root


def edit(root: Path) -> Callable[[], None]:
    """Another edit each time it is called: one element of one file has another name, and no description."""
    files = sorted((root / "model").glob("part-*.yaml"))
    turn = iter(range(7, len(files), 3))

    def editing() -> None:
        path = files[next(turn)]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("    name: ", "    name: Mới ", 1).replace("    owner: ", "    operator: ", 1), encoding="utf-8")

    return editing
