"""What parcels that leave mean for their orders: whole orders ship, parts are noted (ORD-17)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.companions import orders_in, unfinished
from zhanggui.fulfilment.values import ParcelState
from zhanggui.kernel.values import Actor
from zhanggui.orders.services import ship_orders, ship_parts, unship_orders, unship_parts
from zhanggui.orders.values import ShippedRow


def ship_what_left(actor: Actor, shop_id: int, left: Mapping[int, ShippedRow]) -> None:
    """Ship the orders of parcels that just left, by parcel id.

    Orders that share a parcel share its number. A split order is partly shipped until the last of
    its parcels left; then it carries all numbers.
    """
    within = orders_in(list(left))
    parts = Parcel.objects.filter(pk__in=list(left)).values_list("pk", "part_id")
    in_parts = {parcel_id: part_id for parcel_id, part_id in parts if part_id is not None}
    plain = [
        replace(row, order_id=order_id)
        for parcel_id, row in left.items()
        if parcel_id not in in_parts
        for order_id, _number in within[parcel_id]
    ]
    ship_orders(actor=actor, shop_id=shop_id, rows=plain)
    if not in_parts:
        return
    open_orders = unfinished([left[parcel_id].order_id for parcel_id in in_parts], {ParcelState.SHIPPED})
    ship_parts(
        actor=actor,
        shop_id=shop_id,
        rows=[(in_parts[parcel_id], _with_all_numbers(left[parcel_id])) for parcel_id in sorted(in_parts)],
        unfinished=open_orders,
    )


def _with_all_numbers(row: ShippedRow) -> ShippedRow:
    return replace(row, waybill_no=_numbers_of_left([row.order_id]).get(row.order_id, ""))


def _numbers_of_left(order_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of the parcels of each order that are on their way, one after the other."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Parcel.objects.filter(order_id__in=list(order_ids), state=ParcelState.SHIPPED).order_by("pk")
    for order_id, number in rows.values_list("order_id", "waybill_no"):
        found[order_id].append(number)
    return {order_id: ",".join(numbers) for order_id, numbers in found.items()}


def unship_what_came_back(actor: Actor, shop_id: int, parcels: Sequence[Parcel]) -> None:
    """Take back the shipping of the orders of these parcels, which are packed again; of split orders only these parts.

    All or nothing: OrdersMoved when an order was closed or completed meanwhile.
    """
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for parcel in parcels:
        if parcel.part_id is not None:
            parts[parcel.order_id].append(parcel.part_id)
    if parts:
        unship_parts(actor=actor, shop_id=shop_id, parts=parts, numbers=_numbers_of_left(list(parts)))
    within = orders_in([parcel.pk for parcel in parcels if parcel.part_id is None])
    ids = [order_id for orders in within.values() for order_id, _number in orders]
    if ids:
        unship_orders(actor=actor, shop_id=shop_id, order_ids=ids)
