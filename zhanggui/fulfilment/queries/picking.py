"""What must be fetched for a batch, place by place along the pick route (INV-04)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Sum

from zhanggui.fulfilment.models import Batch, ParcelLine
from zhanggui.fulfilment.rules.pick_route import route_key
from zhanggui.fulfilment.values import ParcelState
from zhanggui.inventory.queries import place_notes, route_numbers


@dataclass(frozen=True, slots=True)
class PickRow:
    """One SKU at one place: pieces to fetch, for how many parcels, how many are packed already, what to mind there."""

    place: str
    route_no: int | None
    note: str
    sku_code: str
    title: str
    attributes: str
    pieces: int
    packed: int
    parcels: int


def picking_list(batch: Batch) -> list[PickRow]:
    """Everything that a batch still needs or needed, in walking order; orders that were pulled out are left out."""
    route = route_numbers(batch.shop_id, batch.warehouse_id)
    found = list(
        ParcelLine.objects.filter(parcel__batch_id=batch.pk)
        .exclude(parcel__state=ParcelState.PULLED)
        .values("place", "sku_code", "title", "attributes")
        .annotate(pieces=Sum("quantity"), packed=Sum(F("packed_quantity")), parcels=Count("parcel", distinct=True))
    )
    notes = place_notes(batch.shop_id, batch.warehouse_id, {row["place"] for row in found})
    rows = [
        PickRow(
            row["place"],
            route.get(row["place"].upper()),
            notes.get(row["place"].upper(), ""),
            row["sku_code"],
            row["title"],
            row["attributes"],
            row["pieces"],
            row["packed"],
            row["parcels"],
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: (route_key(row.place, route), row.sku_code, row.title))


def pick_json(row: PickRow) -> dict[str, Any]:
    """A row for programs."""
    return {
        "place": row.place,
        "route_no": row.route_no,
        "note": row.note,
        "sku": row.sku_code,
        "title": row.title,
        "attributes": row.attributes,
        "pieces": row.pieces,
        "packed": row.packed,
        "parcels": row.parcels,
    }
