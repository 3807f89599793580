"""The pictures of the guide: every landing page and one page of each important kind, on a desk and on a phone.

Run `python -m benchmarks.screenshots` after a change that is seen; it builds the site, takes the pictures in Chromium, cuts each down to
256 colours and writes the two pages of the guide that show them, each in its own language. Nothing else in the repository makes or needs them.
"""

from __future__ import annotations

import base64
import itertools
import struct
import tempfile
import zlib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "en")
SIZES = {1440: 900, 390: 844}
MORE = (
    "phan-tu/so-tai-chinh/", "phan-tu/xa-dien-khanh/", "phan-tu/sd-t-02/", "phan-tu/lgsp-tinh/", "phan-tu/qd-1425-2026/",
    "lop/data-core-platforms/", "kham-pha/#e=lgsp-tinh", "kham-pha/#a=so-tai-chinh&b=lgsp-tinh",
)  # fmt: skip
DAY = date(2026, 11, 23)
PALETTE = """async (data) => {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data: dots } = pen.getImageData(0, 0, image.width, image.height), count = new Map(), all = new Uint16Array(dots.length / 4);
  for (let n = 0; n < all.length; n++) {
    const key = ((dots[4 * n] >> 3) << 10) | ((dots[4 * n + 1] >> 3) << 5) | (dots[4 * n + 2] >> 3), held = count.get(key);
    all[n] = key;
    if (held) { held[0]++; for (let c = 0; c < 3; c++) held[c + 1] += dots[4 * n + c]; } else count.set(key, [1, dots[4 * n], dots[4 * n + 1], dots[4 * n + 2]]);
  }
  const kept = [...count].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).slice(0, 256).map(([, [n, ...sums]]) => sums.map((sum) => Math.round(sum / n)));
  const nearest = new Map();
  for (const [key, [n, ...sums]] of count) {
    let best = 0, least = Infinity;
    kept.forEach((colour, i) => { const far = colour.reduce((sum, v, c) => sum + (v - sums[c] / n) ** 2, 0); if (far < least) { least = far; best = i; } });
    nearest.set(key, best);
  }
  let text = "";
  const places = Uint8Array.from(all, (key) => nearest.get(key));
  for (let n = 0; n < places.length; n += 32768) text += String.fromCharCode(...places.subarray(n, n + 32768));
  return { width: image.width, height: image.height, palette: kept.flat(), dots: btoa(text) };
}"""


def png(width: int, height: int, palette: list[int], dots: bytes) -> bytes:
    """A PNG of at most 256 colours."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    lines = b"".join(b"\x00" + dots[n * width : (n + 1) * width] for n in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", bytes(palette))
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


def name(path: str) -> str:
    """The file name of a page's picture, without its width."""
    return path.strip("/").replace("/#", "-").translate(str.maketrans("/=&", "---")) or "trang-chu"


def folder(language: str) -> Path:
    """Where the pictures of a language lie."""
    return ROOT / "docs" / language / "huong-dan" / "anh"


def take(site: Path) -> None:
    """All pictures of a built site, in both languages."""
    from benchmarks.shell import opened
    from generators.site import landing_paths

    for language in LANGUAGES:
        folder(language).mkdir(parents=True, exist_ok=True)
        for old in folder(language).glob("*.png"):
            old.unlink()
    with opened(site) as (cutter, address):
        for language, (width, height) in itertools.product(LANGUAGES, SIZES.items()):
            page = cutter.context.browser.new_page(viewport={"width": width, "height": height})
            for path in (*landing_paths(), *MORE):
                page.goto("about:blank")
                page.goto(f"{address}{language}/{path}", wait_until="networkidle")
                if path.startswith("kham-pha"):
                    page.locator(".k-node").first.wait_for()
                made = cutter.evaluate(PALETTE, base64.b64encode(page.screenshot()).decode())
                (folder(language) / f"{name(path)}-{width}.png").write_bytes(
                    png(made["width"], made["height"], made["palette"], base64.b64decode(made["dots"]))
                )


HEAD = {
    "vi": "# Hình ảnh các trang\n\nMỗi loại trang trên màn hình rộng và trên điện thoại, chụp từ trang tính tại ngày {day}. Chọn hình để mở cỡ thật.\n",
    "en": "# Pictures of the pages\n\nEach kind of page on a desk and on a phone, as of {day}. Choose a picture to see it in full.\n",
}
WORDS = {"vi": ("màn hình rộng", "điện thoại"), "en": ("desk", "phone")}


def write(language: str, titles: list[tuple[str, str]]) -> None:
    """The page of the guide that shows the pictures; `titles` are (path, title)."""
    from khung.vietnamese import format_date

    parts = [HEAD[language].format(day=format_date(DAY, language))]
    for path, title in titles:
        shots = "".join(
            f'<a href="../anh/{name(path)}-{width}.png"><img src="../anh/{name(path)}-{width}.png" alt="{title}: {word}" loading="lazy" width="{width}" height="{SIZES[width]}"></a>'
            for width, word in zip(SIZES, WORDS[language], strict=True)
        )
        parts.append(
            f'<details class="k-fold"{" open" if path == "" else ""}><summary>{title}</summary><p class="k-shots">{shots}</p></details>\n'
        )
    (ROOT / "docs" / language / "huong-dan" / "hinh-anh.md").write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """Build, take, write."""
    from cli.console import COPIES
    from cli.site import build
    from cli.workspace import copied, project, since_release
    from generators.site import pages
    from khung.load import load

    loaded, _ = copied(load(ROOT), COPIES[0])
    judged = since_release(project(loaded, DAY), ROOT, COPIES[0])
    with tempfile.TemporaryDirectory() as made:
        build(ROOT, judged, Path(made) / "site")
        take(Path(made) / "site")
    for language in HEAD:
        held = {page.path: page.title for page in pages(judged, language)}
        wanted = [path for path in held if f"{name(path)}-1440.png" in {p.name for p in folder(language).glob("*.png")}]
        more = [path for path in MORE if "#" in path]
        write(
            language,
            [*((path, held[path]) for path in wanted), *((path, f"{held['kham-pha/']} ({path.partition('#')[2]})") for path in more)],
        )


if __name__ == "__main__":
    main()
