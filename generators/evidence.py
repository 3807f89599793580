"""Evidence of a check: one file that says what was judged, by what, with which outcome, and that proves it later, offline.

An evidence file is a ZIP of a few known members, stored without compression, in one order and without a clock, so that there
is exactly one right sequence of bytes for its content. `manifest.json` has the hash of every member and of every file that
was read; `seal.txt` has the hash of the manifest. Whoever keeps the seal elsewhere can tell a file that was made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from generators.findings import Results, as_data, written
from khung.diagnostic import Text

FORMAT = "khung-evidence/1"
MOST_BYTES = 256 * 2**20
"""The largest evidence file that is opened."""
_MANIFEST, _SEAL = "manifest.json", "seal.txt"
_MEMBERS = ("findings.json", "waivers.json", "report.html")
_NAMES = (*_MEMBERS, _MANIFEST, _SEAL)
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)


class Evidence(NamedTuple):
    """An evidence file that was opened: its manifest, its members by name, its seal."""

    manifest: Mapping[str, Any]
    members: Mapping[str, bytes]
    seal: str


def packed(results: Results, scope: Mapping[str, Any], generated: Mapping[str, str]) -> bytes:
    """The evidence of a check: `scope` says what part was judged, `generated` are hashes of files that were built."""
    state = results.state
    members = {
        "findings.json": findings_json(results),
        "waivers.json": _json(_waivers(results)),
        "report.html": written("html", results).encode(),
    }
    manifest = {
        "format": FORMAT,
        "tool": {"name": "khung", "version": results.version},
        "commit": state.commit if state else "",
        "repository": state.remote if state else "",
        "modelAsCommitted": bool(state and state.clean),
        "day": results.report.day.isoformat(),
        "profile": results.report.profile,
        "language": results.language,
        "scope": dict(scope),
        "answers": {answer.value: number for answer, number in results.report.counts().items()},
        "packs": _packs(results),
        "files": hashes(results.texts),
        "generated": dict(sorted(generated.items())),
        "members": {name: _hash(data) for name, data in members.items()},
    }
    members[_MANIFEST] = _json(manifest)
    members[_SEAL] = f"{_hash(members[_MANIFEST])}\n".encode()
    return _zip(members)


def findings_json(results: Results) -> bytes:
    """The findings as evidence keeps them: the bytes that judging again must give."""
    return _json(as_data(lambda id, _: results.cite(id), results.told, results.language))


def hashes(texts: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of every file that was read, by path."""
    return {name: _hash(raw) for name, raw in sorted(texts.items())}


def seal_of(data: bytes) -> str:
    """The seal of an evidence file that was just made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(_SEAL).decode().strip()


def opened(data: bytes) -> Evidence | Text:
    """The evidence in these bytes, or why it is none: what is not exactly what `packed` writes was changed or never was evidence.
    Nothing is unpacked onto the disk, nothing is decompressed."""
    if len(data) > MOST_BYTES:
        return Text(f"Tệp lớn hơn {MOST_BYTES >> 20} MB.", f"The file is larger than {MOST_BYTES >> 20} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = archive.infolist()
            if [i.filename for i in about] != list(_NAMES) or any(i.compress_type != zipfile.ZIP_STORED for i in about):
                return Text("Không phải tệp bằng chứng của khung.", "Not an evidence file of khung.")
            members = {i.filename: archive.read(i) for i in about}
        manifest = json.loads(members[_MANIFEST])
    except (zipfile.BadZipFile, ValueError, OSError, RecursionError, NotImplementedError, RuntimeError, EOFError) as error:
        return Text(f"Tệp hỏng: {error}.", f"The file is damaged: {error}.")
    if not _well_made(manifest):
        return Text("Bản kê không đúng dạng.", "The manifest is of another format.")
    return Evidence(manifest, members, members[_SEAL].decode(errors="replace").strip())


_SHAPE = {
    "tool": dict,
    "commit": str,
    "modelAsCommitted": bool,
    "day": str,
    "profile": str,
    "language": str,
    "scope": dict,
    "files": dict,
    "generated": dict,
}
_SCOPE = {"packs": list, "agency": str, "statedOnly": bool}


def _well_made(manifest: Any) -> bool:
    """Whether a manifest has what is read of it later, in the right types."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return False
    if not all(isinstance(manifest.get(key), kind) for key, kind in _SHAPE.items()):
        return False
    scope = manifest["scope"]
    try:
        date.fromisoformat(manifest["day"])
    except ValueError:
        return False
    return all(isinstance(scope.get(key), kind) for key, kind in _SCOPE.items()) and isinstance(manifest["tool"].get("version"), str)


def broken(evidence: Evidence, data: bytes) -> Iterator[Text]:
    """What does not fit inside the file itself: the chain from seal to manifest to members, and the bytes around them."""
    if _hash(evidence.members[_MANIFEST]) != evidence.seal:
        yield Text("manifest.json không khớp với seal.txt.", "manifest.json does not fit seal.txt.")
    told = evidence.manifest.get("members")
    for name in _MEMBERS:
        if not isinstance(told, dict) or told.get(name) != _hash(evidence.members[name]):
            yield Text(f"{name} đã bị sửa sau khi lập.", f"{name} was changed after it was made.")
    if _zip(evidence.members) != data:
        yield Text("Có byte thừa hoặc bị sửa ngoài nội dung.", "There are bytes that were added or changed around the content.")


def differing(evidence: Evidence, texts: Mapping[str, bytes]) -> Iterator[Text]:
    """Which files are not those that were judged."""
    told, now = evidence.manifest.get("files"), hashes(texts)
    before: Mapping[str, Any] = told if isinstance(told, dict) else {}
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield Text(f"{name} không còn.", f"{name} is gone.")
        elif name not in before:
            yield Text(f"{name} chưa có khi lập.", f"{name} was not there.")
        elif before[name] != now[name]:
            yield Text(f"{name} khác với khi lập.", f"{name} is not as it was.")


def _waivers(results: Results) -> list[dict[str, Any]]:
    return [
        {
            "waiver": waiver.id,
            "rule": judgement.rule.id,
            "subject": judgement.subject.id,
            "reason": waiver.text("reason").get(results.language),
            "basis": [results.cite(id) for id in waiver.refs("basis")],
            "expires": waiver["expires"],
            "finding": judgement.finding.fingerprint if judgement.finding else "",
        }
        for judgement, waiver in results.waived
    ]


def _packs(results: Results) -> dict[str, dict[str, str]]:
    """Version and hash of each pack: the hash of the hashes of its files, in order of their paths."""
    files: dict[str, set[str]] = {}
    for element in results.graph.elements.values():
        if element.pack:
            files.setdefault(element.pack, set()).add(element.file)
    chain = {pack: "".join(_hash(results.texts[name]) for name in sorted(names) if name in results.texts) for pack, names in files.items()}
    version = {pack: str(results.graph[pack]["version"]) if pack in results.graph else "" for pack in files}
    return {pack: {"version": version[pack], "sha256": _hash(chain[pack].encode())} for pack in sorted(files)}


def _zip(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in _NAMES:
            about = zipfile.ZipInfo(name, _MIDNIGHT)
            about.create_system, about.external_attr = 3, 0o644 << 16
            archive.writestr(about, members[name])
    return file.getvalue()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
