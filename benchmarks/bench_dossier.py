"""The whole dossier of the province against its cold validate, and the memory it takes. Without the PDF of the document, which is
LibreOffice's work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import bench_workbook

ROOT = Path(__file__).resolve().parent.parent
TIMES, MEGABYTES = 60.0, 1024.0


def compare(khung: str, folder: Path, cpu: Callable[..., float], peak: Callable[..., int]) -> Iterator[tuple[str, float, float, str]]:
    """Name, ratio, goal and detail of each comparison."""
    command = (khung, "-C", str(ROOT), "dossier", "build", "--no-pdf", "-o", str(folder / "ho-so"))
    cold = min(cpu(khung, "-C", str(ROOT), "validate", "--no-cache") for _ in range(3))
    whole = cpu(*command)
    yield "whole dossier of the province / cold validate", whole / cold, TIMES, f"{whole:.1f} s / {cold:.2f} s"
    megabytes = peak(*command) / 2**20
    yield "memory of the whole dossier, in MB", megabytes, MEGABYTES, f"{megabytes:.0f} MB"
    yield from bench_workbook.compare(khung, folder, cpu, peak)
