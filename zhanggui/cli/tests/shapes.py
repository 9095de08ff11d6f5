"""How every answer writes amounts and times."""

import re
from collections.abc import Iterator
from typing import Any

_AMOUNT = re.compile(r"-?\d+\.\d\d")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
_TIME_NAMES = ("at", "handed_over")


def misshapen(data: Any, path: str = "") -> list[str]:
    """Fields that hold an amount other than as text with two decimals, or a time without offset."""
    return [f"{where}={value!r}" for where, name, value in _leaves(data, path) if not _is_right(name, value)]


def _leaves(data: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for name, value in pairs:
        where = f"{path}.{name}"
        if isinstance(value, dict | list):
            yield from _leaves(value, where)
        else:
            yield where, str(name), value


def _is_right(name: str, value: Any) -> bool:
    if value is None:
        return True
    if name.endswith("amount") or name == "price":
        return isinstance(value, str) and bool(_AMOUNT.fullmatch(value))
    if name.endswith("_at") or name in _TIME_NAMES:
        return isinstance(value, str) and bool(_TIME.fullmatch(value))
    return not isinstance(value, float)
