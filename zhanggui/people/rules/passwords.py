"""What makes a long password weak all the same (SEC-03)."""

import re
from collections.abc import Container
from enum import StrEnum

_ROWS = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_RUNS = tuple(row * 3 for row in _ROWS) + tuple(row[::-1] * 3 for row in _ROWS)
_EDGES = re.compile(r"^[^a-z]+|[^a-z]+$")
_PADDING = 6  # so many digits or signs around a known word do not make it a new one
_OWN_WORDS = frozenset({"zhanggui", "password", "taobao", "tmall", "admin", "administrator"})
_NAME_LENGTH = 3


class Weakness(StrEnum):
    """Why a password is easily guessed."""

    NAME = "name"
    REPEATED = "repeated"
    RUN = "run"
    KNOWN = "known"


def weakness_of(password: str, *, names: tuple[str, ...], known: Container[str]) -> Weakness | None:
    """The first reason why the password is easily guessed, None when there is none.

    `names` are the sign-in name and the display name, `known` the list of bad passwords in lower case.
    """
    text = password.strip().casefold()
    if any(len(name) >= _NAME_LENGTH and name.casefold() in text for name in names):
        return Weakness.NAME
    if text and (text + text).find(text, 1) * 3 <= len(text):
        return Weakness.REPEATED
    if any(text in run for run in _RUNS):
        return Weakness.RUN
    stem = _EDGES.sub("", text)
    is_word = stem in _OWN_WORDS or stem in known
    if text in known or (is_word and len(text) - len(stem) <= _PADDING):
        return Weakness.KNOWN
    return None
