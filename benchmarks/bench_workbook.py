"""Template 03 of 10,000 objects, out and in, against cold validation of the same model; memory of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import synthetic

COUNT, OUT, IN, MEGABYTES = 10_000, 15.0, 20.0, 1024.0


def compare(khung: str, folder: Path, cpu: Callable[..., float], peak: Callable[..., int]) -> Iterator[tuple[str, float, float, str]]:
    """Name, ratio, goal and detail of each comparison."""
    root = folder / "workbook"
    synthetic.write(root, COUNT)
    start = (khung, "-C", str(root))
    out, into = (*start, "dossier", "workbook", "-o", str(root / "bang.xlsx")), (*start, "import", "workbook", str(root / "sua.xlsx"))
    cold = min(cpu(*start, "validate", "--no-cache") for _ in range(3))
    wrote = min(cpu(*out) for _ in range(2))
    _change(root)
    read = min(cpu(*into) for _ in range(2))
    yield "workbook of 10k objects out ÷ cold validate", wrote / cold, OUT, f"{wrote:.2f} s ÷ {cold:.2f} s"
    yield "workbook of 10k objects in ÷ cold validate", read / cold, IN, f"{read:.2f} s ÷ {cold:.2f} s"
    for name, command in (("out", out), ("in", into)):
        megabytes = peak(*command) / 2**20
        yield f"memory of the workbook {name}, in MB", megabytes, MEGABYTES, f"{megabytes:.0f} MB"


def _change(root: Path) -> None:
    """One cell changed, so that the import has something to do and to tell."""
    from openpyxl import load_workbook

    book = load_workbook(root / "bang.xlsx")
    book["DM_DOITUONG"]["D5"] = "Tên đã sửa"
    book.save(root / "sua.xlsx")
