"""Reading shops, their settings and warehouses."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.confidential import for_programs
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.memory import is_one_page, once_a_page, while_unchanged
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.values import Actor
from zhanggui.shops.errors import ShopNotFound, ShopNotNamed, WarehouseNotFound
from zhanggui.shops.models import CalendarDay, Shop, ShopPlan, ShopSettings, Warehouse
from zhanggui.shops.rules import WorkingCalendar, after_working, before_working, is_working, working_between
from zhanggui.shops.values import MONTH_PLAN, PlanCard, Sender, ShopCard, WarehouseCard


def _card(shop: Shop) -> ShopCard:
    return ShopCard(shop.pk, shop.code, shop.name, shop.timezone, shop.currency)


@while_unchanged("shops_shop")
def shop_cards(ids: frozenset[int] | None = None) -> list[ShopCard]:
    """Shops by id, or all of them, by name."""
    shops = Shop.objects.order_by("name", "pk")
    return [_card(shop) for shop in (shops if ids is None else shops.filter(pk__in=ids))]


def shop_by_id(shop_id: int) -> ShopCard:
    """One shop; ShopNotFound when it is gone."""
    if is_one_page():
        return next((card for card in shop_cards() if card.id == shop_id), None) or _read_shop(shop_id)
    return _read_shop(shop_id)


def _read_shop(shop_id: int) -> ShopCard:
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None:
        raise ShopNotFound(str(shop_id))
    return _card(shop)


def shop_by_code(code: str | None) -> ShopCard:
    """The shop of a code; without a code the only shop there is."""
    if code is None:
        shops = list(Shop.objects.order_by("code")[:20])
        if len(shops) == 1:
            return _card(shops[0])
        raise ShopNotNamed(", ".join(shop.code for shop in shops) or "-")
    shop = Shop.objects.filter(code=code).first()
    if shop is None:
        raise ShopNotFound(code)
    return _card(shop)


def settings_of(shop_id: int) -> dict[str, Any]:
    """All settings of a shop by name."""
    found = _every_setting().get(shop_id) if is_one_page() else None
    return dict(found or ShopSettings.objects.values().get(pk=shop_id))


@while_unchanged("shops_shopsettings")
def _every_setting() -> dict[int, dict[str, Any]]:
    return {row["shop_id"]: dict(row) for row in ShopSettings.objects.values()}


def shops_verifying_by_hand(shop_ids: Collection[int]) -> frozenset[int]:
    """Those of the shops where a person verifies every order (ORD-05). One statement."""
    if is_one_page():
        found = _every_setting()
        return frozenset(each for each in shop_ids if each in found and not found[each]["is_verified_automatically"])
    rows = ShopSettings.objects.filter(pk__in=list(shop_ids), is_verified_automatically=False)
    return frozenset(rows.values_list("pk", flat=True))


def sender_of(shop_id: int) -> Sender:
    """Who stands as sender on the shop's labels."""
    row = settings_of(shop_id)
    return Sender(row["sender_name"], row["sender_phone"], row["sender_address"])


def default_warehouse(shop_id: int) -> WarehouseCard:
    """The warehouse that ships what no other is chosen for."""
    found = _every_warehouse().get(shop_id) if is_one_page() else None
    return found[0] if found else _warehouse_card(Warehouse.objects.get(shop_id=shop_id, is_default=True))


@while_unchanged("shops_warehouse")
def _every_warehouse() -> dict[int, list[WarehouseCard]]:
    found: dict[int, list[WarehouseCard]] = {}
    for row in Warehouse.objects.order_by("-is_default", "pk"):
        found.setdefault(row.shop_id, []).append(_warehouse_card(row))
    return found


def warehouses_of(shop_id: int) -> list[WarehouseCard]:
    """All warehouses of a shop, the default one first."""
    if is_one_page():
        return list(_every_warehouse().get(shop_id, ()))
    return [_warehouse_card(row) for row in Warehouse.objects.filter(shop_id=shop_id).order_by("-is_default", "pk")]


def warehouse_by_code(shop_id: int, code: str | None) -> WarehouseCard:
    """One warehouse of a shop; without a code the default one. WarehouseNotFound otherwise."""
    if not code:
        return default_warehouse(shop_id)
    row = Warehouse.objects.filter(shop_id=shop_id, code=code).first()
    if row is None:
        raise WarehouseNotFound(code)
    return _warehouse_card(row)


def warehouse_by_id(shop_id: int, warehouse_id: int | None) -> WarehouseCard:
    """One warehouse of a shop by id; without an id the default one. WarehouseNotFound otherwise."""
    if warehouse_id is None:
        return default_warehouse(shop_id)
    row = Warehouse.objects.filter(shop_id=shop_id, pk=warehouse_id).first()
    if row is None:
        raise WarehouseNotFound(str(warehouse_id))
    return _warehouse_card(row)


def _warehouse_card(row: Warehouse) -> WarehouseCard:
    return WarehouseCard(row.pk, row.shop_id, row.code, row.name, row.batch_time, row.is_default)


def has_any_shop() -> bool:
    """Whether anything was set up yet."""
    return Shop.objects.exists()


@once_a_page
def calendar_of(shop_id: int) -> WorkingCalendar:
    """When the shop works, with its single days."""
    row = settings_of(shop_id)
    return WorkingCalendar(
        zone=shop_zone(shop_by_id(shop_id).timezone),
        weekdays=row["working_weekdays"],
        service_from=row["service_from"],
        service_to=row["service_to"],
        is_holiday_calendar_used=row["is_holiday_calendar_used"],
        exceptions=_single_days(shop_id),
    )


def _single_days(shop_id: int) -> dict[date, bool]:
    if is_one_page():
        return _every_single_day().get(shop_id, {})
    return dict(CalendarDay.objects.filter(shop_id=shop_id).values_list("day", "is_working"))


@while_unchanged("shops_calendarday")
def _every_single_day() -> dict[int, dict[date, bool]]:
    found: dict[int, dict[date, bool]] = {}
    for shop_id, day, works in CalendarDay.objects.values_list("shop_id", "day", "is_working"):
        found.setdefault(shop_id, {})[day] = works
    return found


def working_days(shop_id: int) -> tuple[ZoneInfo, Callable[[date], bool]]:
    """The shop's zone and the test of its working days; the calendar is read once (TSK-13)."""
    calendar = calendar_of(shop_id)
    return calendar.zone, partial(is_working, calendar)


def working_hours_between(shop_id: int, start: datetime, end: datetime) -> timedelta:
    """Working time of the shop from start to end, both aware (TSK-13)."""
    return working_between(calendar_of(shop_id), start, end)


def working_times(shop_id: int, spans: Sequence[tuple[datetime, datetime]]) -> list[timedelta]:
    """Working time of many spans of one shop; its calendar is read once (TSK-13)."""
    calendar = calendar_of(shop_id)
    return [working_between(calendar, start, end) for start, end in spans]


def after_working_time(shop_id: int, start: datetime, span: timedelta) -> datetime | None:
    """When `span` of the shop's working time has passed since start; None when it never works (TSK-13)."""
    return after_working(calendar_of(shop_id), start, span)


def before_working_time(shop_id: int, end: datetime, span: timedelta) -> datetime | None:
    """From when on less than `span` of working time passes until end; None when it never works (TSK-13)."""
    return before_working(calendar_of(shop_id), end, span)


def count_within_working(shop_id: int, spans: Iterable[tuple[datetime, datetime]], most: timedelta) -> int:
    """How many of the (start, end) took at most so much working time. Reads the calendar once."""
    calendar = calendar_of(shop_id)
    return sum(working_between(calendar, start, end) <= most for start, end in spans)


def calendar_days(shop_id: int) -> list[dict[str, Any]]:
    """Single days that differ from week and public calendar, in order."""
    rows = CalendarDay.objects.filter(shop_id=shop_id).order_by("day")
    return [dict(row) for row in rows.values("day", "is_working", "name")]


def stamp_file(shop_id: int) -> Path | None:
    """Where the shop's stamp image lies, None when it has none."""
    stored = ShopSettings.objects.values_list("stamp_path", flat=True).get(pk=shop_id)
    path = Path(settings.MEDIA_ROOT) / stored
    return path if stored and path.is_file() else None


def month_of(shop: ShopCard) -> date:
    """The first day of the present month, by the shop's clock."""
    return now().astimezone(shop_zone(shop.timezone)).date().replace(day=1)


def month_from(text: str) -> date:
    """The first day of a month written like `2026-11`; InvalidInput otherwise."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  reason: a month has no zone
    except ValueError as error:
        raise InvalidInput("shops.bad_month", _("A month is written like 2026-11.")) from error


def plan_of(shop_id: int, month: date) -> PlanCard | None:
    """The plan of a month, None when there is none. The caller masks it (SEC-05)."""
    row = ShopPlan.objects.filter(shop_id=shop_id, month=month.replace(day=1)).first()
    return _plan_card(row) if row else None


def present_plans(shop_ids: Iterable[int]) -> list[PlanCard]:
    """The plans of the present month, each by its shop's clock. Two statements."""
    months = {shop.id: month_of(shop) for shop in shop_cards() if shop.id in set(shop_ids)}
    plans = _plans_in(frozenset(months.values()))
    return [plans[shop_id, month] for shop_id, month in months.items() if (shop_id, month) in plans]


@while_unchanged("shops_shopplan")
def _plans_in(months: frozenset[date]) -> dict[tuple[int, date], PlanCard]:
    rows = ShopPlan.objects.filter(month__in=months)
    return {(row.shop_id, row.month): _plan_card(row) for row in rows}


def _plan_card(row: ShopPlan) -> PlanCard:
    return PlanCard(
        row.shop_id,
        row.month,
        row.orders,
        row.revenue,
        row.set_at,
        row.set_by,
        row.done_orders,
        row.done_revenue,
        row.counted_at,
    )


def plan_json(actor: Actor, shop_id: int, month: date) -> dict[str, Any]:
    """The plan of a month for programs: null and listed in `hidden` for whom it is not meant."""
    card = plan_of(shop_id, month)
    figures = {
        "orders": card.orders if card else None,
        "revenue": amount_text(card.revenue) if card else None,
        "done_orders": card.done_orders if card else None,
        "done_revenue": amount_text(card.done_revenue) if card else None,
        "counted_at": card.counted_at.isoformat() if card and card.counted_at else None,
    }
    return for_programs(actor, {"month": f"{month:%Y-%m}", **figures}, dict.fromkeys(figures, MONTH_PLAN), shop_id)
