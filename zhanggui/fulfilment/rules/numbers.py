"""The numbers that a batch gives out. Composed of the day, so that a number alone says when."""

from datetime import date

_WEIGHTS = (3, 1)
# In the period of a batch of single orders: `2026-11-21#x4711`.
EXTRA = "#x"


def check_digit(digits: str) -> int:
    """The last digit of a parcel or slip number: GS1's rule, so that one mistyped digit shows."""
    total = sum(int(digit) * _WEIGHTS[index % 2] for index, digit in enumerate(reversed(digits)))
    return -total % 10


def batch_number(day: date, running: int) -> str:
    """`B20261121-1`: the first batch of that day."""
    return f"B{day:%Y%m%d}-{running}"


def parcel_number(day: date, running: int) -> str:
    """`ZG26112100017`: day, running number of the day in at least four digits, check digit."""
    return _numbered("ZG", day, running)


def slip_number(day: date, running: int) -> str:
    """`CK26112100017`: the outbound slip of the parcel with the same digits."""
    return _numbered("CK", day, running)


def _numbered(letters: str, day: date, running: int) -> str:
    digits = f"{day:%y%m%d}{running:04d}"
    return f"{letters}{digits}{check_digit(digits)}"
