"""What parcels that leave mean for their orders: whole orders ship, parts are noted (ORD-17)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.companions import orders_in, unfinished
from zhanggui.fulfilment.values import ParcelState
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.values import Actor
from zhanggui.orders.services import ship_orders, ship_parts, unship_orders
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
    rows = Parcel.objects.filter(order_id=row.order_id, state=ParcelState.SHIPPED).order_by("pk")
    return replace(row, waybill_no=",".join(rows.values_list("waybill_no", flat=True)))


def unship_what_came_back(actor: Actor, shop_id: int, parcels: Sequence[Parcel]) -> None:
    """Take back the shipping of the orders of these parcels; one that left in parts stays as it is: Conflict."""
    parts = [parcel.order_number for parcel in parcels if parcel.part_id is not None]
    if parts:
        raise Conflict(
            "fulfilment.left_in_parts",
            _("Order %(order)s leaves in several parcels, so its numbers cannot be taken back by undoing the file."),
            order=parts[0],
        )
    within = orders_in([parcel.pk for parcel in parcels])
    ids = [order_id for orders in within.values() for order_id, _number in orders]
    if ids:
        unship_orders(actor=actor, shop_id=shop_id, order_ids=ids)
