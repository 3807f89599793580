"""A workspace at a git revision, read without a checkout: files as `khung.sources` gives them. Knows git, no content.

`files(root, "main")` stands beside `sources.workspace_files(root)`; `khung.load.load_revision` reads and checks them.
The only program that the core starts is `git`, and it only reads.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from khung.catalogue import finding
from khung.diagnostic import Diagnostic, KhungError
from khung.house import MAX_BYTES
from khung.sources import SUFFIXES, Source

_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")  # set inside hooks; the workspace says where git is
_LINK, _FILES = b"120000", (b"100644", b"100755")


class _Entry(NamedTuple):
    """One line of `git ls-tree -l`."""

    mode: bytes
    object: str
    size: int
    name: str


def commit(root: Path, revision: str = "HEAD") -> str:
    """The full id of the commit that `revision` names (branch, tag, id, `HEAD~2` …).
    Raises KhungError, one line, where git, the repository or the revision is missing."""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", allowed=(0, 1))
    if not found:
        shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
        more = " Bản sao này thiếu lịch sử: “git fetch --unshallow”. / The clone is shallow." if shallow else ""
        raise KhungError(f"Git không có phiên bản “{revision}”. / No such revision.{more}")
    return found.decode().strip()


def tracks(root: Path, path: str) -> bool:
    """Whether git tracks something at or under a path of the workspace."""
    return bool(_git(root, "ls-files", "-z", "--", path))


def blobs(root: Path, commit: str) -> dict[str, str] | None:
    """The ids of the content of the YAML files under model/ and packs/ at a commit, by path; None where there are links among them."""
    entries = [*_entries(root, commit, "model"), *_entries(root, commit, "packs")]
    return None if any(e.mode == _LINK for e in entries) else {e.name: e.object for e in entries}


def blob_id(raw: bytes, like: str) -> str:
    """The id that git gives to content, by the same hash as the id `like`."""
    made = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return made(b"blob %d\0" % len(raw) + raw).hexdigest()


def contents(root: Path, objects: Iterable[str]) -> list[bytes]:
    """The bytes of these objects, in one run of git."""
    wanted = "".join(f"{o}\n" for o in objects)
    answer = _git(root, "cat-file", "--batch", given=wanted.encode()) if wanted else b""
    found, place = [], 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        size = int(answer[place:end].split()[2])
        found.append(answer[end + 1 : end + 1 + size])
        place = end + size + 2
    return found


def files(root: Path, revision: str) -> tuple[list[Source], list[Diagnostic]]:
    """The YAML files under `root`/model as they were at `revision`, sorted, content included, and findings about links;
    no file where there was no model yet. Raises KhungError as `commit` does."""
    at = commit(root, revision)
    entries = list(_entries(root, at, "model"))
    links = [e for e in entries if e.mode == _LINK]
    targets = dict(zip((e.name for e in links), contents(root, (e.object for e in links)), strict=True))
    plain = {e.name: e for e in entries if e.mode in _FILES}
    findings = []
    for name, raw in targets.items():
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), raw.decode(errors="replace")))
        if target.startswith(("..", "/")):
            findings.append(finding("K013", name, line=1, column=1, target=raw.decode(errors="replace")))
            continue
        followed = next((e for e in _entries(root, at, target) if e.name == target and e.mode in _FILES), None)
        if followed:
            plain[name] = followed
    return _sources(root, revision, plain), findings


def own_packs(root: Path, revision: str, folder: str = "packs") -> dict[str, list[Source]]:
    """The packs under `root`/packs, or another folder of the workspace, as they were at `revision`, as `khung.sources.own_packs` gives them."""
    packs: dict[str, list[Source]] = {}
    depth = folder.count("/") + 1
    entries = [e for e in _entries(root, commit(root, revision), folder) if e.mode in _FILES and e.name.count("/") > depth]
    for source in _sources(root, revision, {e.name: e for e in entries}):
        pack = source.name.split("/")[depth]
        packs.setdefault(pack, []).append(source._replace(pack=pack))
    return packs


def _sources(root: Path, revision: str, entries: Mapping[str, _Entry]) -> list[Source]:
    """The files of these entries by name, content included, sorted."""
    small = [e for e in entries.values() if e.size <= MAX_BYTES]
    read = dict(zip((e.object for e in small), contents(root, (e.object for e in small)), strict=True))
    too_large = bytes(MAX_BYTES + 1)  # whose content nobody looks at
    return sorted(Source(name, f"{revision}:{name}", content=read.get(e.object, too_large)) for name, e in entries.items())


def _entries(root: Path, commit: str, path: str) -> Iterable[_Entry]:
    """The YAML files and links at and under `path` (relative to the workspace), folders with a dot left out."""
    for line in _git(root, "ls-tree", "-r", "-z", "-l", commit, "--", path).split(b"\0")[:-1]:
        about, _, raw = line.partition(b"\t")
        mode, _, object, size = about.split()
        name = raw.decode("utf-8", errors="surrogateescape")
        if name.endswith(SUFFIXES) and not any(part.startswith(".") for part in name.split("/")[:-1]):
            yield _Entry(mode, object.decode(), int(size) if size.isdigit() else 0, name)


def _git(root: Path, *arguments: str, given: bytes = b"", allowed: tuple[int, ...] = (0,)) -> bytes:
    environment = {k: v for k, v in os.environ.items() if k not in _ELSEWHERE} | {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
    command = ("git", "-C", str(root), *arguments)
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, env=environment)
    except FileNotFoundError as error:
        raise KhungError("Cần git để đọc một phiên bản trước. / Git is needed to read a revision.") from error
    if done.returncode not in allowed:
        said = done.stderr.decode(errors="replace").strip().splitlines() or [f"mã thoát {done.returncode}"]
        raise KhungError(f"Git không đọc được {root}: {said[0]} / Git cannot read it.")
    return done.stdout


class Release(NamedTuple):
    """What a workspace is compared with: the name of the last tag, or "" where there is none; commit; its day (YYYY-MM-DD)."""

    tag: str
    commit: str
    day: str


def last_release(root: Path, commits: int) -> Release | None:
    """The last tag before the present state; without tags, the state before the last `commits` commits that touched model/.
    None outside of git, without git, and where there is nothing before."""
    try:
        tag = _git(root, "describe", "--tags", "--abbrev=0", allowed=(0, 128)).decode().strip()
        if not tag:
            touched = _git(root, "rev-list", f"--max-count={commits + 1}", "HEAD", "--", "model").decode().split()
            if len(touched) < 2:
                return None
        at = commit(root, tag or touched[-1])
        day = _git(root, "show", "-s", "--format=%cs", at).decode().strip()
    except KhungError:
        return None
    return Release(tag, at, day)


class State(NamedTuple):
    """Where git has a workspace: commit, branch ("" where detached), address of the remote without credentials ("" where
    there is none), the folder of the workspace seen from the top ("tinh/"), and whether model/ is as it was committed."""

    commit: str
    branch: str
    remote: str
    prefix: str
    clean: bool


def state(root: Path) -> State | None:
    """The state of the workspace at `root`; None outside of git, without git and before the first commit."""
    try:
        at = commit(root)
        prefix = _git(root, "rev-parse", "--show-prefix").decode(errors="replace").strip()
        branch = _git(root, "symbolic-ref", "--quiet", "--short", "HEAD", allowed=(0, 1)).decode().strip()
        remote = _git(root, "config", "--get", "remote.origin.url", allowed=(0, 1)).decode().strip()
        changed = _git(root, "-c", "core.fsmonitor=false", "status", "--porcelain", "--untracked-files=all", "--", "model")
    except KhungError:
        return None
    return State(at, branch, _address(remote), prefix, not changed)


def _address(remote: str) -> str:
    """A remote as a URI that may be shown: no user, no password; "" for a folder of this machine."""
    short = re.fullmatch(r"(?:[^@/:]+@)?([^/:]{2,}):(?!//)(.+)", remote)
    parts = urlsplit(f"ssh://{short[1]}/{short[2].lstrip('/')}" if short else remote)
    if parts.scheme not in ("https", "http", "ssh", "git") or not parts.hostname:
        return ""
    port = f":{parts.port}" if parts.port else ""
    return quote(f"{parts.scheme}://{parts.hostname}{port}{parts.path}", safe=":/%")
