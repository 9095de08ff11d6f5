"""A row of ExportOrderList of any age becomes an OrderRow."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.connectors.reading import (
    Columns,
    cell,
    extra_facts,
    positive_amount,
    refund_amount,
    refuse,
)
from zhanggui.channels.connectors.taobao.aliases import ORDER_ALIASES
from zhanggui.channels.connectors.taobao.ship_by import earliest_ship_by
from zhanggui.channels.connectors.taobao.statuses import (
    StatusMeaning,
    flag_colour,
    is_cash_on_delivery,
    order_status,
    status_without_text,
)
from zhanggui.customers.queries import is_masked_name, is_masked_phone, parse_address, phone_tail
from zhanggui.kernel.imports.reading.cells import Moment, identifier, integer, moment, phone, text
from zhanggui.orders.services import OrderRow
from zhanggui.orders.values import RefundState

_NOTHING = Moment(None, None)  # type: ignore[arg-type]  # a missing time has neither part
_PLAIN_TEXTS = ("close_reason", "ship_method", "title", "courier_name", "waybill_no", "payment_no", "shop_name")


class OrderReader:
    """Reads rows of one table; the header is looked up once."""

    def __init__(self, header: Sequence[str], *, position: int, zone: ZoneInfo, channel: str) -> None:
        self.columns = Columns(header, ORDER_ALIASES)
        self._position = position
        self._zone = zone
        self._moment = partial(moment, zone=zone)
        self._channel = channel
        self._notes = self.columns.all_at.get("seller_note", [])

    def read(self, row_no: int, cells: Sequence[str]) -> OrderRow:
        """One order. Raises CellProblem with the column when a cell cannot be used."""
        take = partial(cell, self.columns, cells)
        number = self._number(cells)
        placed = take("placed_at", self._moment) or _NOTHING
        paid = take("paid_at", self._moment) or _NOTHING
        shipped = take("shipped_at", self._moment) or _NOTHING
        completed = take("completed_at", self._moment) or _NOTHING
        status_text = take("status_text", text)
        meaning = self._meaning(status_text, cells, paid=paid, shipped=shipped, completed=completed)
        refund = take("refund_amount", refund_amount)
        refund_state = meaning.refund_state
        if refund_state == RefundState.NONE and refund:
            refund_state = RefundState.REFUNDED
        plain = {name: take(name, text) or None for name in _PLAIN_TEXTS}
        flag_label = take("flag", text)
        return OrderRow(
            file_position=self._position,
            row_no=row_no,
            channel=self._channel,
            number=number,
            state=meaning.state,
            placed_at=placed.value,
            placed_precision=placed.precision,
            paid_at=paid.value,
            paid_precision=paid.precision,
            shipped_at=shipped.value,
            completed_at=completed.value,
            ship_by_at=earliest_ship_by(take("ship_by_text", text) or "", self._zone),
            goods_amount=take("goods_amount", positive_amount),
            freight_amount=take("freight_amount", positive_amount),
            total_amount=take("total_amount", positive_amount),
            paid_amount=take("paid_amount", positive_amount),
            refund_amount=refund,
            payout_amount=take("payout_amount", positive_amount),
            refund_state=refund_state,
            is_deposit=meaning.is_deposit_paid,
            is_part_shipped=meaning.is_part_shipped,
            is_cod=is_cash_on_delivery(ship_method=plain["ship_method"] or "", status_text=status_text or ""),
            status_text=status_text or None,
            close_reason=None if plain["close_reason"] == "订单未关闭" else plain["close_reason"],
            ship_method=plain["ship_method"],
            title=plain["title"],
            piece_count=take("piece_count", integer),
            kind_count=take("kind_count", integer),
            seller_note=self._note(cells),
            flag=_flag(flag_label),
            flag_label=flag_label or None,
            courier_name=plain["courier_name"],
            waybill_no=plain["waybill_no"],
            payment_no=plain["payment_no"],
            shop_label=plain["shop_name"],
            extra=extra_facts(self.columns, cells),
            **self._contact(cells),
        )

    def _number(self, cells: Sequence[str]) -> str:
        number: str = cell(self.columns, cells, "number", identifier)
        if not number:
            raise refuse(self.columns, "number", "imports.no_number", _("The order number is missing."), "")
        if not number.isdigit():
            message = _("%(value)s is not an order number; it has digits only.")
            raise refuse(self.columns, "number", "imports.bad_number", message, number)
        return number

    def _meaning(
        self, status: str | None, cells: Sequence[str], *, paid: Moment, shipped: Moment, completed: Moment
    ) -> StatusMeaning:
        if not status:
            return status_without_text(
                is_paid=paid.value is not None,
                is_shipped=shipped.value is not None,
                is_completed=completed.value is not None,
            )
        meaning = order_status(status, is_paid=paid.value is not None)
        if meaning is None:
            message = _("The status %(value)s is not known. Check the spelling, or report it so that it can be added.")
            raise refuse(self.columns, "status_text", "imports.unknown_status", message, status)
        return meaning

    def _note(self, cells: Sequence[str]) -> str | None:
        return next((note for at in self._notes if (note := text(cells[at]))), None)

    def _contact(self, cells: Sequence[str]) -> dict[str, Any]:
        take = partial(cell, self.columns, cells)
        mobile, landline = take("mobile", phone) or "", take("phone", phone) or ""
        name = take("receiver_name", text) or ""
        original, changed = take("address", text) or "", take("changed_address", text) or ""
        written = changed or original
        contact: dict[str, Any] = {
            "buyer_nick": take("buyer_nick", text) or None,
            "receiver_name": name or None,
            "mobile": mobile or None,
            "phone": landline or None,
            "phone_tail": phone_tail(mobile or landline) or None,
            "buyer_note": take("buyer_note", text) or None,
            "invoice_title": take("invoice_title", text) or None,
            "contact_extra": self._contact_extra(cells, original if changed else ""),
        }
        is_masked = is_masked_phone(mobile) or is_masked_name(name)
        if written:
            found = parse_address(written)
            is_masked = is_masked or found.masked
            contact |= {
                "address": written,
                "province": found.province,
                "city": found.city,
                "district": found.district,
                "division_code": found.code or "",
                "postcode": found.postcode,
                "address_quality": found.quality,
                "address_reason": found.reason,
            }
        if written or mobile or name:
            contact["is_masked"] = is_masked
        return contact

    def _contact_extra(self, cells: Sequence[str], original: str) -> dict[str, str] | None:
        found = {"original_address": original} if original else {}
        for field in ("buyer_account", "virtual_expires_at"):
            value = cell(self.columns, cells, field, text)
            if value:
                found[field] = value
        return found or None


def _flag(label: str | None) -> int | None:
    if not label:
        return None
    return int(label) if label in {"0", "1", "2", "3", "4", "5"} else int(flag_colour(label))
