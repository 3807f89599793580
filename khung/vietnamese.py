"""Vietnamese text: accent folding, tone placement, order, slugs, dates. Knows nothing of models."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from itertools import product

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ORDER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
_RANK = {letter: number for number, letter in enumerate(_ORDER)}
_BASE = {letter: unicodedata.normalize("NFD", letter)[0] for letter in _ORDER}


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case text without accents, đ as d: "Kế hoạch" -> "ke hoach"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def slug(text: str) -> str:
    """A kebab-case ASCII id: "Sở Tài chính" -> "so-tai-chinh"."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A sort key in Vietnamese dictionary order: letters first (ă after a, đ after d), tones second."""
    weights = [_weights(c) for c in unicodedata.normalize("NFC", text.casefold())]
    return tuple([letter for letter, _ in weights]), tuple([tone for _, tone in weights])


def tone_variants(word: str) -> set[str]:
    """The other spelling(s) of a word whose tone may stand on either vowel: "hòa" -> {"hoà"}."""
    lower = unicodedata.normalize("NFD", word.casefold())
    found = set()
    for pair in ("oa", "oe", "uy"):
        for first, second in product(("", *_TONES), repeat=2):
            if bool(first) == bool(second) or (pair == "uy" and "qu" in lower):
                continue
            spelled, other = pair[0] + first + pair[1] + second, pair[0] + second + pair[1] + first
            place = lower.find(spelled)
            if place >= 0 and place + len(spelled) == len(lower):
                found.add(unicodedata.normalize("NFC", lower[:place] + other))
    return found


def format_date(day: date | str, language: str) -> str:
    """A day as its readers write it: 29/01/2027 in Vietnamese, 29 January 2027 in English."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@lru_cache(maxsize=4096)
def _weights(letter: str) -> tuple[int, int]:
    """What a letter weighs without its tone, and with it."""
    return _RANK.get(_without_tone(letter), ord(letter) + 1000) if letter in _RANK else _other(letter), _RANK.get(letter, 0)


@lru_cache(maxsize=512)
def _without_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))


def _other(letter: str) -> int:
    return -1 if letter.isspace() else ord(letter) - 0x10000 if not letter.isalpha() else ord(letter) + 1000
