"""Reading parcels: the packer's list, what still needs a number or a stamp, and one parcel to pack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhanggui.fulfilment.errors import ParcelNotFound
from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine
from zhanggui.fulfilment.queries.papers import receivers
from zhanggui.fulfilment.values import BatchState, MissingItem, PackResult, ParcelState
from zhanggui.kernel.values import Subject


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
    """Parcels whose own or whose slip's number is among these; scanners may send small letters."""
    wanted = {number.strip().upper() for number in numbers}
    return Parcel.objects.filter(Q(number__in=wanted) | Q(slip_number__in=wanted), shop_id=shop_id)


def parcel_by_number(shop_id: int, number: str) -> Parcel:
    """The parcel of a parcel or slip number, with its batch; ParcelNotFound otherwise."""
    parcel = by_numbers(shop_id, [number]).select_related("batch").first()
    if parcel is None:
        raise ParcelNotFound(number)
    return parcel


def parcel_of_order(shop_id: int, order_number: str) -> Parcel | None:
    """The live parcel of an order: the newest that was not pulled out."""
    rows = Parcel.objects.filter(shop_id=shop_id, order_number=order_number).exclude(state=ParcelState.PULLED)
    return rows.select_related("batch").order_by("-pk").first()


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
    notes = notes_of([parcel.order_id]).get(parcel.order_id, ("", ""))
    return PackingView(parcel, parcel.batch, tuple(lines_of(parcel.pk)), *notes)


def missing_items(lines: Sequence[ParcelLine]) -> tuple[MissingItem, ...]:
    """What still has to go in."""
    return tuple(
        MissingItem(line.sku_code or line.barcode, line.title, line.quantity - line.packed_quantity)
        for line in lines
        if line.packed_quantity < line.quantity
    )


def pack_json(result: PackResult) -> dict[str, Any]:
    """`parcel complete missing[] wrong[]` of the command table."""
    return {
        "parcel": result.parcel,
        "complete": result.complete,
        "missing": [{"code": item.code, "title": item.title, "quantity": item.quantity} for item in result.missing],
        "wrong": [{"code": scan.code, "reason": str(scan.reason)} for scan in result.wrong],
    }


def notes_of(order_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Buyer's and seller's note by order."""
    return {row.order_id: (row.buyer_note, row.seller_note) for row in receivers(order_ids)}


def orders_in_parcel(shop_ids: Sequence[int], text: str) -> list[int]:
    """Orders whose parcel or slip bears this number of ours; the search of the order desk asks it (ORD-16)."""
    named = Parcel.objects.filter(Q(number=text) | Q(slip_number=text), shop_id__in=list(shop_ids))
    return list(named.order_by("pk").values_list("order_id", flat=True))
