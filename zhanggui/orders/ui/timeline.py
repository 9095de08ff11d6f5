"""What happened to an order, in words."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.ports import words_of_event
from zhanggui.orders.queries.timeline import seen_timeline
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.words import hold_label
from zhanggui.orders.values import CallResult, DifficultKind, Flag, InstructionKind, ShortageKind

_WORDS: dict[str, Any] = {
    "order.imported": gettext_lazy("Imported"),
    "order.updated": gettext_lazy("Updated by an import"),
    "order.import_undone": gettext_lazy("Import undone"),
    "order.paid": gettext_lazy("Payment received"),
    "order.shipped": gettext_lazy("Shipped"),
    "order.unshipped": gettext_lazy("Shipping taken back"),
    "order.part_shipped": gettext_lazy("A part left"),
    "order.rest_waits": gettext_lazy("The rest waits for its check"),
    "order.part_unshipped": gettext_lazy("Shipping of a part taken back"),
    "order.part_came_back": gettext_lazy("A part came back; the order is packed again"),
    "order.merged": gettext_lazy("To leave together"),
    "order.merge_undone": gettext_lazy("Leaves by itself again"),
    "order.split": gettext_lazy("To leave in parts"),
    "order.split_undone": gettext_lazy("Leaves whole again"),
    "order.parts_let_go": gettext_lazy("Waiting parts may leave"),
    "order.completed": gettext_lazy("Trade completed"),
    "order.closed": gettext_lazy("Trade closed"),
    "order.buyer_erased": gettext_lazy("Buyer's data erased for good"),
    "order.checked": gettext_lazy("Passed checking"),
    "order.verified": gettext_lazy("Colour, size and address verified"),
    "order.remarked": gettext_lazy("Internal remark written"),
    "order.remark_withdrawn": gettext_lazy("Internal remark taken back"),
    "order.sent_back": gettext_lazy("Sent back to checking"),
    "order.held": gettext_lazy("Held"),
    "order.hold_ended": gettext_lazy("Hold ended by itself"),
    "order.released": gettext_lazy("Hold released"),
    "order.called": gettext_lazy("Buyer called"),
    "order.call_escalated": gettext_lazy("Buyer not reached: the manager decides"),
    "order.noted": gettext_lazy("Seller's note written"),
    "order.flagged": gettext_lazy("Flag changed"),
    "order.instructed": gettext_lazy("Recorded what the buyer asks for"),
    "order.notes_read": gettext_lazy("Read from the notes"),
    "order.instruction_ticked": gettext_lazy("Instruction ticked off"),
    "order.instruction_opened": gettext_lazy("Instruction open again"),
    "order.instruction_dismissed": gettext_lazy("Instruction set aside"),
    "order.contact_revealed": gettext_lazy("Contact shown in the clear"),
    "order.contact_changed": gettext_lazy("Contact changed with the buyer's consent"),
    "order.difficulty_opened": gettext_lazy("Followed as difficult"),
    "order.difficulty_followed": gettext_lazy("Next step of the difficulty"),
    "order.difficulty_closed": gettext_lazy("Difficulty closed"),
    "order.goods_changed": gettext_lazy("Goods changed with the buyer's consent"),
    "order.change_undone": gettext_lazy("Agreed change put back"),
    "order.address_confirmed": gettext_lazy("Address confirmed"),
    "order.batched": gettext_lazy("Taken into a batch"),
    "order.unbatched": gettext_lazy("Taken out of the batch"),
    "order.packed": gettext_lazy("Packed"),
    "order.unpacked": gettext_lazy("Taken out of its parcel"),
    "order.promise_missed": gettext_lazy("Promise missed"),
    "order.breach_explained": gettext_lazy("Said why the promise was missed"),
    "order.shortage_chosen": gettext_lazy("Short goods: chosen with the buyer"),
    "order.shortage_agreed": gettext_lazy("Short goods: the buyer agreed"),
    "order.shortage_declined": gettext_lazy("Short goods: the buyer did not want it"),
    "order.shortage_ended": gettext_lazy("Short goods: settled"),
    "order.shortage_undone": gettext_lazy("Short goods: taken back"),
    "order.shortage_pay_back_due": gettext_lazy("Other goods cost less: to pay back"),
    "order.shortage_paid_back": gettext_lazy("Price difference paid back"),
    "order.shortage_pay_back_withdrawn": gettext_lazy("Price difference: nothing to pay back any more"),
}
FIELD_WORDS: dict[str, Any] = {
    "receiver_name": gettext_lazy("Receiver"),
    "mobile": gettext_lazy("Mobile"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "buyer_nick": gettext_lazy("Nickname"),
    "invoice_title": gettext_lazy("Invoice title"),
    "goods": gettext_lazy("Goods"),
}
_HOLDS = frozenset({"order.held"})


def page_entries(actor: Actor, shop: ShopRef, order_id: int, number: str, *, most: int) -> dict[str, Any]:
    """The newest of the whole story for the order's page, and where the rest is."""
    events = seen_timeline(actor, shop.id, order_id)
    return {
        "entries": [timeline_entry(event) for event in events[:most]],
        "story_url": order_url(shop, number, "story"),
        "more_url": order_url(shop, number, "story") if len(events) > most else "",
    }


def timeline_entry(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as the kit draws it."""
    is_system = event["position"] == "system"
    if event["kind"] not in _WORDS and (found := words_of_event(event)) is not None:
        return found
    return {
        "kind": "hold" if event["kind"] in _HOLDS else "system" if is_system else "person",
        "text": _WORDS.get(event["kind"], event["kind"]),
        "change": _change(event),
        "actor": _("system") if is_system else event["actor"],
        "at": event["at"],
        "place": event["origin"].upper() if event["origin"] in {"cli", "api"} else "",
    }


def _change(event: Mapping[str, Any]) -> str:
    data = event["data"] or {}
    words = _("changed since it was verified") if data.get("because") == "unverified" else _data_words(data)
    parts = [words, event["reason"] if event["reason"] != "undo" else _("undone")]
    return " · ".join(part for part in parts if part)


def _kind_words(kind: str) -> str:
    return str(InstructionKind(kind).label) if kind in InstructionKind.values else kind


def _data_words(data: Mapping[str, Any]) -> str:
    for name, write in _DATA_WORDS.items():
        if name in data:
            return write(data)
    return ""


def _result_words(data: Mapping[str, Any]) -> str:
    return str(CallResult(data["result"]).label) if data["result"] in CallResult.values else ""


def _shortage_words(data: Mapping[str, Any]) -> str:
    if data.get("amount"):
        return spoken_amount(Decimal(data["amount"]), data.get("currency", ""))
    return str(ShortageKind(data["kind"]).label) if data.get("kind") in ShortageKind.values else ""


def _label_words(data: Mapping[str, Any]) -> str:
    return f"{Flag(data['after']).label} {data['label']}".strip() if data.get("after") in Flag.values else ""


_DATA_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "reasons": lambda data: ", ".join(hold_label(reason) for reason in data["reasons"]),
    "result": _result_words,
    "fields": lambda data: ", ".join(str(FIELD_WORDS.get(name, name)) for name in data["fields"]),
    "kinds": lambda data: ", ".join(_kind_words(kind) for kind in data["kinds"]),
    "shortage": _shortage_words,
    "orders": lambda data: ", ".join(str(number) for number in data["orders"]),
    "waybill_no": lambda data: str(data["waybill_no"]),
    "difficulty": lambda data: (
        str(DifficultKind(data["kind"]).label) if data.get("kind") in DifficultKind.values else ""
    ),
    "instruction": lambda data: _kind_words(data.get("kind", "")),
    "batch": lambda data: _("batch %(number)s") % {"number": data["batch"]},
    "label": _label_words,
}
