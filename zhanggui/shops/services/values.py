"""Values of law and marketplaces that hold per shop, and the shop's working time for the clocks (CMP-01, TSK-13)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clocks.working_time import register_working_time
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import after_working_time, before_working_time, settings_of, working_hours_between
from zhanggui.shops.services.settings import change_settings

_DAYS, _YEARS, _HOURS = _("days"), _("years"), _("hours")
_LATER = _("after-sales, when that module is there")
_PROMOTION = _("promotions, when that module is there")


class _ShopTime:
    """The working calendar as the kernel's clocks ask for it."""

    def after(self, shop_id: int, start: datetime, span: timedelta) -> datetime | None:
        """When the span has passed."""
        return after_working_time(shop_id, start, span)

    def before(self, shop_id: int, end: datetime, span: timedelta) -> datetime | None:
        """From when on less than the span passes."""
        return before_working_time(shop_id, end, span)

    def between(self, shop_id: int, start: datetime, end: datetime) -> timedelta:
        """Working time between two moments."""
        return working_hours_between(shop_id, start, end)


def _read_ship_within(shop_id: int) -> int:
    return int(settings_of(shop_id)["ship_within_hours"])


def _write_ship_within(actor: Actor, shop_id: int, value: int) -> None:
    change_settings(actor=actor, shop_id=shop_id, ship_within_hours=value)


def _read_voucher_years(shop_id: int) -> int:
    return int(settings_of(shop_id)["voucher_years"])


def _write_voucher_years(actor: Actor, shop_id: int, value: int) -> None:
    change_settings(actor=actor, shop_id=shop_id, voucher_years=value)


_KINDS = (
    ValueKind(
        "law.return_days",
        "law",
        _("Return without giving a reason"),
        7,
        _DAYS,
        7,
        365,
        _("Consumer Rights Protection Law, article 25"),
        "2013-10-25",
        _LATER,
    ),
    ValueKind(
        "law.refund_days",
        "law",
        _("Refund after returned goods have arrived"),
        7,
        _DAYS,
        1,
        7,
        _("Consumer Rights Protection Law, article 25"),
        "2013-10-25",
        _LATER,
    ),
    ValueKind(
        "law.record_years",
        "law",
        _("Goods, services and trades are kept on record"),
        3,
        _YEARS,
        3,
        30,
        _("E-Commerce Law, article 31"),
        "2018-08-31",
        _("archive of papers"),
        read=_read_voucher_years,
        write=_write_voucher_years,
    ),
    ValueKind(
        "law.privacy_record_years",
        "law",
        _("Records of how personal data is handled"),
        3,
        _YEARS,
        3,
        30,
        _("Personal Information Protection Law, article 56"),
        "2021-08-20",
        _("timeline, which is never cut"),
    ),
    ValueKind(
        "law.prize_ceiling",
        "law",
        _("A prize drawn by lot is worth at most"),
        50_000,
        _("yuan"),
        1,
        50_000,
        _("Interim Provisions on Sales Promotion, article 17"),
        "2020-12-01",
        _PROMOTION,
    ),
    ValueKind(
        "law.reference_price_days",
        "law",
        _("A former price is the lowest that was really paid in the last"),
        7,
        _DAYS,
        7,
        365,
        _("Interim Provisions on Sales Promotion, article 21"),
        "2020-12-01",
        _PROMOTION,
    ),
    ValueKind(
        "law.advertising_record_years",
        "law",
        _("Advertisements are kept on record after they end"),
        3,
        _YEARS,
        3,
        30,
        _("Measures for Internet Advertising, article 14"),
        "2023-05-01",
        _("advertising, when that module is there"),
    ),
    ValueKind(
        "platform.ship_within_hours",
        "platform",
        _("Ship within"),
        48,
        _HOURS,
        1,
        720,
        _("Marketplace rule on late shipping: 48 hours unless agreed otherwise"),
        "2024-03-01",
        _("promise of every imported order, all deadlines"),
        read=_read_ship_within,
        write=_write_ship_within,
    ),
    ValueKind(
        "platform.refund_auto_days",
        "platform",
        _("An unanswered refund request goes on by itself"),
        15,
        _DAYS,
        1,
        15,
        _("Marketplace rule on refunds"),
        "2024-03-01",
        _LATER,
    ),
    ValueKind(
        "platform.complete_days",
        "platform",
        _("A shipped order completes by itself"),
        10,
        _DAYS,
        7,
        30,
        _("Marketplace rule on trades"),
        "2024-03-01",
        _LATER,
    ),
)


def register_values() -> None:
    """Called once when Django is ready."""
    register_working_time(_ShopTime())
    for kind in _KINDS:
        declare_value(kind)
