"""The file's values beside ours, with what was changed since: goods, receiver, phone, address (ORD-05, ORD-07)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import LineRow, OrderRow
from zhanggui.orders.queries.agreed import ChangeRow, changes_of, file_values, shown_value
from zhanggui.orders.ui.comparing import address_words, compared_lines
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.timeline import FIELD_WORDS
from zhanggui.orders.values import HOLD_ORDERS, ConsentWay, HoldReason, OrderState, OrderStep

_WAITING = frozenset({OrderStep.TO_CHECK.value, OrderStep.CHECKED.value})
_CONTACT = (("receiver_name", "receiver_name"), ("mobile", "phone"))


def verification_part(
    actor: Actor, shop: ShopRef, order: OrderRow, revealed: Mapping[str, str] | None, *, can_verify: bool
) -> dict[str, Any]:
    """The panel of an order that waits: shown where somebody must verify, a note asks for it, or things changed."""
    changes = changes_of(order.id)
    is_waiting = order.state == OrderState.PAID and order.step in _WAITING
    has_note = any(hold.reason == HoldReason.BUYER_NOTE for hold in order.holds)
    return {
        "is_compared": is_waiting and (can_verify or has_note or bool(changes)),
        "agreed_changes": change_rows(changes, {line.id: line for line in order.lines}),
        "compared": _rows(shop, order, changes, revealed),
        "may_change": is_waiting and actor.can(HOLD_ORDERS, shop.id),
    }


def _rows(
    shop: ShopRef, order: OrderRow, changes: Sequence[ChangeRow], revealed: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    told = file_values(changes)
    lines = compared_lines([_as_told(line, told) for line in order.lines])
    rows: list[dict[str, Any]] = []
    for line, compared in zip(order.lines, lines, strict=True):
        rows += _line_rows(shop, order, line, compared, is_changed=f"line:{line.id}" in told)
    rows += [
        _contact_row(name, getattr(order.contact, shown), told, revealed)
        for name, shown in _CONTACT
        if getattr(order.contact, shown) or name in told
    ]
    return [*rows, _address_row(order, told, revealed)]


def _as_told(line: LineRow, told: Mapping[str, Any]) -> LineRow:
    """The line as the file has it, with our SKU of now."""
    before = told.get(f"line:{line.id}")
    if not isinstance(before, Mapping):
        return line
    # Only what the file said changes; the SKU beside it stays ours.
    return LineRow(
        line.id, line.position, line.title, str(before.get("attributes", "")), line.sku_code, line.sku_id,
        line.product_id, line.quantity, line.price, line.paid_amount, line.refund_amount, line.refund_state,
        line.status_text,
    )  # fmt: skip


def _line_rows(
    shop: ShopRef, order: OrderRow, line: LineRow, compared: Mapping[str, Any], *, is_changed: bool
) -> list[dict[str, Any]]:
    theirs, ours = compared["theirs"], compared["ours"]
    head = {
        "label": compared["title"],
        "file": theirs.rest,
        "ours": f"{compared['code']} {ours.rest}".strip() if compared["is_known"] else _("no known SKU"),
        "is_unknown": not compared["is_known"],
        "is_changed": is_changed,
        "change_url": order_url(shop, order.number, "change_goods", line.id) if line.product_id else "",
    }
    subs = [
        {"label": _("Colour"), "file": theirs.colour, "ours": ours.colour, "differs": compared["colour_differs"]},
        {"label": _("Size"), "file": theirs.size, "ours": ours.size, "differs": compared["size_differs"]},
        {"label": _("Quantity"), "file": f"×{line.quantity}", "ours": f"×{line.quantity}", "differs": False},
    ]
    return [
        head,
        *(
            {**sub, "is_sub": True, "differs": sub["differs"] and not is_changed}
            for sub in subs
            if sub["file"] or sub["ours"]
        ),
    ]


def _contact_row(name: str, masked: str, told: Mapping[str, Any], revealed: Mapping[str, str] | None) -> dict[str, Any]:
    current = (revealed or {}).get(name) or masked
    return {
        "label": FIELD_WORDS[name],
        "file": _file_value(name, current, told, revealed),
        "ours": current,
        "is_changed": name in told,
    }


def _file_value(name: str, current: str, told: Mapping[str, Any], revealed: Mapping[str, str] | None) -> str:
    if name not in told:
        return current
    return str(told[name]) if revealed is not None else shown_value(name, told[name])


def _address_row(order: OrderRow, told: Mapping[str, Any], revealed: Mapping[str, str] | None) -> dict[str, Any]:
    judged = address_words(order)
    current = (revealed or {}).get("address") or order.contact.address
    return {
        "label": _("Delivery address"),
        "file": _file_value("address", current, told, revealed),
        "ours": current if "address" in told else judged["area"],
        "note": judged["judged"],
        "differs": judged["is_doubtful"],
        "is_changed": "address" in told,
    }


def change_rows(changes: Sequence[ChangeRow], lines: Mapping[int, LineRow]) -> list[dict[str, Any]]:
    """Agreed changes for the order's page, newest first; only the newest that stands can be undone at once."""
    newest = next((change.id for change in changes if change.is_standing), None)
    return [
        {
            "id": change.id,
            "parts": [
                {
                    "label": _label(name, lines),
                    "before": shown_value(name, pair[0]),
                    "after": shown_value(name, pair[1]),
                }
                for name, pair in change.changes.items()
            ],
            "how": ConsentWay(change.how).label,
            "agreed_at": change.agreed_at,
            "words": change.words,
            "by": change.made_by,
            "is_standing": change.is_standing,
            "undone_by": change.undone_by,
            "can_undo": change.id == newest,
        }
        for change in changes
    ]


def _label(name: str, lines: Mapping[int, LineRow]) -> str:
    if name.startswith("line:"):
        line = lines.get(int(name.partition(":")[2]))
        return (line.title if line else "") or _("Goods")
    return str(FIELD_WORDS.get(name, name))
