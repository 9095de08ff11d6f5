"""Every change to shops and their settings."""

from zhanggui.shops.services.create_shop import create_shop
from zhanggui.shops.services.settings import change_settings, set_calendar_day

__all__ = ["change_settings", "create_shop", "set_calendar_day"]
