"""How wide a text is and where it breaks: measured on the very font that site and pictures use."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

FAMILY = "Be Vietnam Pro"


@lru_cache(maxsize=4)
def font_file(*, bold: bool = False) -> Path:
    """The TTF of the one font everywhere, from its package."""
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 - heavy, and only pictures need it

    folder = Path(next(iter(fontpkg_be_vietnam_pro.__path__)))
    return next(folder.rglob(f"BeVietnamPro-{'Bold' if bold else 'Regular'}.ttf"))


@lru_cache(maxsize=4)
def _metrics(*, bold: bool) -> tuple[dict[int, float], float]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    font: Any = TTFont(font_file(bold=bold), lazy=True)
    scale = 1 / font["head"].unitsPerEm
    advances = font["hmtx"].metrics
    widths = {code: advances[name][0] * scale for code, name in font.getBestCmap().items()}
    return widths, widths[ord("n")]


@lru_cache(maxsize=65536)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text at `size`, in the same unit as `size`."""
    widths, unknown = _metrics(bold=bold)
    return sum(widths.get(ord(c), unknown) for c in text) * size


@lru_cache(maxsize=65536)
def wrap(text: str, size: float, most: float, *, bold: bool = False, lines: int = 99) -> tuple[str, ...]:
    """The text broken at spaces into lines no wider than `most`; past `lines` lines the rest becomes "…".
    A word wider than `most` is broken where it must."""
    made: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, size, most, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size, bold=bold) > most:
                made.append(line)
                line = piece
            else:
                line = longer
    made += [line] if line else []
    if len(made) <= lines:
        return tuple(made)
    last = made[lines - 1]
    while last and width(last + "…", size, bold=bold) > most:
        last = last[:-1].rstrip()
    return (*made[: lines - 1], last + "…")


def _pieces(word: str, size: float, most: float, *, bold: bool) -> list[str]:
    pieces = []
    while width(word, size, bold=bold) > most and len(word) > 1:
        cut = next((n for n in range(len(word) - 1, 1, -1) if width(word[:n], size, bold=bold) <= most), 1)
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]
