"""Words of the close: who resolves a hold and how, what happened to a batch, stages of the work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.couriers.queries import courier_code, courier_label
from zhanggui.fulfilment.queries.desk import CourierShare
from zhanggui.fulfilment.queries.report import reason_label
from zhanggui.fulfilment.values import ExceptionKind, OpenReason, PaperKind, TrackState
from zhanggui.kernel.pages.counts import orders_text
from zhanggui.kernel.pages.timeline import timeline_row
from zhanggui.orders.ports import register_event_words
from zhanggui.orders.values import HoldReason
from zhanggui.shops.queries import warehouses_of

CLERK = gettext_lazy("Checking clerk")
SUPERVISOR = gettext_lazy("Supervisor")
KEEPER = gettext_lazy("Warehouse keeper")


@dataclass(frozen=True, slots=True)
class Resolve:
    """How one reason is resolved: icon, verb of the link, who does it."""

    icon: str
    verb: Any
    owner: Any


RESOLVES: dict[str, Resolve] = {
    HoldReason.BUYER_NOTE: Resolve("note", gettext_lazy("Read the notes"), CLERK),
    HoldReason.FLAGGED: Resolve("flag", gettext_lazy("Look at the flags"), CLERK),
    HoldReason.ADDRESS_INCOMPLETE: Resolve("pin", gettext_lazy("Complete the address"), CLERK),
    HoldReason.ADDRESS_DOUBTFUL: Resolve("pin", gettext_lazy("Check the address"), CLERK),
    HoldReason.CONTACT_MASKED: Resolve("user", gettext_lazy("Get the contact"), CLERK),
    HoldReason.ITEMS_UNKNOWN: Resolve("tag", gettext_lazy("Match the items"), CLERK),
    HoldReason.UNUSUAL_QUANTITY: Resolve("alert", gettext_lazy("Confirm the quantity"), CLERK),
    HoldReason.COD_CALL: Resolve("phone", gettext_lazy("Call and log it"), CLERK),
    HoldReason.STOCK_SHORT: Resolve("stock", gettext_lazy("Decide on the shortage"), KEEPER),
    HoldReason.REFUND_OPEN: Resolve("refund", gettext_lazy("Decide on the refund"), SUPERVISOR),
    HoldReason.MANUAL: Resolve("hold", gettext_lazy("Release or keep"), CLERK),
    OpenReason.COMPANION: Resolve("box", gettext_lazy("Look at the orders"), CLERK),
    OpenReason.TO_CHECK: Resolve("desk", gettext_lazy("Check the orders"), CLERK),
}
_OTHER = Resolve("hold", gettext_lazy("Look"), CLERK)

PAPER_ICONS = {
    PaperKind.DAILY_REPORT: "report",
    PaperKind.OUTBOUND_SLIP: "print",
    PaperKind.LABEL: "tag",
    PaperKind.INVOICE: "note",
}

STAGES: dict[str, Any] = {
    "collect": gettext_lazy("Collect the orders"),
    "parcels": gettext_lazy("Write the parcels"),
    PaperKind.OUTBOUND_SLIP: PaperKind.OUTBOUND_SLIP.label,
    PaperKind.LABEL: PaperKind.LABEL.label,
    PaperKind.INVOICE: PaperKind.INVOICE.label,
    PaperKind.DAILY_REPORT: PaperKind.DAILY_REPORT.label,
}

_EVENTS: dict[str, Any] = {
    "batch.closed": gettext_lazy("Batch closed"),
    "batch.printed": gettext_lazy("Papers printed"),
    "batch.paper_fetched": gettext_lazy("Paper opened"),
    "batch.paper_stamped": gettext_lazy("Papers stamped"),
    "batch.parcels_reprinted": gettext_lazy("Single parcels printed again"),
    "batch.given": gettext_lazy("Papers counted and given"),
    "batch.handed_over": gettext_lazy("Papers counted and taken"),
    "batch.merged": gettext_lazy("Missed close went into a later one"),
    "parcel.pulled": gettext_lazy("Order pulled out"),
    "parcel.packed": gettext_lazy("Parcel packed"),
    "parcel.unpacked": gettext_lazy("Parcel opened again"),
    "parcel.shipped": gettext_lazy("Parcel left"),
    "parcel.unshipped": gettext_lazy("Waybill number taken back"),
    "parcel.weighed": gettext_lazy("Parcel weighed"),
    "parcel.stamped": gettext_lazy("Slip stamped"),
    "voucher.fetched": gettext_lazy("Voucher opened"),
    "courier_list.made": gettext_lazy("Courier's list made"),
    "courier_list.signed": gettext_lazy("Courier's list signed"),
    "vouchers.expired": gettext_lazy("Old vouchers removed"),
    "invoice.requested": gettext_lazy("Invoice written down"),
    "invoice.issued": gettext_lazy("Invoice issued"),
    "invoice.reversed": gettext_lazy("Red-letter invoice noted"),
    "invoice.copy_kept": gettext_lazy("Copy of the invoice kept"),
    "invoice.copy_fetched": gettext_lazy("Copy of the invoice fetched"),
    "invoice.void": gettext_lazy("Invoice taken back"),
    "parcel.posted_back": gettext_lazy("Number written for the marketplace"),
    "parcel.buyer_told": gettext_lazy("Buyer told"),
    "parcel.set_aside": gettext_lazy("Parcel set aside"),
    "parcel.courier_chosen": gettext_lazy("Courier changed"),
    "parcel.number_given": gettext_lazy("Waybill number given"),
    "parcel.tracked": gettext_lazy("News from the courier"),
    "parcel.exception_opened": gettext_lazy("Went wrong on the way"),
    "parcel.exception_followed": gettext_lazy("Talk with the courier"),
    "parcel.exception_told": gettext_lazy("Buyer told of the trouble"),
    "parcel.exception_closed": gettext_lazy("Exception closed"),
    "parcel.taken_up": gettext_lazy("Parcel taken up again"),
    "report.signed": gettext_lazy("Report signed"),
    "report.confirmed": gettext_lazy("Report confirmed"),
}


_WAYBILL_FAULTS: dict[str, Any] = {
    "waybill.empty": gettext_lazy("Scan the courier's barcode."),
    "waybill.characters": gettext_lazy("It has signs that no waybill number has. Scan the courier's barcode again."),
    "waybill.length": gettext_lazy("A waybill number has 8 to 30 signs. Scan the courier's barcode again."),
    "waybill.order_number": gettext_lazy("This is the marketplace's LP number. Scan the courier's own barcode."),
    "waybill.check_digit": gettext_lazy("The check digit is wrong. Scan the courier's barcode again."),
}
_OTHER_FORM = gettext_lazy("The number has not the form of this courier. Scan the courier's barcode again.")


def waybill_fault_words(fault: str) -> str:
    """What is wrong with a waybill number and what to do, from the reason code of the rules."""
    return str(_WAYBILL_FAULTS.get(fault, _OTHER_FORM))


def resolve_of(reason: str) -> Resolve:
    """How a hold reason, or waiting for the check, is resolved."""
    return RESOLVES.get(reason, _OTHER)


def reason_words(reason: str) -> str:
    """The words of a hold or open reason."""
    return reason_label(reason)


def courier_words(name: str) -> str:
    """A courier as people call it, from a code or from what the marketplace wrote."""
    if not name:
        return _("Not chosen yet")
    code = courier_code(name)
    return name if code == "OTHER" else courier_label(code)


def courier_rows(shares: Sequence[CourierShare]) -> list[dict[str, Any]]:
    """Orders and money by courier; a code and the marketplace's word for it count as one courier."""
    rows: dict[str, dict[str, Any]] = {}
    for share in shares:
        name = courier_words(share.courier)
        row = rows.setdefault(name, {"name": name, "orders": 0, "amount": Decimal("0.00")})
        row["orders"] += share.orders
        row["amount"] += share.amount
    return sorted(rows.values(), key=lambda row: -row["orders"])


def running_number(batch_number: str) -> str:
    """`B20261121-2` is the day's batch 2."""
    return batch_number.rpartition("-")[2]


def warehouse_names(shop_ids: Iterable[int]) -> dict[int, str]:
    """Names of warehouses by id, of the shops that have several; elsewhere the name says nothing."""
    names: dict[int, str] = {}
    for shop_id in shop_ids:
        cards = warehouses_of(shop_id)
        names |= {card.id: card.name for card in cards if len(cards) > 1}
    return names


def masked_name(name: str) -> str:
    """`孙*倩`: enough to tell two parcels apart."""
    if len(name) < 2:
        return name
    return f"{name[0]}*{name[-1] if len(name) > 2 else ''}"


def event_words(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a batch's or report's timeline as the kit draws it."""
    return timeline_row(entry, _EVENTS, entry["reason"] or _data_words(entry["data"]))


def story_words(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """An event of ours on an order's timeline; the courier's news in the courier's words."""
    data = event["data"] or {}
    if event["kind"] == "tracking.news":
        label = TrackState(data["state"]).label if data["state"] else _("News from the courier")
        change = " · ".join(part for part in (data["text"], data["place"]) if part)
        return {
            "kind": "system",
            "text": label,
            "change": change,
            "actor": _("courier"),
            "at": event["at"],
            "place": "",
        }
    if event["kind"] not in _EVENTS:
        return None
    if event["kind"].startswith("parcel.exception_") and data.get("kind") in ExceptionKind.values:
        return timeline_row(dict(event), _EVENTS, str(ExceptionKind(data["kind"]).label))
    return event_words(dict(event))


register_event_words(story_words)


def _data_words(data: dict[str, Any]) -> str:
    if data.get("kind") in PaperKind.values:
        return str(PaperKind(data["kind"]).label)
    if "orders" in data:
        return orders_text(int(data["orders"]))
    return ""
