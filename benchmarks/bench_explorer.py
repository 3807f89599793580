"""The explorer in a real browser at 1,000 and at 10,000 elements: what it loads, and how long each thing takes that a reader does.
Each figure ends when the frame that shows the answer has been drawn. Run alone: `python -m benchmarks explorer`."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks import shell

TURNS = 3
ACT = """async ([name]) => {
  const box = document.querySelector(".k-explorer"), list = document.querySelector("#x-find_element-list");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const until = async (done) => { while (!done()) await new Promise((next) => setTimeout(next)); await frame(); };
  const input = document.querySelector("#x-find_element");
  const typing = async (text) => {
    input.focus();
    list.hidden = true;
    input.value = text;
    const begin = performance.now();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => !list.hidden);
    return performance.now() - begin;
  };
  const timed = async (act) => {
    await frame();
    const begin = performance.now();
    act();
    await frame();
    return performance.now() - begin;
  };
  const going = (hash) => timed(() => { history.replaceState(null, "", hash); dispatchEvent(new HashChangeEvent("hashchange")); });
  const choose = (only, value) => timed(() => {
    const select = document.querySelector(`[data-only="${only}"]`);
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const cards = () => document.querySelectorAll(".k-node").length;
  if (name === "first search") return [await typing("he thong thong tin so 77"), 1];
  if (name === "keystroke") {
    let sum = 0;
    const texts = ["he", "he th", "he thong", "he thong tin", "he thong tin so 7", "co quan so 1"];
    for (const text of texts) sum += await typing(text);
    return [sum / texts.length, 1];
  }
  await going("#");
  if (name === "neighbours") return [await going("#e=to-chuc-1"), cards()];
  if (name === "expand") {
    await going("#e=he-thong-20");
    const card = [...document.querySelectorAll(".k-node[data-key^='n:']")].find((each) => !each.classList.contains("k-node--focus"));
    card.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const again = document.querySelector(".k-node--picked");
    return [await timed(() => again.dispatchEvent(new MouseEvent("click", { bubbles: true }))), cards()];
  }
  if (name === "filter") return [await choose("assumed", "1"), cards()];
  return [await going("#a=he-thong-3&b=he-thong-700"), cards()];
}"""
ACTS = ("first search", "keystroke", "neighbours", "expand", "filter", "path")


def measure(folder: Path, counts: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """By the number of elements: milliseconds until the page is ready and for each act, the least of several turns; bytes of the graph
    as they are sent, and the most cards that ever stood in the page."""
    return {count: _one(shell.write(folder / str(count), count)) for count in counts}


def _one(site: Path) -> dict[str, float]:
    turns = [_turn(site) for _ in range(TURNS)]
    made = {name: min(turn[name] for turn in turns) for name in ("ready", *ACTS)}
    sent = len(gzip.compress((site / "vi" / "kham-pha" / "graph.json").read_bytes()))
    return {**made, "bytes": sent, "cards": max(turn["cards"] for turn in turns)}


def _turn(site: Path) -> dict[str, float]:
    with shell.opened(site, viewport={"width": 1440, "height": 900}) as (page, address):
        page.goto(f"{address}vi/kham-pha/")
        page.locator(".k-node").first.wait_for()
        made = {"ready": page.evaluate("performance.now()"), "cards": page.locator(".k-node").count()}
        for name in ACTS:
            spent, cards = page.evaluate(ACT, [name])
            made |= {name: spent, "cards": max(made["cards"], cards)}
    return made


def rows(made: dict[int, dict[str, float]]) -> list[tuple[str, float, float, str]]:
    """Each act at the largest model against 100 ms, with the figure at the smallest and their ratio."""
    least, most = min(made), max(made)
    found = []
    for name, goal in (("ready", 1500.0), *((act, 1000.0 if act == "first search" else 100.0) for act in ACTS)):
        small, large = made[least][name], made[most][name]
        told = f"{small:.0f} ms at {least:,}, {large:.0f} ms, ratio {large / small:.1f}"
        found.append((f"explorer at {most:,}: {name} ÷ {goal:g} ms", large / goal, 1.0, told))
    sent, cards = made[most]["bytes"], made[most]["cards"]
    found.append((f"explorer at {most:,}: graph sent ÷ 500 KB", sent / 500e3, 1.0, f"{sent / 1e3:.0f} KB compressed"))
    return [*found, (f"explorer at {most:,}: cards in the page ÷ 100", cards / 100, 1.0, f"{cards:.0f} cards")]
