"""How much two receivers look like one household, as a score from 0 to 100 with the reasons.

Nothing that a marketplace has masked counts: a star is no evidence, and neither is what stands
beside it, so two masked contacts never look alike because of their stars.
"""

import re
from collections import Counter
from dataclasses import dataclass

from zhanggui.customers.queries import normal_phone

# Each kind of evidence alone; together they are added as independent chances and scaled to 100.
_WEIGHTS = {"phone": 0.80, "address": 0.85, "name": 0.30}
_ALL = 1 - (1 - _WEIGHTS["phone"]) * (1 - _WEIGHTS["address"]) * (1 - _WEIGHTS["name"])
# Words of an address differ in writing; the numbers of road, house and room do not.
_SAME_NUMBERS, _OTHER_NUMBERS = 0.6, 0.3
_SHORTEST = 4
_STARS = "*\uff0a\u2217\u25cf"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a parcel, as far as known."""

    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 100, and which of phone, address and name speak for it."""

    score: int
    reasons: tuple[str, ...]


def likeness(one: Receiver, other: Receiver) -> Likeness:
    """How alike two receivers are: symmetric, 100 when all of phone, address and name are known and equal."""
    evidence = {
        "phone": float(_same(_phone(one.phone), _phone(other.phone))),
        "address": address_likeness(one.address, other.address),
        "name": float(_same(_name(one.name), _name(other.name))),
    }
    doubt = 1.0
    for kind, weight in _WEIGHTS.items():
        doubt *= 1 - weight * evidence[kind]
    reasons = tuple(kind for kind, share in evidence.items() if share >= _SAME_NUMBERS)
    return Likeness(round(100 * (1 - doubt) / _ALL), reasons)


def address_likeness(one: str, other: str) -> float:
    """From 0 to 1: equal but for blanks and signs is 1; the same numbers in other words less; masked is 0."""
    first, second = _address(one), _address(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    pairs, others = _pairs(first), _pairs(second)
    shared = sum((pairs & others).values())
    words = 2 * shared / (pairs.total() + others.total())
    numbers = _numbers(one)
    if numbers and numbers == _numbers(other):
        return _SAME_NUMBERS * (words > 0) + (1 - _SAME_NUMBERS) * words
    return _OTHER_NUMBERS * words


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _is_masked(text: str) -> bool:
    """One star is enough: what is left of a masked value proves nothing."""
    return any(star in text for star in _STARS)


def _phone(text: str) -> str:
    return "" if _is_masked(text) else normal_phone(text)


def _name(text: str) -> str:
    plain = "".join(text.split())
    return "" if len(plain) < 2 or _is_masked(plain) else plain


def _address(text: str) -> str:
    if _is_masked(text):
        return ""
    plain = re.sub(r"[\W_]+", "", text).lower()
    return plain if len(plain) >= _SHORTEST else ""


def _numbers(text: str) -> list[str]:
    """The numbers of road, house and room, kept apart as they were written."""
    return re.findall(r"\d+", text)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1))
