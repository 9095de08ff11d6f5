"""Values of cells in one place: what a kind of file calls on its columns."""

from zhanggui.kernel.imports.reading.amounts import (
    amount,
    integer,
    number,
    percentage,
    yes_no,
)
from zhanggui.kernel.imports.reading.errors import CellError
from zhanggui.kernel.imports.reading.identifiers import identifier, phone, text, unwrap
from zhanggui.kernel.imports.reading.moments import Moment, moment

__all__ = [
    "CellError",
    "Moment",
    "amount",
    "identifier",
    "integer",
    "moment",
    "number",
    "percentage",
    "phone",
    "text",
    "unwrap",
    "yes_no",
]
