"""Amounts: Decimal with two places, and sharing out that adds up to the cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
SYMBOLS = {"CNY": "¥", "BRL": "R$ ", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$ ", "SGD": "S$ ", "AUD": "A$ "}
TWO_DIGIT_CURRENCIES = frozenset(
    {*SYMBOLS, "CAD", "CHF", "MYR", "THB", "PHP", "INR", "MXN", "NZD", "PLN", "SEK", "TRY"}
)


def as_amount(value: Decimal | int | str) -> Decimal:
    """Round to two places, halves away from zero."""
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def amount_text(value: Decimal | None) -> str | None:
    """An amount as JSON and the command line write it: two decimals, no symbol."""
    return None if value is None else f"{value:.2f}"


def spoken_amount(value: Decimal, currency: str) -> str:
    """An amount within a sentence, `¥2.20`, without plus or minus: the words say which."""
    return f"{SYMBOLS.get(currency or 'CNY', f'{currency} ')}{abs(value):,.2f}"


def share_out(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount by weights; the parts add up to the cent (largest remainder)."""
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    cents = int(as_amount(total) / CENT)
    exact = [cents * weight / whole for weight in weights]
    parts = [int(value // 1) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: exact[index] - parts[index], reverse=True)
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return [part * CENT for part in parts]
