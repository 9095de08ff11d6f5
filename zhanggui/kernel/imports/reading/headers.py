"""Header names and the rows of a table that are not data (formats 0.2, 0.3, 0.11)."""

import re
from collections.abc import Sequence
from functools import lru_cache

HEADER_SEARCH_ROWS = 10
REASON_NAMES = frozenset({"Reason", "原因"})

MISSING = frozenset({"", "-", "--", "null", "NULL", "Null", "None", "none", "\\N", "无"})
TOTAL_NAMES = frozenset(
    {
        "总计",
        "合计",
        "小计",
        "总和",
        "汇总",
        "总合计",
        "本页合计",
        "本页小计",
        "total",
        "grand total",
    }
)
EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})

# Full-width ASCII, the ideographic space and the variants of the minus sign.
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x2212: "-",
    0xFFE5: "¥",
}
_NAMES = WIDE | {0xFEFF: "", 0x200B: "", 0x2060: "", ord("帐"): "账"}
_LONGEST_REMEMBERED = 60
_SPACES = re.compile(r"\s+")
_CJK_SPACE = re.compile(r"(?<=[\u2e80-\u9fff()]) | (?=[\u2e80-\u9fff()])")


def normalise_header(name: str) -> str:
    """A header name as it is compared: no stray spaces, half-width, no final colon, 帐 as 账."""
    return _remembered(name) if len(name) <= _LONGEST_REMEMBERED else _normalised(name)


def _normalised(name: str) -> str:
    name = _SPACES.sub(" ", name.translate(_NAMES)).strip(" '\"=`")
    name = _CJK_SPACE.sub("", name)
    return name.rstrip(": ")


# Every kind asks for the same names of the same file; cells that are no names may be long.
_remembered = lru_cache(maxsize=2_000)(_normalised)


def name_columns(raw: Sequence[str]) -> tuple[list[str], list[str]]:
    """Normalised unique names, and those that occur twice: the first keeps the name, later ones get `#2`."""
    names: list[str] = []
    doubles: list[str] = []
    seen: dict[str, int] = {}
    for cell in raw:
        name = normalise_header(cell)
        seen[name] = count = seen.get(name, 0) + 1
        if name and count > 1:
            doubles.append(name)
            name = f"{name}#{count}"
        names.append(name)
    return names, doubles


def filled(row: Sequence[str]) -> list[str]:
    """The cells of a row that hold more than spaces."""
    return [cell for cell in row if cell and not cell.isspace()]


def trimmed(row: Sequence[str]) -> list[str]:
    """The row without its empty cells on the right."""
    end = len(row)
    while end and not row[end - 1].strip("\ufeff \t\r\n\u00a0\u3000"):
        end -= 1
    return list(row[:end])


def guess_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Index of the most likely header: the first row at least half as wide as the widest, without numbers."""
    widths = [len(filled(row)) for row in rows]
    widest = max(widths, default=0)
    if not widest:
        return None
    candidates = [index for index, width in enumerate(widths) if width * 2 >= widest]
    for index in candidates:
        if not any(_is_number(cell) for cell in filled(rows[index])):
            return index
    return candidates[0]


def _is_number(cell: str) -> bool:
    return cell.strip("=\"' \t").replace(".", "", 1).replace(",", "").isdigit()


def not_data(row: Sequence[str], raw_header: Sequence[str] = ()) -> str | None:
    """Why a row is not data: `blank`, `footer`, `total`, `repeated_header`; None for data.

    A cell such as `#1001` alone does not make a footer: Shopify numbers orders that way.
    """
    first = row[0] if row else ""
    if first[:2] == '="' or first[:1].isdigit():
        return None
    cells = filled(row)
    if not cells:
        return "blank"
    if is_footer(cells, len(raw_header)):
        return "footer"
    leading = next((cell.strip() for cell in cells if cell.strip() not in MISSING), "")
    if leading.lstrip("#").rstrip(":： ").lower() in TOTAL_NAMES:
        return "total"
    if raw_header and _repeats(row, raw_header):
        return "repeated_header"
    return None


def is_footer(cells: Sequence[str], width: int) -> bool:
    """Whether the filled cells of a row are a remark line that starts with `#`."""
    first = cells[0].strip()
    if not first.startswith("#") or first in EXCEL_ERRORS or first.startswith("###"):
        return False
    return len(cells) == 1 or (len(cells) == 2 and width >= 5)


def _repeats(row: Sequence[str], raw_header: Sequence[str]) -> bool:
    if normalise_header(row[0]) != normalise_header(raw_header[0]):
        return False
    return [normalise_header(cell) for cell in trimmed(row)] == [normalise_header(cell) for cell in trimmed(raw_header)]
