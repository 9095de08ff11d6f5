"""What happened to an order, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.orders.ui.words import hold_label
from zhanggui.orders.values import CallResult, Flag

_WORDS: dict[str, Any] = {
    "order.imported": gettext_lazy("Imported"),
    "order.updated": gettext_lazy("Updated by an import"),
    "order.import_undone": gettext_lazy("Import undone"),
    "order.paid": gettext_lazy("Payment received"),
    "order.shipped": gettext_lazy("Shipped"),
    "order.unshipped": gettext_lazy("Shipping taken back"),
    "order.completed": gettext_lazy("Trade completed"),
    "order.closed": gettext_lazy("Trade closed"),
    "order.checked": gettext_lazy("Passed checking"),
    "order.verified": gettext_lazy("Colour, size and address verified"),
    "order.remarked": gettext_lazy("Internal remark written"),
    "order.remark_withdrawn": gettext_lazy("Internal remark taken back"),
    "order.sent_back": gettext_lazy("Sent back to checking"),
    "order.held": gettext_lazy("Held"),
    "order.hold_ended": gettext_lazy("Hold ended by itself"),
    "order.released": gettext_lazy("Hold released"),
    "order.called": gettext_lazy("Buyer called"),
    "order.noted": gettext_lazy("Seller's note written"),
    "order.flagged": gettext_lazy("Flag changed"),
    "order.contact_revealed": gettext_lazy("Contact shown in the clear"),
    "order.contact_changed": gettext_lazy("Contact changed with the buyer's consent"),
    "order.address_confirmed": gettext_lazy("Address confirmed"),
    "order.batched": gettext_lazy("Taken into a batch"),
    "order.unbatched": gettext_lazy("Taken out of the batch"),
    "order.packed": gettext_lazy("Packed"),
    "order.unpacked": gettext_lazy("Taken out of its parcel"),
}
FIELD_WORDS: dict[str, Any] = {
    "receiver_name": gettext_lazy("Receiver"),
    "mobile": gettext_lazy("Mobile"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "buyer_nick": gettext_lazy("Nickname"),
    "invoice_title": gettext_lazy("Invoice title"),
}
_HOLDS = frozenset({"order.held"})


def timeline_entry(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as the kit draws it."""
    is_system = event["position"] == "system"
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


def _data_words(data: Mapping[str, Any]) -> str:
    if "reasons" in data:
        return ", ".join(hold_label(reason) for reason in data["reasons"])
    if data.get("result") in CallResult.values:
        return str(CallResult(data["result"]).label)
    if "fields" in data:
        return ", ".join(str(FIELD_WORDS.get(name, name)) for name in data["fields"])
    if "batch" in data:
        return _("batch %(number)s") % {"number": data["batch"]}
    if "label" in data and data.get("after") in Flag.values:
        return f"{Flag(data['after']).label} {data['label']}".strip()
    return ""
