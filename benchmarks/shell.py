"""A site of few pages with the data of many: a small model's pages, and the search index and the explorer's graph of a large model in
their place. So a browser is measured without building thousands of pages that it never opens."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import synthetic
from cli import site, workspace
from cli.console import today
from generators.site import Site, pages
from generators.site.explorer import graph_file
from generators.site.search import document, index
from khung.load import load


def write(folder: Path, count: int) -> Path:
    """The site, with the data of `count` elements in Vietnamese."""
    small, large = folder / "small", folder / "large"
    synthetic.write(small, 20)
    site.build(small, workspace.project(load(small), today()), small / "site")
    synthetic.write(large, count)
    judged = workspace.project(load(large), today())
    made = small / "site" / "vi"
    for artifact in (*index(document(page.path, page.entry) for page in pages(judged, "vi")), graph_file(Site(judged, "vi"))):
        (made / str(artifact.path)).write_bytes(artifact.data)
    if len(json.loads((made / "search" / "documents.json").read_bytes())) < count:
        raise RuntimeError("a page is missing from the index")
    return small / "site"


_FLAGS = ("--no-sandbox", "--disable-gpu", "--force-color-profile=srgb")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[tuple[Any, str]]:
    """A page of Chromium that has opened nothing yet, and the address of the site."""
    from playwright.sync_api import sync_playwright

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path="/usr/bin/chromium", args=list(_FLAGS))
        yield browser.new_page(**settings), f"http://127.0.0.1:{server.server_port}/"
        browser.close()
    server.shutdown()
