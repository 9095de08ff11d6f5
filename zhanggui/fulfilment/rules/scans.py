"""What a packer's scans mean for a parcel: which line each piece goes to, what is wrong, what is missing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhanggui.fulfilment.values import ScanFault, WrongScan

_COUNTED = re.compile(r"(?P<code>.+?)[*xX×](?P<count>[1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a parcel: what may be scanned for it, how many are in and how many must be."""

    line_id: int
    sku_code: str
    barcode: str
    quantity: int
    packed: int

    def is_called(self, code: str) -> bool:
        """Whether a scanned code names this line: its SKU code or barcode, whatever the case."""
        return code.casefold() in {self.sku_code.casefold(), self.barcode.casefold()} - {""}


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """Pieces packed per line after the scans, and those that were refused."""

    packed: dict[int, int]
    wrong: tuple[WrongScan, ...]


def read_codes(codes: Iterable[str], lines: Sequence[Wanted]) -> list[tuple[str, int]]:
    """Codes with counts: `MUG-01*3` means three, unless a line is really called that."""
    read = []
    for raw in codes:
        code = raw.strip()
        match = _COUNTED.fullmatch(code)
        if match and not any(line.is_called(code) for line in lines):
            read.append((match["code"].strip(), int(match["count"])))
        elif code:
            read.append((code, 1))
    return read


def apply_scans(lines: Sequence[Wanted], codes: Iterable[str]) -> ScanOutcome:
    """Put scanned pieces to the lines that still want them; a refused scan changes no line (FUL-10).

    A counted scan goes in whole or not at all.
    """
    packed = {line.line_id: line.packed for line in lines}
    wrong = []
    for code, count in read_codes(codes, lines):
        called = [line for line in lines if line.is_called(code)]
        room = {line.line_id: line.quantity - packed[line.line_id] for line in called}
        if not called:
            wrong.append(WrongScan(code, ScanFault.NOT_IN_PARCEL))
        elif sum(room.values()) < count:
            wrong.append(WrongScan(code, ScanFault.TOO_MANY))
        else:
            left = count
            for line_id, free in room.items():
                taken = min(free, left)
                packed[line_id] += taken
                left -= taken
    return ScanOutcome(packed, tuple(wrong))
