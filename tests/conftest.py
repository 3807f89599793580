"""What tests share: small models from text, workspaces on disk, the command line as users run it, the built site in a browser."""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import subprocess
import sys
import threading
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest

from cli.main import main
from khung.load import Loaded, load, load_texts

ROOT = Path(__file__).resolve().parent.parent
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""What the province's site is served with in every browser test; the guide tells hosts to send exactly this."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run_khung(*arguments: str, cwd: Path = ROOT) -> Ran:
    """Run the command line as a user would, without the price of a new process."""
    out, err = (TextIOWrapper(BytesIO(), write_through=True) for _ in range(2))
    with patch.object(sys, "argv", ["khung", *arguments]), redirect_stdout(out), redirect_stderr(err), chdir(cwd):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        finally:
            gc.enable()  # a command turns it off for its short life
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def start_khung(*arguments: str, cwd: Path = ROOT) -> Ran:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-c", "import sys; from cli.main import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def judged_province(province):
    """The real model, judged on the day on which the tests look at it."""
    from cli.workspace import project

    return project(province, date(2026, 11, 23))


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """Make a file or folder for all workers: the first that asks for it makes it, the others wait for it."""
    top = tmp_path_factory.getbasetemp()
    top = top if worker_id == "master" else top.parent

    def making(path: str, make) -> Path:
        place = top / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_name(f"{place.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                make(place)
        return place

    return making


@pytest.fixture(scope="session")
def site_pages(once, judged_province):
    """The pages of the province's site in a language, as values."""
    from generators.site import pages

    @cache
    def reading(language: str):
        made = once(f"pages-{language}", lambda place: place.write_bytes(pickle.dumps(list(pages(judged_province, language)))))
        return pickle.loads(made.read_bytes())

    return reading


@pytest.fixture(scope="session")
def built(once, judged_province):
    """The folder of a host that serves the province's site two folders deep."""
    from cli.site import build

    return once("www/tinh/khung", lambda place: build(place.parents[1], judged_province, place)).parents[1]


class _Quiet(SimpleHTTPRequestHandler):
    """Static files as any plain host serves them, with headers of one's choice."""

    def __init__(self, *args, headers=(), **kwargs):
        self._headers = headers
        super().__init__(*args, **kwargs)

    def end_headers(self):
        for name, value in self._headers:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a browser opens many at once, and the machine may be busy


@contextmanager
def _serving(folder, **headers):
    told = [(name.replace("_", "-"), value) for name, value in headers.items()]
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder), headers=told))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def serving():
    """Serve a folder on this machine, with more headers where they are given; a context that gives the address."""
    return _serving


@pytest.fixture(scope="session")
def address(built):
    """Where the province's site is served."""
    with _serving(built, Content_Security_Policy=POLICY) as root:
        yield f"{root}tinh/khung/"


@pytest.fixture(scope="session")
def kinds_of_page(province) -> list[str]:
    """One path of every kind of page: the landing pages, hand-written ones, lists, and the richest element of each kind."""
    from generators.site import landing_paths

    graph = province.graph
    joined = {id: len(graph.out.get(id, ())) + len(graph.into.get(id, ())) for id in graph.elements}
    richest = [max(members, key=lambda e: joined[e.id]).id for members in graph.by_kind.values()]
    communes = [e.id for e in graph.elements.values() if e["tier"] == "commune" and e["unit_type"]]
    written = sorted(f"{path.relative_to(ROOT / 'docs' / 'vi').with_suffix('')}/" for path in (ROOT / "docs" / "vi").rglob("*.md"))
    lists = ["lop/data-core-platforms/", "linh-vuc/data/", f"danh-muc/{next(iter(graph.by_kind))}/"]
    return [*landing_paths(), *written, *lists, *(f"phan-tu/{id}/" for id in (*richest, *communes[:1]))]


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for all tests of a worker."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # what is expected comes when it comes: the machine may be busy
    with sync_playwright() as engine:
        found = engine.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def opening(browser):
    """Open a fresh page on a site. The test fails when the page asks for anything outside the site, or says any error."""
    contexts, wrong = [], []

    def open_page(site, **settings):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        opened.on("pageerror", lambda e: wrong.append(str(e)))
        opened.on("dialog", lambda d: (wrong.append(f"dialog {d.message}"), d.dismiss()))
        opened.on("request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else wrong.append(f"outside: {r.url}"))
        opened.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(opening, address):
    """A page of the province's site."""
    return opening(address)
