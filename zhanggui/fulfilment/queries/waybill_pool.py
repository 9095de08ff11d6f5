"""Reading the pools of waybill numbers and the marks for their labels."""

from collections import defaultdict

from django.db.models import Count

from zhanggui.couriers.queries import short_city, short_province
from zhanggui.fulfilment.models import RouteMark, WaybillNumber
from zhanggui.fulfilment.values import NumberState, RouteText


def pool_counts(shop_id: int) -> dict[str, dict[str, int]]:
    """By courier, how many numbers are free, given, used and void."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NumberState.values, 0))
    rows = WaybillNumber.objects.filter(shop_id=shop_id).values_list("courier", "state").annotate(n=Count("id"))
    for courier, state, count in rows:
        counts[courier][state] = count
    return dict(counts)


def free_numbers(shop_id: int) -> dict[str, int]:
    """How many numbers of each courier are free."""
    rows = WaybillNumber.objects.filter(shop_id=shop_id, state=NumberState.FREE).values_list("courier")
    return dict(rows.annotate(n=Count("id")))


def route_marks(shop_id: int) -> dict[tuple[str, str, str], RouteText]:
    """The shop's own marks by courier, province and city (empty: the whole province)."""
    return {
        (row.courier, row.province, row.city): RouteText(row.route_code, row.consolidation)
        for row in RouteMark.objects.filter(shop_id=shop_id)
    }


def route_mark_rows(shop_id: int, *, limit: int = 200) -> list[RouteMark]:
    """The shop's marks for its page."""
    return list(RouteMark.objects.filter(shop_id=shop_id).order_by("courier", "province", "city")[:limit])


def mark_for(marks: dict[tuple[str, str, str], RouteText], courier: str, province: str, city: str) -> RouteText:
    """The mark of the city, else of the province; empty where the shop has none."""
    place = (short_province(province), short_city(city))
    return marks.get((courier, *place)) or marks.get((courier, place[0], "")) or RouteText("", "")
