"""What commands share and what is cheap to import: options, exit codes, dates, JSON, writing files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from khung.diagnostic import Diagnostic, KhungError

F = TypeVar("F", bound=Callable[..., Any])
COPIES = ("public", "internal", "restricted")
FAIL_ON = ("error", "warning", "note", "never")


class Day(click.ParamType[date]):
    """A date as an option: YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error where it is none."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” không phải ngày dạng YYYY-MM-DD. / Not a date.", param, ctx)


def json_option(command: F) -> F:
    """Adds --json."""
    return click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON. / Print JSON.")(command)


def as_of_option(command: F) -> F:
    """Adds --as-of."""
    text = "Trạng thái tại ngày này (YYYY-MM-DD). / State on this day."
    return click.option("--as-of", "day", type=Day(), default=None, metavar="DATE", help=text)(command)


def copy_option(command: F) -> F:
    """Adds --copy."""
    text = "Bản công khai, nội bộ hay hạn chế. / Which copy: for everybody, inside, restricted."
    return click.option("--copy", type=click.Choice(COPIES), default=COPIES[0], show_default=True, help=text)(command)


def fail_on_option(command: F) -> F:
    """Adds --fail-on."""
    text = "Mức phát hiện làm lệnh thất bại. / Severity from which the command fails."
    return click.option("--fail-on", type=click.Choice(FAIL_ON), default="error", show_default=True, help=text)(command)


def today() -> date:
    """The clock, read on this floor only."""
    return date.today()  # noqa: DTZ011 - a province's day is its local day


def exit_code(findings: Iterable[Diagnostic], fail_on: str) -> int:
    """1 where a finding weighs at least `fail_on`, else 0."""
    worst = FAIL_ON.index(fail_on)
    return int(fail_on != "never" and any(d.severity.rank <= worst for d in findings))


def echo_json(data: Any) -> None:
    """Print data as JSON, Vietnamese letters as they are."""
    import json  # noqa: PLC0415

    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def answer(text: str, output: Path | None) -> None:
    """Print an answer, or write it to a file and say where it is."""
    if output is None:
        click.echo(text, nl=False)
    else:
        write(output, text.encode())
        progress(str(output))


def generated(root: Path) -> dict[str, str]:
    """The SHA-256 of every file that was built in a workspace (site, dossier), by path; none where nothing was built."""
    import hashlib  # noqa: PLC0415

    files = (p for folder in ("site", "ho-so") for p in sorted((root / folder).rglob("*")) if p.is_file() and not p.is_symlink())
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def read_json(path: Path) -> Any:
    """The JSON of a file. Raises KhungError, one line, where there is none."""
    import json  # noqa: PLC0415

    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise KhungError(f"{path} không phải JSON: {error} / Not JSON.") from error


def near(word: str, words: Iterable[str]) -> str:
    """The hint "did you mean", with a space before it; "" where no word is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a slip pays for it

    found = get_close_matches(word, list(words), 1)
    return f" Có phải ý là “{found[0]}”? / Did you mean “{found[0]}”?" if found else ""


def check_id(id: str) -> None:
    """Raises UsageError, with an example, for what cannot be an id."""
    from khung.shape import ID_PATTERN  # noqa: PLC0415
    from khung.vietnamese import slug  # noqa: PLC0415

    if not re.fullmatch(ID_PATTERN.strip("^$"), id):
        raise click.UsageError(f"Mã “{id}” phải là chữ thường không dấu, số và gạch nối, ví dụ “{slug(id) or 'so-tai-chinh'}”.")


def progress(message: str) -> None:
    """Say on standard error what long work is doing."""
    click.echo(f"· {message}", err=True)


def write(path: Path, data: bytes) -> bool:
    """Write a file whole or not at all; False when it already holds these bytes."""
    if path.is_file() and path.read_bytes() == data:
        return False
    import tempfile  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".khung-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return True


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, all or none: everything is written beside its place first, and what was moved in is moved back
    where one move fails."""
    import tempfile  # noqa: PLC0415

    ready: dict[Path, str] = {}
    kept: dict[Path, str] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, ready[path] = tempfile.mkstemp(dir=path.parent, prefix=".khung-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(ready[path], 0o644)
            if path.exists():
                kept[path] = f"{ready[path]}-old"
                os.link(path, kept[path])
        moved: list[Path] = []
        try:
            for path, temporary in ready.items():
                moved.append(path)
                os.replace(temporary, path)
        except BaseException:
            for path in moved:
                if path in kept:
                    os.replace(kept[path], path)
                elif not os.path.exists(ready[path]):
                    os.unlink(path)
            raise
    finally:
        for left in (*ready.values(), *kept.values()):
            if os.path.exists(left):
                os.unlink(left)
