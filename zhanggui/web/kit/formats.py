"""How times, amounts and numbers are written in the two languages; values in, text out.

A variable that is missing in a template arrives as an empty string and is written as none.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext, pgettext

from zhanggui.kernel.money import SYMBOLS

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EM DASH}"
HOUR = 3600
DAY = 24 * HOUR
CHINESE_DIGITS = "〇一二三四五六七八九十"


def is_chinese() -> bool:
    """Whether the page is being written in Chinese."""
    return (get_language() or "zh").startswith("zh")


def currency_sign(currency: str) -> str:
    """The sign written before an amount; a currency without one is named."""
    return SYMBOLS.get(currency or "CNY", f"{currency} ")


def amount_digits(value: Decimal | int) -> str:
    """The digits of an amount without sign or currency: `1,284.00`."""
    return f"{abs(Decimal(value)):,.2f}"


def money_text(value: Decimal | int | None, currency: str = "CNY") -> str:
    """An amount as plain text: `¥1,284.00`, with a real minus, and a dash for none."""
    if value is None or isinstance(value, str):
        return NONE
    sign = MINUS if value < 0 else ""
    return f"{sign}{currency_sign(currency)}{amount_digits(value)}"


def count_text(value: int | None) -> str:
    """A count with thousands, and a real minus."""
    if value is None or isinstance(value, str):
        return NONE
    return f"{MINUS if value < 0 else ''}{abs(value):,}"


def time_text(value: datetime | None) -> str:
    """Hours and minutes in the shop's zone: `10:42`."""
    return f"{timezone.localtime(value):%H:%M}" if value else NONE


def weekday_text(day: date | None) -> str:
    """The short name of a weekday."""
    if not day:
        return ""
    names = (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )
    return names[day.weekday()]


def day_text(value: date | datetime | None, today: date) -> str:
    """A short day: `11-21`, or `21 Nov`; another year is written out."""
    if not value:
        return NONE
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    if is_chinese():
        return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
    return format_date(day, "j M" if day.year == today.year else "j M Y")


def moment_text(value: datetime | None, now: datetime) -> str:
    """When something was, as people say it: `4 min ago`, `today 10:38`, `11-19 11:30`."""
    if not value:
        return NONE
    passed = int((now - value).total_seconds())
    if 0 <= passed < HOUR:
        minutes = passed // 60
        if minutes == 0:
            return gettext("just now")
        return ngettext("%(count)d min ago", "%(count)d min ago", minutes) % {"count": minutes}
    today = timezone.localtime(now).date()
    if timezone.localtime(value).date() == today:
        return gettext("today %(time)s") % {"time": time_text(value)}
    return f"{day_text(value, today)} {time_text(value)}"


def span_text(span: timedelta) -> str:
    """A length of time: `0:48` in hours and minutes, days from two days on."""
    seconds = int(abs(span.total_seconds()))
    if seconds > 2 * DAY:
        days = seconds // DAY
        return ngettext("%(count)d d", "%(count)d d", days) % {"count": days}
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}"


def countdown_text(span: timedelta) -> str:
    """What is left before the close: `3:18` in hours, `17:42` in minutes under an hour."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < HOUR:
        return f"{seconds // 60}:{seconds % 60:02}"
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}"


def long_day_text(day: date | None) -> str:
    """The day below the abacus: 十一月二十一日，周六 or Saturday, 21 November."""
    if not day:
        return ""
    if not is_chinese():
        return format_date(day, "l, j F")
    return f"{_chinese_number(day.month)}月{_chinese_number(day.day)}日，{weekday_text(day)}"


def _chinese_number(value: int) -> str:
    tens, ones = divmod(value, 10)
    if value <= 10:
        return CHINESE_DIGITS[value]
    return (CHINESE_DIGITS[tens] if tens > 1 else "") + "十" + (CHINESE_DIGITS[ones] if ones else "")
