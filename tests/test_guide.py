"""The guide: every command in it works, in the order in which it stands, and both languages give the same ones."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = ("bat-dau", "kien-truc-su", "cong-bo")
BLOCK = re.compile(r'^```(?:bash|yaml title="(?P<file>[^"]+)")\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONUTF8": "1",
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Kiến trúc sư"), ("EMAIL", "kts@example.vn"))
    },
}


def blocks(language: str) -> list[tuple[str, str]]:
    """(file, text): a file to write where one is named, else commands to run."""
    texts = ((ROOT / "docs" / language / "huong-dan" / f"{page}.md").read_text() for page in PAGES)
    return [(found["file"] or "", found["text"]) for text in texts for found in BLOCK.finditer(text)]


def run(commands: str, here: Path) -> Path:
    """Run lines as a reader would type them; the folder that they end in."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{commands}\npwd >&2"],
        cwd=here,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return Path(done.stderr.strip().splitlines()[-1])


def served(command: str, here: Path) -> bytes:
    """What the server gives at the address that it prints; stopped as a reader stops it."""
    heard = ["env", "--default-signal=INT"]  # what a shell runs in its background does not hear Ctrl+C
    server = subprocess.Popen(
        [*heard, *command.split()], cwd=here, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        with urllib.request.urlopen(f"{address}vi/") as answer:
            return answer.read()
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) in (0, 2)


def test_every_command_of_the_guide_works(tmp_path):
    here = tmp_path
    for file, text in blocks("vi"):
        if file:
            (here / file).write_text(text)
        elif text.startswith("khung serve"):
            assert "tỉnh Mẫu".encode() in served(text, here)
        else:
            here = run(text, here)
    assert (here / "trang" / "vi" / "phan-tu" / "cong-du-lieu" / "index.html").is_file()
    assert not (here / "model" / "waiver").exists()


def test_both_languages_give_the_same_commands():
    def bare(language):
        return [
            re.sub(r'--lang en |--message "[^"]*"|^ +assumed_note_en: .*\n', "", text, flags=re.MULTILINE) for _, text in blocks(language)
        ]

    assert bare("vi") == bare("en")
    assert len(bare("vi")) > 12


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_command_in_the_text_is_one_that_there_is(language):
    from cli.main import COMMANDS

    for page in (ROOT / "docs" / language / "huong-dan").glob("*.md"):
        for name in re.findall(r"`khung (?:--lang en )?([a-z]+)", page.read_text()):
            assert name in COMMANDS, (page.name, name)


def test_the_guide_shows_every_landing_page_on_a_desk_and_on_a_phone():
    from generators.site import landing_paths

    shown = {path.name for path in (ROOT / "docs" / "vi" / "huong-dan" / "anh").glob("*.png")}
    wanted = {f"{path.strip('/') or 'trang-chu'}-{width}.png" for path in landing_paths() for width in (1440, 390)}
    assert wanted <= shown
    assert sum(path.stat().st_size for path in (ROOT / "docs" / "vi" / "huong-dan" / "anh").glob("*.png")) < 4_000_000
