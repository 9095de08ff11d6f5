"""Reading shipping notices: of one parcel or order, and those that no buyer was told of yet."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from zhanggui.fulfilment.errors import NoNotice
from zhanggui.fulfilment.models import Parcel, ParcelOrder, ShippingNotice
from zhanggui.fulfilment.queries.copies import waybill_copy_of
from zhanggui.fulfilment.queries.parcels import parcel_by_number


def notice_of(shop_id: int, number: str) -> ShippingNotice:
    """The notice of a parcel or slip number; NoNotice while it has not left."""
    parcel = parcel_by_number(shop_id, number)
    found = ShippingNotice.objects.select_related("parcel").filter(parcel_id=parcel.pk).first()
    if found is None:
        raise NoNotice(parcel.number)
    return found


def notices_of(parcel_ids: Sequence[int]) -> dict[int, ShippingNotice]:
    """Notices by parcel."""
    rows = ShippingNotice.objects.filter(parcel_id__in=list(parcel_ids))
    return {row.parcel_id: row for row in rows}


def parcels_of_order(shop_id: int, order_id: int) -> list[Parcel]:
    """All parcels that an order ever had, the newest first."""
    mine = Q(order_id=order_id) | Q(pk__in=ParcelOrder.objects.filter(order_id=order_id).values("parcel_id"))
    return list(Parcel.objects.filter(mine, shop_id=shop_id).select_related("batch").order_by("-pk"))


def parcels_to_tell(shop_id: int, *, limit: int = 50) -> list[Parcel]:
    """Shipped parcels whose buyer was not told yet, oldest first."""
    rows = ShippingNotice.objects.filter(shop_id=shop_id, told_at=None).order_by("pk")
    return [row.parcel for row in rows.select_related("parcel__batch")[:limit]]


def notice_json(notice: ShippingNotice) -> dict[str, Any]:
    """A notice for programs."""
    copy = waybill_copy_of(notice.parcel_id)
    return {
        "parcel": notice.parcel.number,
        "order": notice.parcel.order_number,
        "courier": notice.parcel.courier,
        "waybill_no": notice.parcel.waybill_no,
        "expected_on": notice.parcel.expected_on,
        "waybill_copy": copy.pk if copy else None,
        "waybill_copy_link": copy_link(notice.copy_key) or None,
        "language": notice.language,
        "text": notice.text,
        "made_at": notice.made_at,
        "told_at": notice.told_at,
        "told_how": notice.told_how or None,
        "told_by": notice.told_by or None,
    }


def copy_link(key: str) -> str:
    """The address under which a buyer sees the waybill copy; empty without a key."""
    return f"{settings.PUBLIC_URL}/copy/{key}" if key else ""


def channels_of(order_ids: Sequence[int]) -> dict[int, str]:
    """By which channel each order came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, channel FROM orders_order WHERE id = ANY(%s)", [list(order_ids)])
        return dict(cursor.fetchall())
