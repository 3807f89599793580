"""What tests share: small models from text, workspaces on disk, the command line as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from khung.load import Loaded, load, load_texts

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run_khung(*arguments: str, cwd: Path = ROOT) -> Ran:
    """Run the command line in a process of its own, as a user would."""
    command = [sys.executable, "-c", "import sys; from cli.main import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def khung():
    return run_khung


@pytest.fixture
def load_text():
    """Load a model from one YAML text (or several by name)."""

    def loading(text: str | bytes = b"", **more: str) -> Loaded:
        texts = {f"{name}.yaml": value.encode() for name, value in more.items()}
        if text:
            texts["a.yaml"] = text if isinstance(text, bytes) else text.encode()
        return load_texts(texts)

    return loading


@pytest.fixture
def workspace(tmp_path: Path):
    """Write files under a new workspace's model/ and return its root."""

    def writing(**files: str | bytes) -> Path:
        for name, content in files.items():
            path = tmp_path / "model" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return writing


@pytest.fixture(scope="session")
def province() -> Loaded:
    """The real model of the repository."""
    return load(ROOT)
