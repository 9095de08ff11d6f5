"""Rows of ExportOrderDetailList of any age become LineRows."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhanggui.channels.connectors.reading import Columns, Piece
from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES
from zhanggui.channels.connectors.taobao.statuses import order_status, refund_state
from zhanggui.channels.rules.cells import (
    china_moment,
    line_quantity,
    order_number,
    positive_amount,
    problem,
    some_identifier,
    some_text,
)
from zhanggui.orders.services.intake import LineRow
from zhanggui.orders.values import RefundState


def line_refund_state(cell: str) -> str:
    """What 退款状态 says; an unknown text is an error."""
    found = refund_state(some_text(cell) or "")
    if found is None:
        raise problem("imports.unknown_refund_status", cell)
    return found


_PLAIN: Mapping[str, Any] = {
    "number": order_number,
    "sub_number": order_number,
    "title": some_text,
    "attributes": some_text,
    "sku_code": some_identifier,
    "item_code": some_identifier,
    "quantity": line_quantity,
    "price": positive_amount,
    "payable_amount": positive_amount,
    "paid_amount": positive_amount,
    "refund_amount": positive_amount,
    "status_text": some_text,
    "waybill_no": some_identifier,
}
_OWN = ("placed_at", "paid_at", "refund_status_text")
# Facts of the whole order that the item file repeats; the order file brings them, and our people
# may have changed them since.
_OF_THE_ORDER = ("seller_note", "buyer_note", "flag", "payment_no")
_REQUIRED = {
    "number": "imports.no_number",
    "title": "imports.no_title",
    "quantity": "imports.bad_quantity",
    "price": "imports.no_amount",
    "status_text": "imports.no_status",
    "placed_at": "imports.no_date",
}
_ALIASES = {name: "payable_amount" if field == "goods_amount" else field for name, field in ITEM_ALIASES.items()}


class ItemReader:
    """Reads pieces of one table; the header is looked up once."""

    def __init__(self, header: Sequence[str], *, position: int, channel: str) -> None:
        self.columns = Columns(header, _ALIASES, {*_PLAIN, *_OWN}, _OF_THE_ORDER)
        self._position = position
        self._channel = channel
        self._states: dict[tuple[str, bool], str | None] = {}

    def read(self, piece: Piece) -> list[LineRow]:
        """One order line a row; cells that cannot be used are marked in the piece."""
        facts: dict[str, list[Any]] = {field: piece.take(field, convert) for field, convert in _PLAIN.items()}
        for name in ("placed", "paid"):
            facts[f"{name}_at"], facts[f"{name}_precision"] = piece.moments(f"{name}_at", china_moment)
        for field, code in _REQUIRED.items():
            piece.require(field, facts[field], code)
        facts["state"] = [
            self._state(piece, index, status, is_paid=paid_at is not None)
            for index, (status, paid_at) in enumerate(zip(facts["status_text"], facts["paid_at"], strict=True))
        ]
        facts["refund_state"] = self._refund_states(piece, facts["refund_amount"])
        facts["extra"] = piece.extras(self.columns.others)
        facts["file_position"] = [self._position] * piece.size
        facts["row_no"] = piece.row_nos
        facts["channel"] = [self._channel] * piece.size
        nothing = [None] * piece.size
        return list(map(LineRow, *(facts.get(name, nothing) for name in LineRow._fields)))

    def _state(self, piece: Piece, index: int, status: str | None, *, is_paid: bool) -> str | None:
        if not status:
            return None
        key = (status, is_paid)
        if key not in self._states:
            meaning = order_status(status, is_paid=is_paid)
            self._states[key] = meaning.state if meaning else None
        state = self._states[key]
        if state is None:
            piece.mark(index, self.columns.name("status_text"), problem("imports.unknown_status", status))
        return state

    def _refund_states(self, piece: Piece, amounts: Sequence[Any]) -> list[str | None]:
        if "refund_status_text" in self.columns:
            return piece.take("refund_status_text", line_refund_state)
        return [RefundState.REFUNDED if amount else None for amount in amounts]
