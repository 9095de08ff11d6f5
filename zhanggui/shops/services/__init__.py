"""Every change to shops and their settings."""

from zhanggui.shops.services.create_shop import create_shop
from zhanggui.shops.services.invoice_numbers import take_invoice_number
from zhanggui.shops.services.plans import COUNT_JOB, keep_plan_progress, set_plan
from zhanggui.shops.services.settings import change_settings, clear_calendar_day, rename_shop, set_calendar_day
from zhanggui.shops.services.stamp import remove_stamp, set_stamp
from zhanggui.shops.services.warehouses import change_warehouse, open_warehouse

__all__ = [
    "COUNT_JOB",
    "change_settings",
    "change_warehouse",
    "clear_calendar_day",
    "create_shop",
    "keep_plan_progress",
    "open_warehouse",
    "remove_stamp",
    "rename_shop",
    "set_calendar_day",
    "set_plan",
    "set_stamp",
    "take_invoice_number",
]
