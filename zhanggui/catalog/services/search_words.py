"""Words that a product is found by: Chinese words, and the initials of their pinyin."""

import re
from functools import cache
from importlib import import_module
from typing import Any

LONGEST = 300
_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _dictionary(name: str) -> Any:
    """A word list. Loaded when first used: it takes a good part of a second that most commands never need."""
    return import_module(name)


def search_words(*texts: str) -> str:
    """The words of a product's title, attributes and codes, for a `simple` tsvector."""
    words: dict[str, None] = {}
    for text in texts:
        for piece in _WORD.findall(text.lower()):
            words[piece] = None
            if _HAN.search(piece):
                words.update(dict.fromkeys(word.strip() for word in _dictionary("rjieba").cut_for_search(piece)))
    return " ".join(word for word in words if word)


def pinyin_initials(text: str) -> str:
    """First letters of the pinyin of Chinese text, other letters and digits as they are."""
    if not _HAN.search(text):
        return text.lower()[:LONGEST]
    pinyin = _dictionary("pypinyin")
    letters = pinyin.lazy_pinyin(text, style=pinyin.Style.FIRST_LETTER, errors=lambda part: part.lower())
    return "".join(letters)[:LONGEST]
