"""A row of ExportOrderDetailList of any age becomes a LineRow."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.reading import Columns, cell, extra_facts, positive_amount, refund_amount, refuse
from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES
from zhanggui.channels.connectors.taobao.statuses import order_status, refund_state
from zhanggui.kernel.imports.reading.cells import Moment, identifier, integer, moment, text
from zhanggui.orders.services import LineRow
from zhanggui.orders.values import RefundState

_NOTHING = Moment(None, None)  # type: ignore[arg-type]  # a missing time has neither part
_LARGEST_QUANTITY = 100_000


class ItemReader:
    """Reads rows of one table; the header is looked up once."""

    def __init__(self, header: Sequence[str], *, position: int, zone: ZoneInfo, channel: str) -> None:
        self.columns = Columns(header, ITEM_ALIASES)
        self._position = position
        self._moment = partial(moment, zone=zone)
        self._channel = channel

    def read(self, row_no: int, cells: Sequence[str]) -> LineRow:
        """One order line. Raises CellProblem with the column when a cell cannot be used."""
        take = partial(cell, self.columns, cells)
        number = self._digits(cells, "number")
        placed = take("placed_at", self._moment) or _NOTHING
        paid = take("paid_at", self._moment) or _NOTHING
        status = take("status_text", text)
        refund_text = take("refund_status_text", text)
        refund = take("refund_amount", refund_amount)
        return LineRow(
            file_position=self._position,
            row_no=row_no,
            channel=self._channel,
            number=number,
            sub_number=self._digits(cells, "sub_number") if "sub_number" in self.columns else None,
            title=self._title(cells),
            attributes=take("attributes", text) or None,
            sku_code=take("sku_code", text) or None,
            item_code=take("item_code", text) or None,
            quantity=self._quantity(cells),
            price=take("price", positive_amount),
            payable_amount=take("goods_amount", positive_amount),
            paid_amount=take("paid_amount", positive_amount),
            refund_amount=refund,
            refund_state=self._refund_state(refund_text, has_refund=bool(refund)),
            state=self._state(status, is_paid=paid.value is not None),
            status_text=status or None,
            waybill_no=take("waybill_no", text) or None,
            placed_at=placed.value,
            placed_precision=placed.precision,
            paid_at=paid.value,
            paid_precision=paid.precision,
            extra=extra_facts(self.columns, cells),
        )

    def _digits(self, cells: Sequence[str], field: str) -> str:
        value: str = cell(self.columns, cells, field, identifier)
        if not value:
            raise refuse(self.columns, field, "imports.no_number", _("The order number is missing."), "")
        if not value.isdigit():
            message = _("%(value)s is not an order number; it has digits only.")
            raise refuse(self.columns, field, "imports.bad_number", message, value)
        return value

    def _title(self, cells: Sequence[str]) -> str:
        title: str = cell(self.columns, cells, "title", text) or ""
        if not title:
            raise refuse(self.columns, "title", "imports.no_title", _("The item's title is missing."), "")
        return title

    def _quantity(self, cells: Sequence[str]) -> int:
        quantity: int | None = cell(self.columns, cells, "quantity", integer)
        if quantity is None or not 0 < quantity <= _LARGEST_QUANTITY:
            message = _("The quantity must be a whole number from 1 to 100000, not %(value)s.")
            raise refuse(self.columns, "quantity", "imports.bad_quantity", message, "" if quantity is None else quantity)
        return quantity

    def _state(self, status: str | None, *, is_paid: bool) -> str | None:
        if not status:
            return None
        meaning = order_status(status, is_paid=is_paid)
        if meaning is None:
            message = _("The status %(value)s is not known. Check the spelling, or report it so that it can be added.")
            raise refuse(self.columns, "status_text", "imports.unknown_status", message, status)
        return meaning.state

    def _refund_state(self, status: str | None, *, has_refund: bool) -> str | None:
        if status is None:
            return RefundState.REFUNDED if has_refund else None
        found = refund_state(status)
        if found is None:
            message = _("The refund status %(value)s is not known. Check the spelling, or report it.")
            raise refuse(self.columns, "refund_status_text", "imports.unknown_refund_status", message, status)
        return found
