"""Erasing what an order knows of its buyer, for good (SEC-09)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.erasure import Emptied, Erased, erase_subject
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.models import (
    AgreedChange,
    CallLog,
    DifficultStep,
    Order,
    OrderContact,
    OrderInstruction,
    OrderRemark,
    ShortageChoice,
)
from zhanggui.orders.services.moving import locked_by_numbers
from zhanggui.orders.values import ERASE_BUYERS, OrderState

_TEXTS = [
    "buyer_nick",
    "receiver_name",
    "mobile",
    "phone",
    "phone_tail",
    "address",
    "province",
    "city",
    "district",
    "division_code",
    "postcode",
    "address_quality",
    "address_reason",
    "buyer_note",
    "invoice_title",
]
# What a person is found by in files and findings; a note or a city would find others too.
_OWN = ("receiver_name", "mobile", "phone", "address", "buyer_nick", "invoice_title")


@dataclass(frozen=True, slots=True)
class BuyerErased:
    """The order, what was emptied where, and what still names the buyer and until when."""

    number: str
    erased: Erased


def erase_buyer(*, actor: Actor, shop_id: int, number: str, reason: str) -> BuyerErased:
    """Empty everything that an order of a finished trade knows of its buyer; goods, money and dates stay.

    Contact, notes and what was written of them, invoice titles, the timeline's values, copies that imports
    keep. An import that brings the order again leaves it empty. It cannot be undone. What must stay is told:
    see docs/reference/erasing.md. Errors: no reason, unknown order, a trade that is still open.
    """
    require(actor, ERASE_BUYERS, shop_id)
    reason = reason.strip()
    if not reason:
        raise InvalidInput("orders.no_erase_reason", _("Write down who asked for it and why."))
    with transaction.atomic():
        order = locked_by_numbers(shop_id, [number])[0]
        if order.state not in {OrderState.COMPLETED, OrderState.CLOSED}:
            raise Conflict(
                "orders.erase_open",
                _("Order %(number)s is still open. Its buyer can be erased once it is completed or closed."),
                number=order.number,
            )
        contact = OrderContact.objects.get(order_id=order.id)
        values = [getattr(contact, name) for name in _OWN]
        erased = erase_subject("order", order.id, values=values, shop_id=shop_id)
        record(
            actor,
            "order.buyer_erased",
            shop_id=shop_id,
            subject=Subject("order", order.id, order.number),
            reason=reason,
            data={"rows": erased.rows, "kept": [kept.what for kept in erased.kept]},
        )
    return BuyerErased(order.number, erased)


def empty_order(order_id: int) -> Emptied:
    """Empty the contact and every free text on an order; rows that were emptied."""
    contacts = OrderContact.objects.filter(order_id=order_id)
    rows = contacts.update(**dict.fromkeys(_TEXTS, ""), is_masked=False, extra={"erased_on": now().date().isoformat()})
    Order.objects.filter(pk=order_id).update(seller_note="", has_buyer_note=False)
    rows += OrderInstruction.objects.filter(order_id=order_id).update(text="", words="", ticked_how="")
    rows += OrderRemark.objects.filter(order_id=order_id).update(text="")
    rows += AgreedChange.objects.filter(order_id=order_id).update(changes={}, words="")
    rows += ShortageChoice.objects.filter(order_id=order_id).update(message="", answer="", paid_back_note="")
    rows += CallLog.objects.filter(order_id=order_id).update(note="")
    rows += DifficultStep.objects.filter(difficulty__order_id=order_id).update(text="", next_step="")
    return Emptied(rows)


def erased_json(found: BuyerErased) -> dict[str, Any]:
    """What was erased as commands and API tell it."""
    erased = found.erased
    return {
        "order": found.number,
        "timeline": erased.changes,
        "rows": erased.rows,
        "imports": erased.undo_records + erased.findings,
        "kept": [{"what": kept.what, "name": kept.name, "until": kept.until} for kept in erased.kept],
    }
