"""Couriers and the forms of their waybill numbers (FUL-08).

The forms are observations that couriers change without notice and that overlap, so a guess
is a list of candidates; the table is data in `data/couriers.csv`.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

COURIERS_FILE = Path(__file__).resolve().parent.parent / "data" / "couriers.csv"
OTHER = "OTHER"  # a courier that the table does not know

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_NOISE = re.compile(r"[@\s'`\"=]")
_CHARACTERS = re.compile(r"[0-9A-Z-]+")
_ORDER_NUMBER = re.compile(r"LP\d{14,18}")
_LETTERS_DECIDE = re.compile(r"[A-Z]{2}")
_SHORTEST, _LONGEST = 8, 30


@dataclass(frozen=True, slots=True)
class Courier:
    """One courier: the code of the marketplaces, its names, how fast it is, and the forms of its numbers.

    `pace` is in days more (or less) than an ordinary express, for the proposed transit days.
    """

    code: str
    name: str
    english: str
    kuaidi100: str
    pace: int
    aliases: tuple[str, ...]
    forms: tuple[re.Pattern[str], ...]

    def fits(self, number: str) -> bool:
        """Whether a normalised number has one of this courier's forms."""
        return any(form.fullmatch(number) for form in self.forms)


@lru_cache(maxsize=1)
def couriers() -> dict[str, Courier]:
    """All known couriers by code, in the order in which guesses are offered."""
    with COURIERS_FILE.open(encoding="utf-8", newline="") as stream:
        return {
            row["code"]: Courier(
                row["code"],
                row["name"],
                row["english"],
                row["kuaidi100"],
                int(row["pace"]),
                tuple(row["aliases"].split("|")),
                tuple(re.compile(form) for form in row["patterns"].split()),
            )
            for row in csv.DictReader(stream)
        }


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for courier in couriers().values():
        spoken = (
            courier.code,
            courier.name,
            courier.english,
            courier.kuaidi100,
            *courier.aliases,
        )
        for name in spoken:
            names.setdefault(_folded(name), courier.code)
    return names


def _folded(name: str) -> str:
    return re.sub(r"[\s()（）]|有限公司$", "", name).casefold()


def courier_code(name: str) -> str:
    """The code of a courier as files write it (`中通快递`, `ZTO`, `zhongtong`); `OTHER` if unknown.

    An unknown name falls back to a known name that it begins with (`中通快递(杭州)`).
    """
    folded = _folded(name)
    names = _codes_by_name()
    if folded in names:
        return names[folded]
    beginnings = [known for known in names if len(known) > 1 and folded.startswith(known)]
    is_chinese = bool(beginnings) and not max(beginnings, key=len).isascii()
    return names[max(beginnings, key=len)] if is_chinese else OTHER


def normal_waybill(number: str) -> str:
    """The number in capitals without spaces, tabs, `@` and spreadsheet wrappers."""
    return _NOISE.sub("", number).upper()


def s10_check_digit(serial: str) -> int:
    """The check digit of a postal item's eight digits (UPU S10)."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def _has_wrong_check_digit(number: str) -> bool:
    match = _S10.fullmatch(number)
    return match is not None and s10_check_digit(match[1]) != int(match[2])


def check_waybill(courier_code: str, number: str) -> str | None:
    """Why a number cannot be this courier's, as a reason code; None when its form is right.

    `empty`, `characters`, `length`, `order_number` (an LP number of Cainiao is no waybill),
    `check_digit` (postal items), `form`. A courier without a known form is only checked for
    characters and length.
    """
    plain = normal_waybill(number)
    reason = _general_reason(plain)
    courier = couriers().get(courier_code)
    if reason or courier is None:
        return reason
    if not courier.fits(plain):
        return "waybill.form"
    is_postal = courier.code in {"EMS", "POSTB"}
    return "waybill.check_digit" if is_postal and _has_wrong_check_digit(plain) else None


def _general_reason(plain: str) -> str | None:
    """What no courier's number may be."""
    if not plain:
        return "waybill.empty"
    if not _CHARACTERS.fullmatch(plain):
        return "waybill.characters"
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return "waybill.length"
    return "waybill.order_number" if _ORDER_NUMBER.fullmatch(plain) else None


def guess_couriers(number: str) -> list[str]:
    """Codes of the couriers whose form fits, likeliest first; letters in front decide alone."""
    plain = normal_waybill(number)
    if _ORDER_NUMBER.fullmatch(plain) or _has_wrong_check_digit(plain):
        return []
    codes = [code for code, courier in couriers().items() if courier.fits(plain)]
    if _LETTERS_DECIDE.match(plain):
        return codes
    return sorted(codes, key=lambda code: code in {"TTKDEX", "ZJS", "HTKY", "DBL"})
