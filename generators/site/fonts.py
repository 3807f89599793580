"""The web fonts: the one font of site and pictures, cut down to the letters that Vietnamese and English need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath

from khung.artifact import Artifact

WEIGHTS = {400: "Regular", 600: "SemiBold"}
_LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x300, 0x30A), 0x323, *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2027), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AB, *range(0x2190, 0x219A), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265,
)  # fmt: skip


def fonts(keep: Callable[[str, Callable[[], bytes]], bytes]) -> Iterator[Artifact]:
    """One WOFF2 file for each weight. `keep(key, make)` gives what was made before under a key, or makes it."""
    made_of = f"{version('fontpkg-be-vietnam-pro')} {version('fonttools')} {_LETTERS}"
    for weight, style in WEIGHTS.items():
        data = keep(f"{style} {made_of}", partial(_subset, style))
        yield Artifact(PurePosixPath(f"assets/fonts/be-vietnam-pro-{weight}.woff2"), data)


def _subset(style: str) -> bytes:
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 - heavy
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    folder = Path(next(iter(fontpkg_be_vietnam_pro.__path__)))
    font = TTFont(next(folder.rglob(f"BeVietnamPro-{style}.ttf")), recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, recalc_timestamp=False))
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
