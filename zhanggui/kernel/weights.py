"""Weights as people, files and scales write them; grams inside."""

import re
import unicodedata
from decimal import Decimal

MOST_G = 100_000
_GRAMS_A_KG = Decimal(1000)
_UNITS = {
    "kg": _GRAMS_A_KG,
    "公斤": _GRAMS_A_KG,
    "千克": _GRAMS_A_KG,
    "斤": Decimal(500),
    "g": Decimal(1),
    "克": Decimal(1),
}
# A scale sends more than the number: `ST,GS,+  1.250kg`.
_WEIGHT = re.compile(
    r"(?:[a-z]{2},(?:[a-z]{2},)?)?\+?\s*(?P<number>\d{1,6}(?:\.\d{1,4})?)\s*(?P<unit>kg|g|公斤|千克|斤|克)?"
)


def read_grams(text: str, *, unit_needed: bool = False) -> int | None:
    """`1.25kg`, `1250`, `1.25`, `2斤` or what a scale types as grams, from 1 g to 100 kg; None for anything else.

    Without unit a number with decimals is kilograms, one without is grams.
    """
    found = _WEIGHT.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    if found is None or (unit_needed and not found["unit"]):
        return None
    unit = found["unit"] or ("kg" if "." in found["number"] else "g")
    grams = round(Decimal(found["number"]) * _UNITS[unit])
    return grams if 1 <= grams <= MOST_G else None


def weight_text(grams: int | None) -> str:
    """`1.25 kg`; empty where nobody knows."""
    if grams is None:
        return ""
    return f"{(Decimal(grams) / _GRAMS_A_KG).normalize():f} kg"
