"""The first answer of the site's search in a real browser at 3,000 and at 10,000 pages: what it loads and computes."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import threading
from pathlib import Path

from benchmarks import synthetic
from cli import workspace
from cli.console import today
from generators.site import pages
from generators.site.search import index
from khung.load import load

ASK = """async (query) => {
  const index = await (await fetch("search/search_index.json")).json(), worker = new Worker("assets/khung-search.js");
  const ask = (message) => new Promise((done) => { worker.onmessage = (m) => done(m.data); worker.postMessage(message); });
  await ask({ type: 0, data: index });
  const begin = performance.now(), first = (await ask({ type: 2, data: query })).data.items.length, loaded = performance.now();
  for (let n = 0; n < 10; n++) await ask({ type: 2, data: query.slice(0, 4 + n) });
  const again = (performance.now() - loaded) / 10;
  worker.terminate();
  return { first: (loaded - begin) / 1000, again: again / 1000, found: first };
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def measure(folder: Path, counts: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """By the number of elements: seconds to the first answer (loading included), seconds of a later one, bytes that are sent."""
    from playwright.sync_api import sync_playwright

    made = {}
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for count in counts:
            site = _index(folder / f"search-{count}", count)
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            turns = [page.evaluate(ASK, "he thong thong tin so 12") for _ in range(3)]
            if not all(turn["found"] for turn in turns):
                raise RuntimeError("nothing was found")
            sent = len(gzip.compress((site / "search" / "documents.json").read_bytes()))
            made[count] = {"first": min(t["first"] for t in turns), "again": min(t["again"] for t in turns), "bytes": sent}
            server.shutdown()
        browser.close()
    return made


def _index(root: Path, count: int) -> Path:
    """The index of a synthetic model and the worker, as they lie in a site."""
    synthetic.write(root, count)
    judged = workspace.project(load(root), today())
    site = root / "site"
    (site / "assets").mkdir(parents=True)
    (site / "search").mkdir()
    (site / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    worker = Path(__file__).resolve().parent.parent / "generators" / "site" / "theme" / "assets" / "khung-search.js"
    (site / "assets" / worker.name).write_bytes(worker.read_bytes())
    for artifact in index((page.path, page.entry) for page in pages(judged, "vi")):
        (site / str(artifact.path)).write_bytes(artifact.data)
    if len(json.loads((site / "search" / "documents.json").read_bytes())) < count:
        raise RuntimeError("a page is missing from the index")
    return site
