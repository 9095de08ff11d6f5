"""Reading parcels: the packer's list, what still needs a number or a stamp, and one parcel to pack."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhanggui.couriers.queries import normal_waybill
from zhanggui.fulfilment.errors import ParcelNotFound
from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine, ParcelOrder
from zhanggui.fulfilment.queries.companions import order_ids_in
from zhanggui.fulfilment.queries.papers import joined_notes, orders_with_waybill, receivers
from zhanggui.fulfilment.values import BatchState, MissingItem, PackResult, ParcelState
from zhanggui.kernel.values import Subject

_LABEL = re.compile(r"[0-9A-Z-]{8,40}")


@dataclass(frozen=True, slots=True)
class PackingView:
    """One parcel as the packing page shows it: the goods in pick order, and what it may do next."""

    parcel: Parcel
    batch: Batch
    lines: tuple[ParcelLine, ...]
    buyer_note: str
    seller_note: str

    @property
    def pieces(self) -> int:
        """How many pieces must be in."""
        return sum(line.quantity for line in self.lines)

    @property
    def packed_pieces(self) -> int:
        """How many pieces are in."""
        return sum(line.packed_quantity for line in self.lines)


def subject_of(parcel: Parcel) -> Subject:
    """The parcel as timeline and tasks know it."""
    return Subject("parcel", parcel.pk, parcel.number)


def by_numbers(shop_id: int, numbers: Sequence[str]) -> QuerySet[Parcel]:
    """Parcels whose own, slip's or waybill number is among these; scanners may send small letters.

    The waybill counts because a parcel with the marketplace's own label has no other code on it.
    """
    wanted = {number.strip().upper() for number in numbers}
    waybills = {normal_waybill(number) for number in numbers} - {""}
    by_waybill = Q(waybill_no__in=waybills) & ~Q(waybill_no="")
    return Parcel.objects.filter(Q(number__in=wanted) | Q(slip_number__in=wanted) | by_waybill, shop_id=shop_id)


def parcel_by_number(shop_id: int, number: str) -> Parcel:
    """The parcel of a parcel or slip number, with its batch; ParcelNotFound otherwise."""
    parcel = by_numbers(shop_id, [number]).select_related("batch").first()
    if parcel is None:
        raise ParcelNotFound(number)
    return parcel


def parcel_of_order(shop_id: int, order_number: str) -> Parcel | None:
    """The live parcel of an order: the newest that was not pulled out."""
    rows = Parcel.objects.filter(_of_order(order_number), shop_id=shop_id).exclude(state=ParcelState.PULLED)
    return rows.select_related("batch").order_by("-pk").first()


def _of_order(number: str) -> Q:
    """A parcel that an order leads or shares."""
    return Q(order_number=number) | Q(pk__in=ParcelOrder.objects.filter(order_number=number).values("parcel_id"))


def parcel_by_label(shop_id: int, code: str) -> Parcel | None:
    """The live parcel that a courier's or the marketplace's own label or an order number means; None if none does.

    Orders with a masked contact keep the marketplace's label, whose number came with the order's file.
    """
    wanted = code.strip().upper()
    if not _LABEL.fullmatch(wanted):
        return None
    live = Parcel.objects.filter(shop_id=shop_id).exclude(state=ParcelState.PULLED).select_related("batch")
    ours = live.filter(Q(waybill_no=wanted) | _of_order(wanted)).order_by("-pk").first()
    if ours is not None:
        return ours
    orders = orders_with_waybill(shop_id, wanted)
    return live.filter(order_id__in=orders).order_by("-pk").first() if orders else None


def parcels_to_pack(
    shop_id: int, *, batch_id: int | None = None, after: int | None = None, limit: int = 50
) -> list[Parcel]:
    """Parcels of handed-over batches in pick order; `after` is the last id of the page before."""
    rows = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.BATCHED, batch__state=BatchState.HANDED_OVER)
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    # Ids of a batch are given out in pick order, so the id is the whole order.
    return list((rows.filter(pk__gt=after) if after else rows).select_related("batch").order_by("pk")[:limit])


def parcels_without_number(shop_id: int, *, after: int | None = None, limit: int = 50) -> list[Parcel]:
    """Packed parcels that wait for the courier's number."""
    rows = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.PACKED)
    return list((rows.filter(pk__gt=after) if after else rows).select_related("batch").order_by("pk")[:limit])


def unstamped_slips(shop_id: int, *, after: int | None = None, limit: int = 50) -> list[Parcel]:
    """Shipped parcels whose slip does not carry the shipping stamp yet (FUL-07)."""
    rows = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.SHIPPED, stamped_at=None)
    return list((rows.filter(pk__gt=after) if after else rows).select_related("batch").order_by("pk")[:limit])


def parcels_of_batch(batch_id: int, *, state: str = "", after: int = 0, limit: int = 100) -> list[Parcel]:
    """Parcels of a batch in pick order; `after` is the last position of the page before."""
    rows = Parcel.objects.filter(batch_id=batch_id, position__gt=after).order_by("position")
    return list((rows.filter(state=state) if state else rows)[:limit])


def lines_of(parcel_id: int) -> list[ParcelLine]:
    """What is in a parcel, in pick order."""
    return list(ParcelLine.objects.filter(parcel_id=parcel_id).order_by("pk"))


def packing_view(shop_id: int, number: str) -> PackingView:
    """One parcel by parcel or slip number, as the packing page shows it (FUL-10)."""
    parcel = parcel_by_number(shop_id, number)
    notes = notes_of(order_ids_in(parcel)).values()
    buyer, seller = (joined_notes(note[side] for note in notes) for side in (0, 1))
    return PackingView(parcel, parcel.batch, tuple(lines_of(parcel.pk)), buyer, seller)


def missing_items(lines: Sequence[ParcelLine]) -> tuple[MissingItem, ...]:
    """What still has to go in."""
    return tuple(
        MissingItem(line.sku_code or line.barcode, line.title, line.quantity - line.packed_quantity)
        for line in lines
        if line.packed_quantity < line.quantity
    )


def pack_json(result: PackResult) -> dict[str, Any]:
    """`parcel complete missing[] wrong[] missing_accessories[] open_instructions[]` of the command table."""
    return {
        "parcel": result.parcel,
        "complete": result.complete,
        "missing": [{"code": item.code, "title": item.title, "quantity": item.quantity} for item in result.missing],
        "wrong": [{"code": scan.code, "reason": str(scan.reason)} for scan in result.wrong],
        "missing_accessories": [
            {"key": extra.key, "name": extra.name, "quantity": extra.quantity} for extra in result.missing_accessories
        ],
        "open_instructions": [
            {"id": wish.id, "kind": wish.kind, "label": wish.label, "text": wish.text}
            for wish in result.open_instructions
        ],
    }


def notes_of(order_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Buyer's and seller's note by order."""
    found = {row.order_id: (row.buyer_note, row.seller_note) for row in receivers(order_ids)}
    return {order_id: found[order_id] for order_id in order_ids if order_id in found}


def orders_in_parcel(shop_ids: Sequence[int], text: str) -> list[int]:
    """Orders whose parcel or slip bears this number of ours; the search of the order desk asks it (ORD-16)."""
    named = Parcel.objects.filter(Q(number=text) | Q(slip_number=text), shop_id__in=list(shop_ids))
    return list(named.order_by("pk").values_list("order_id", flat=True))
