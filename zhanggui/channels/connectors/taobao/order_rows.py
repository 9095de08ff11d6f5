"""Rows of ExportOrderList of any age become OrderRows."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhanggui.channels.connectors.reading import Columns, Piece
from zhanggui.channels.connectors.taobao.aliases import ORDER_ALIASES
from zhanggui.channels.connectors.taobao.ship_by import earliest_ship_by
from zhanggui.channels.connectors.taobao.statuses import (
    StatusMeaning,
    flag_colour,
    is_cash_on_delivery,
    order_status,
    status_without_text,
)
from zhanggui.channels.rules.cells import (
    CHINA,
    china_moment,
    order_number,
    positive_amount,
    problem,
    some_identifier,
    some_phone,
    some_text,
)
from zhanggui.customers.queries import is_masked_name, is_masked_phone, parse_address, phone_tail
from zhanggui.kernel.imports.reading.cells import integer
from zhanggui.orders.services.intake import OrderRow
from zhanggui.orders.values import RefundState

_PLAIN: Mapping[str, Any] = {
    "goods_amount": positive_amount,
    "freight_amount": positive_amount,
    "total_amount": positive_amount,
    "paid_amount": positive_amount,
    "refund_amount": positive_amount,
    "payout_amount": positive_amount,
    "piece_count": integer,
    "kind_count": integer,
    "title": some_text,
    "seller_note": some_text,
    "courier_name": some_text,
    "waybill_no": some_identifier,
    "payment_no": some_identifier,
    "buyer_nick": some_text,
    "receiver_name": some_text,
    "mobile": some_phone,
    "phone": some_phone,
    "buyer_note": some_text,
    "invoice_title": some_text,
}
_OWN = (
    *("number", "status_text", "placed_at", "paid_at", "shipped_at", "completed_at", "ship_by_text", "close_reason"),
    *("ship_method", "flag", "shop_name", "address", "changed_address", "buyer_account", "virtual_expires_at"),
)
_PARTS = ("province", "city", "district", "postcode")
_WIDE_STAR = "\uff0a"
_NOT_CLOSED = "订单未关闭"
_FLAG_NUMBERS = {"0", "1", "2", "3", "4", "5"}


class OrderReader:
    """Reads pieces of one table; the header is looked up once. Marketplace times are Chinese time."""

    def __init__(self, header: Sequence[str], *, position: int, channel: str) -> None:
        self.columns = Columns(header, ORDER_ALIASES, {*_PLAIN, *_OWN})
        self._position = position
        self._channel = channel
        self._meanings: dict[tuple[Any, ...], StatusMeaning | None] = {}

    def read(self, piece: Piece) -> list[OrderRow]:
        """One order a row; cells that cannot be used are marked in the piece."""
        facts: dict[str, list[Any]] = {field: piece.take(field, convert) for field, convert in _PLAIN.items()}
        facts["number"] = piece.take("number", order_number)
        piece.require("number", facts["number"], "imports.no_number")
        piece.require("total_amount", facts["total_amount"], "imports.no_amount")
        self._read_times(piece, facts)
        self._read_texts(piece, facts)
        self._read_states(piece, facts)
        self._read_contact(piece, facts)
        facts["extra"] = piece.extras(self.columns.others)
        facts["file_position"] = [self._position] * piece.size
        facts["row_no"] = piece.row_nos
        facts["channel"] = [self._channel] * piece.size
        nothing = [None] * piece.size
        return list(map(OrderRow, *(facts.get(name, nothing) for name in OrderRow._fields)))

    def _read_times(self, piece: Piece, facts: dict[str, list[Any]]) -> None:
        for name in ("placed", "paid"):
            facts[f"{name}_at"], facts[f"{name}_precision"] = piece.moments(f"{name}_at", china_moment)
        piece.require("placed_at", facts["placed_at"], "imports.no_date")
        for name in ("shipped_at", "completed_at"):
            facts[name] = piece.moments(name, china_moment)[0]
        facts["ship_by_at"] = piece.take("ship_by_text", lambda cell: earliest_ship_by(cell, CHINA))

    def _read_texts(self, piece: Piece, facts: dict[str, list[Any]]) -> None:
        facts["status_text"] = piece.take("status_text", some_text)
        piece.require("status_text", facts["status_text"], "imports.no_status")
        facts["close_reason"] = [
            None if reason == _NOT_CLOSED else reason for reason in piece.take("close_reason", some_text)
        ]
        facts["ship_method"] = piece.take("ship_method", some_text)
        facts["shop_label"] = piece.take("shop_name", some_text)
        facts["flag_label"] = piece.take("flag", some_text)
        facts["flag"] = [_flag(label) for label in facts["flag_label"]]

    def _read_states(self, piece: Piece, facts: dict[str, list[Any]]) -> None:
        has_text = "status_text" in self.columns
        times = ([moment is not None for moment in facts[name]] for name in ("paid_at", "shipped_at", "completed_at"))
        keys = list(zip(facts["status_text"], *times, strict=True))
        known = {key: self._meaning(*key) for key in set(keys)}
        meanings = [known[key] for key in keys]
        for index, (status, meaning) in enumerate(zip(facts["status_text"], meanings, strict=True)):
            if status and meaning is None:
                piece.mark(index, self.columns.name("status_text"), problem("imports.unknown_status", status))
        facts["state"] = [meaning and meaning.state for meaning in meanings]
        facts["refund_state"] = [
            _refund_state(meaning, refund) for meaning, refund in zip(meanings, facts["refund_amount"], strict=True)
        ]
        if has_text:
            facts["is_deposit"] = [meaning and meaning.is_deposit_paid for meaning in meanings]
            facts["is_part_shipped"] = [meaning and meaning.is_part_shipped for meaning in meanings]
        if has_text or "ship_method" in self.columns:
            pairs = list(zip(facts["ship_method"], facts["status_text"], strict=True))
            is_cod = {
                pair: is_cash_on_delivery(ship_method=pair[0] or "", status_text=pair[1] or "") for pair in set(pairs)
            }
            facts["is_cod"] = [is_cod[pair] for pair in pairs]

    def _meaning(self, status: str | None, *known: bool) -> StatusMeaning | None:
        """What text and times say. A seller's choice of columns without 订单状态 leaves most states open."""
        key = (status, *known)
        if key not in self._meanings:
            is_paid, is_shipped, is_completed = known
            if status:
                self._meanings[key] = order_status(status, is_paid=is_paid)
            elif is_shipped or is_completed:
                self._meanings[key] = status_without_text(
                    is_paid=is_paid, is_shipped=is_shipped, is_completed=is_completed
                )
            else:
                self._meanings[key] = None
        return self._meanings[key]

    def _read_contact(self, piece: Piece, facts: dict[str, list[Any]]) -> None:
        original = piece.take("address", some_text)
        changed = piece.take("changed_address", some_text)
        facts["address"] = written = [new or old for new, old in zip(changed, original, strict=True)]
        found = [parse_address(each) if each else None for each in written]
        for part in _PARTS:
            facts[part] = [each and getattr(each, part) for each in found]
        facts["division_code"] = [each and (each.code or "") for each in found]
        facts["address_quality"] = [each and each.quality for each in found]
        facts["address_reason"] = [each and each.reason for each in found]
        people = list(zip(facts["mobile"], facts["phone"], facts["receiver_name"], found, strict=True))
        facts["phone_tail"] = [phone_tail(mobile or phone or "") or None for mobile, phone, _name, _place in people]
        facts["is_masked"] = [_is_masked(*person) for person in people]
        facts["contact_extra"] = self._contact_extra(
            piece, [old if new else None for new, old in zip(changed, original, strict=True)]
        )

    def _contact_extra(self, piece: Piece, replaced: list[str | None]) -> list[Any]:
        found = piece.extras(self.columns.personal)
        known = {
            "original_address": replaced,
            "buyer_account": piece.take("buyer_account", some_text),
            "virtual_expires_at": piece.take("virtual_expires_at", some_text),
        }
        for name, values in known.items():
            for index, value in enumerate(values):
                if value:
                    found[index] = {**(found[index] or {}), name: value}
        return found


def _is_masked(mobile: str | None, phone: str | None, name: str | None, place: Any) -> bool | None:
    if not (mobile or phone or name or place):
        return None
    if place and place.masked:
        return True
    shown = f"{mobile}{phone}{name}"
    if "*" not in shown and _WIDE_STAR not in shown:
        return False
    return is_masked_phone(mobile or "") or is_masked_phone(phone or "") or is_masked_name(name or "")


def _refund_state(meaning: StatusMeaning | None, refund: Any) -> str | None:
    if meaning is None:
        return RefundState.REFUNDED if refund else None
    return RefundState.REFUNDED if refund and meaning.refund_state == RefundState.NONE else meaning.refund_state


def _flag(label: str | None) -> int | None:
    if not label:
        return None
    return int(label) if label in _FLAG_NUMBERS else int(flag_colour(label))
