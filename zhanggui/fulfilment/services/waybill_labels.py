"""What a courier's waybill says of a parcel: number and marks from the pool, the receiver masked."""

from functools import cached_property

from django.db import connection

from zhanggui.customers.queries import mask_name, mask_phone
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.papers.values import Contact
from zhanggui.fulfilment.queries.papers import Receiver
from zhanggui.fulfilment.queries.waybill_pool import mark_for, route_marks
from zhanggui.fulfilment.values import RouteText

_ROUTES = """
SELECT p.id, w.courier, w.route_code, w.consolidation, coalesce(c.province, ''), coalesce(c.city, '')
FROM fulfilment_parcel p
JOIN fulfilment_waybillnumber w ON w.shop_id = p.shop_id AND w.number = p.waybill_no AND w.parcel_id = p.id
LEFT JOIN orders_ordercontact c ON c.order_id = p.order_id
WHERE p.batch_id = %s AND p.waybill_no <> '' AND NOT p.is_platform_label
"""


class BatchRoutes:
    """The marks of a batch's parcels that have a number of the courier's file; read once, when the first is printed."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def of(self, parcel_id: int) -> RouteText | None:
        """The mark of a parcel; None for a parcel that gets our own label."""
        return self._texts.get(parcel_id)

    @cached_property
    def _texts(self) -> dict[int, RouteText]:
        marks = route_marks(self._batch.shop_id)
        with connection.cursor() as cursor:
            cursor.execute(_ROUTES, [self._batch.pk])
            return {
                parcel_id: RouteText(route, place) if route else mark_for(marks, courier, province, city)
                for parcel_id, courier, route, place, province, city in cursor.fetchall()
            }


def masked_receiver(receiver: Receiver) -> Contact:
    """`张*` and `139****0001` with the whole address: couriers' rules for privacy labels."""
    return Contact(mask_name(receiver.name), mask_phone(receiver.phone), receiver.address)
