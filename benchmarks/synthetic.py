"""Synthetic models of any size: seeded, 25 elements a file, in the words of the real metamodel."""

from __future__ import annotations

import random
from pathlib import Path

PER_FILE = 25


def write(folder: Path, count: int, seed: int = 7) -> int:
    """Write a clean workspace of about `count` elements under `folder`; returns the bytes written."""
    chance = random.Random(seed)
    organisations = max(10, count // 50)
    (folder / "model" / "parts").mkdir(parents=True, exist_ok=True)
    size = _put(folder / "model" / "khung.yaml", 'workspace:\n  mo-hinh: {name: Mô hình tổng hợp, name_en: Synthetic, version: "1"}\n')
    rows = [_organisation(n) for n in range(organisations)]
    rows += [_application(n, count - organisations, organisations, chance) for n in range(count - organisations)]
    for first in range(0, len(rows), PER_FILE):
        kinds: dict[str, list[str]] = {}
        for kind, text in rows[first : first + PER_FILE]:
            kinds.setdefault(kind, []).append(text)
        body = "".join(f"{kind}:\n" + "".join(texts) for kind, texts in kinds.items())
        size += _put(folder / "model" / "parts" / f"part-{first // PER_FILE:05d}.yaml", body)
    return size


def _organisation(n: int) -> tuple[str, str]:
    parent = f"    parent: to-chuc-{(n - 1) // 8}\n" if n else ""
    return "organisation", (
        f"  to-chuc-{n}:\n    name: Cơ quan số {n}\n    name_en: Body {n}\n    tier: province\n    system: government\n{parent}    assumed: true\n\n"
    )


def _application(n: int, count: int, organisations: int, chance: random.Random) -> tuple[str, str]:
    later = [f"he-thong-{chance.randrange(n + 1, count)}" for _ in range(chance.randrange(3))] if n + 1 < count else []
    depends = f"    depends_on: [{', '.join(sorted(set(later)))}]\n" if later else ""
    return "application", (
        f"  he-thong-{n}:\n"
        f"    name: Hệ thống thông tin số {n}\n"
        f"    name_en: Information system {n}\n"
        f"    description: Hệ thống phục vụ nghiệp vụ thứ {n} của cơ quan và người dân trên địa bàn tỉnh\n"
        f"    description_en: A system for business {n} of the body and the people of the province\n"
        f"    code: KT-{n + 1}\n"
        f"    record: original\n"
        f"    owner: to-chuc-{chance.randrange(organisations)}\n"
        f"    operator: to-chuc-{chance.randrange(organisations)}\n"
        f"    scope: [province, commune]\n"
        f"    sharing: province\n"
        f"    lifecycle: operating\n"
        f"{depends}"
        f"    since: 2026-01-01\n"
        f"    assumed: true\n\n"
    )


def _put(path: Path, text: str) -> int:
    data = text.encode()
    path.write_bytes(data)
    return len(data)
