"""Reading transit days: what the shop has set, else the proposal (LOG-01, LOG-13)."""

from django.db.models import QuerySet

from zhanggui.couriers.models import TransitDays
from zhanggui.couriers.rules.known import couriers
from zhanggui.couriers.rules.regions import proposed_days, provinces, short_province
from zhanggui.couriers.values import TransitRow
from zhanggui.customers.queries import parse_address
from zhanggui.shops.queries import sender_of

# Where proposals start while the shop has no sender's address.
DEFAULT_ORIGIN = "浙江"


def origin_of(shop_id: int) -> str:
    """The province that the shop ships from, read from its sender's address."""
    address = sender_of(shop_id).address
    found = short_province(parse_address(address).province or "") if address else ""
    return found if found in provinces() else DEFAULT_ORIGIN


def set_days(courier_id: int, origin: str | None = None) -> QuerySet[TransitDays]:
    """What the shop has set for a courier."""
    rows = TransitDays.objects.filter(courier_id=courier_id)
    return (rows.filter(origin=origin) if origin else rows).order_by("origin", "province", "city")


def transit_rows(courier_id: int, code: str, origin: str) -> list[TransitRow]:
    """The days to every province from one origin, with the cities that were set apart after their province."""
    known = couriers().get(code)
    own: dict[str, list[TransitDays]] = {}
    for row in set_days(courier_id, origin):
        own.setdefault(row.province, []).append(row)
    rows: list[TransitRow] = []
    for province in provinces():
        mine = own.get(province, [])
        if not any(row.city == "" for row in mine):
            days = proposed_days(origin, province, known.pace if known else 0)
            rows.append(TransitRow(origin, province, "", days or 1, is_proposal=True))
        rows += [TransitRow(origin, province, row.city, row.days) for row in mine]
    return rows
