"""The site's search in a real browser: the first answer at 3,000 and at 10,000 pages, and the search of a phone at 5,000.

A phone is a screen of 390 × 844 with touch and a processor four times slower. Chromium slows only the thread of the page, so the search
worker's own code is run there to be measured; the box is then used as a reader does, by touch and key."""

from __future__ import annotations

import gzip
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import shell

SLOWER, TURNS = 4, 3
ASK = """async ([query, here]) => {
  const address = new URL("assets/khung-search.js", location), index = await (await fetch("search/search_index.json")).json();
  let answered, tell;
  if (here) {
    const worker = { location: address, addEventListener: (_, hear) => { tell = (data) => hear({ data }); }, postMessage: (data) => answered(data) };
    new Function("self", await (await fetch(address)).text())(worker);
  } else {
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => answered(data);
    tell = (data) => worker.postMessage(data);
  }
  const ask = (message) => new Promise((done) => { answered = done; tell(message); });
  window.kept = tell;
  await ask({ type: 0, data: index });
  const begin = performance.now(), first = (await ask({ type: 2, data: query })).data.items.length, loaded = performance.now();
  for (let n = 0; n < 10; n++) await ask({ type: 2, data: query.slice(0, 4 + n) });
  const again = (performance.now() - loaded) / 10;
  return { first: (loaded - begin) / 1000, again: again / 1000, found: first };
}"""
TYPED = "he thong thong tin so 12"
WATCH = """() => {
  const list = document.querySelector(".md-search-result__list"), begin = new Promise((done) => {
    document.querySelector(".md-search__input").addEventListener("input", () => done(performance.now()), { once: true });
  });
  window.shown = new Promise((done) => new MutationObserver((_, observer) => {
    if (!list.querySelector(".md-search-result__item")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(async () => done(performance.now() - await begin)));
  }).observe(list, { childList: true }));
}"""


def measure(folder: Path, counts: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """By the number of elements: seconds to the first answer (loading included), seconds of a later one, bytes that are sent."""
    made = {}
    for count in counts:
        site = shell.write(folder / f"search-{count}", count)
        with shell.opened(site) as (page, address):
            page.goto(f"{address}vi/404.html")
            made[count] = {**_asked(page), "bytes": _sent(site)}
    return made


def phone(folder: Path, count: int) -> dict[str, float]:
    """Of a phone: seconds to the first answer and of a later one with the worker's code slowed, seconds from the first key and, in the
    middle, from a later one to its results in the list, bytes that are sent, bytes of the heap with all that the worker keeps."""
    site = shell.write(folder / f"phone-{count}", count)
    with shell.opened(
        site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2, bypass_csp=True
    ) as (page, address):
        tools = page.context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(f"{address}vi/")
        page.locator(".md-header label[for=__search]").first.tap()
        shown = [_typed(page, keys) for keys in ("h", "e", " t", "h", "o", "n", "g", " 4", "9")]
        made = {**_asked(page, here=True), "shown": shown[0], "typed": median(shown[1:]), "bytes": _sent(site)}
        tools.send("HeapProfiler.collectGarbage")
        return made | {"heap": tools.send("Runtime.getHeapUsage")["usedSize"]}


def _typed(page: Any, keys: str) -> float:
    """Seconds from the last of some keys to the frame that shows the results."""
    page.keyboard.type(keys[:-1])
    page.evaluate(WATCH)
    page.keyboard.type(keys[-1])
    return float(page.evaluate("window.shown")) / 1000


def _asked(page: Any, *, here: bool = False) -> dict[str, float]:
    turns = [page.evaluate(ASK, [TYPED, here]) for _ in range(TURNS)]
    if not all(turn["found"] for turn in turns):
        raise RuntimeError("nothing was found")
    return {name: min(turn[name] for turn in turns) for name in ("first", "again")}


def _sent(site: Path) -> int:
    return len(gzip.compress((site / "vi" / "search" / "documents.json").read_bytes()))
