"""What readers of all marketplaces share: columns by internal name, and a row's error with its column."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding
from zhanggui.kernel.imports.reading.cells import CellError, amount

# What marketplaces write where a fact does not apply; kept out of `extra` to spare a million rows.
EMPTY_FACTS = frozenset({"", "0", "0.00", "0元", "否", "-", "--", "null", "NULL", "None", "\\N", "无", '=""'})


class Columns:
    """Where each internal field stands in a header; the alias that is listed first wins."""

    def __init__(self, header: Sequence[str], aliases: Mapping[str, str]) -> None:
        places = {name: index for index, name in reversed(list(enumerate(header)))}
        self.header = header
        self.at: dict[str, int] = {}
        self.all_at: dict[str, list[int]] = {}
        for name, field in aliases.items():
            if name in places:
                self.at.setdefault(field, places[name])
                self.all_at.setdefault(field, []).append(places[name])
        known = {place for found in self.all_at.values() for place in found}
        self.others = [(index, name) for index, name in enumerate(header) if name and index not in known]

    def __contains__(self, field: str) -> bool:
        return field in self.at

    def name(self, field: str) -> str:
        """The column's name as the file writes it, for error messages."""
        return self.header[self.at[field]]


class CellProblem(Exception):
    """A cell of a row that cannot be used; becomes a finding."""

    def __init__(self, column: str, error: CellError) -> None:
        super().__init__(column)
        self.column = column
        self.error = error


def refuse(columns: Columns, field: str, code: str, message: Any, value: object) -> CellProblem:
    """A problem that the reader itself found in a column."""
    name = columns.name(field) if field in columns else field
    return CellProblem(name, CellError(code, message, value))


def cell(columns: Columns, cells: Sequence[str], field: str, convert: Callable[[str], Any]) -> Any:
    """One converted cell; None when the file has no such column."""
    at = columns.at.get(field)
    if at is None:
        return None
    try:
        return convert(cells[at])
    except CellError as error:
        raise CellProblem(columns.header[at], error) from error


def problem_finding(row_no: int, cells: Sequence[str], problem: CellProblem) -> RowFinding:
    """The finding that quarantines the row."""
    error = problem.error
    params = {**error.params, "message": str(error)}
    return RowFinding(row_no, Finding.ERROR, error.code, column=problem.column, params=params, cells=list(cells))


@lru_cache(maxsize=50_000)
def positive_amount(text: str) -> Decimal | None:
    """An amount that cannot be below zero, such as a price or a total."""
    value = amount(text)
    if value is not None and value < 0:
        raise CellError("imports.negative_amount", _("%(value)s is below zero, which this column cannot be."), text)
    return value


@lru_cache(maxsize=50_000)
def refund_amount(text: str) -> Decimal | None:
    """退款金额: the words 无退款申请 and 没有申请退款 mean nothing was asked back."""
    if text.strip() in {"无退款申请", "没有申请退款"}:
        return Decimal("0.00")
    return positive_amount(text)


def extra_facts(columns: Columns, cells: Sequence[str]) -> dict[str, str] | None:
    """Columns that no field holds, with what they say; nothing of a file is lost."""
    found = {name: value for index, name in columns.others if (value := cells[index].strip()) not in EMPTY_FACTS}
    return found or None
