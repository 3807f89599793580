"""A page as a value, and the sections that pages belong to. Knows no engine and no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from generators.svg import Drawing
from khung.model import Element

Made_co = TypeVar("Made_co", covariant=True)

HOME, WHO, ARCHITECTURE, PLAN, DATA, CONFORMANCE, LAW, PICTURES, GUIDE = (
    "home", "who", "architecture", "plan", "data", "conformance", "law", "pictures", "guide",
)  # fmt: skip

ELEMENTS, EXPLORER = "phan-tu/", "kham-pha/"
NAVIGATION: dict[str, tuple[tuple[str, str], ...]] = {
    HOME: (("", "home"),),
    WHO: (("co-quan/", "agencies"), ("xa-phuong/", "communes")),
    ARCHITECTURE: (
        ("lop/", "layers"),
        ("hinh-7/", "figure_7"),
        ("hinh-8/", "figure_8"),
        ("hinh-9/", "figure_9"),
        ("nang-luc/", "capabilities"),
        ("ung-dung-du-lieu/", "systems_by_data"),
        ("cong-nghe/", "technology"),
        ("danh-muc/", "catalogue"),
    ),
    PLAN: (("ke-hoach/", "plan_page"), ("phan-cong/", "matrix"), ("tien-do/", "timeline"), ("giai-doan/", "plateaus")),
    DATA: (("du-lieu/", "data_page"), ("csdl-trong-yeu/", "priority"), ("chia-se/", "sharing"), ("tu-dien/", "dictionary")),
    CONFORMANCE: (
        ("tuan-thu/", "conformance_page"),
        ("ban-hanh/", "issue_page"),
        ("quy-tac/", "rules_page"),
        ("thanh-phan-quoc-gia/", "national_page"),
        ("trach-nhiem/", "heads_page"),
        ("ngoai-le/", "waivers_page"),
    ),
    LAW: (("phap-ly/", "law_page"), ("hieu-luc/", "force"), ("thay-doi/", "changes")),
    PICTURES: (("so-do/", "pictures_page"), (EXPLORER, "explorer_page")),
}
"""The landing pages of each section: path and key of the title. Paths are the same in both languages."""


class Picture(Protocol):
    """A view and its drawing in one language, as the picture generators make it."""

    @property
    def view(self) -> Element:
        """The view element that was drawn."""

    @property
    def drawing(self) -> Drawing:
        """What it looks like."""


def shown_ids(picture: Picture) -> Iterable[str]:
    """The elements that a picture shows, each once, in its order."""
    return dict.fromkeys(re.findall(r'href="khung:([a-z0-9-]+)"', picture.drawing.svg))


def showing(pictures: Iterable[Picture]) -> dict[str, list[Picture]]:
    """The pictures that show an element, by its id."""
    found: dict[str, list[Picture]] = {}
    for picture in pictures:
        for id in shown_ids(picture):
            found.setdefault(id, []).append(picture)
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """What search knows of a page: a title, one short text, keys (ids, codes, abbreviations, other names), a weight (1 is usual)."""

    title: str
    text: str = ""
    keys: tuple[str, ...] = ()
    weight: float = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` ends with "/" ("" is the home page); `body` is ready HTML whose links are relative to it.
    A page outside `NAVIGATION` lies two folders deep."""

    path: str
    title: str
    body: str
    section: str
    entry: Entry = field(default=Entry(""))
    description: str = ""


@dataclass(frozen=True, slots=True)
class Recipe(Generic[Made_co]):
    """A page or a file that can be made: its path, and how."""

    path: str
    make: Callable[[], Made_co]


def landing_paths() -> tuple[str, ...]:
    """The paths that stand in the navigation, in its order."""
    return tuple(path for pages in NAVIGATION.values() for path, _ in pages)
