"""Days, times, amounts, sizes of pages and pairs as options write them."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput

_DAY_LENGTH = 10
# When the work of a day is done, where only its date is given.
END_OF_WORK = time(18)


def day_of(text: str) -> date:
    """`--date 2026-11-21`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("cli.bad_date", "“%(text)s” is not a day. Write it like 2026-11-21.", text=text) from error


def time_of(text: str) -> time:
    """`--at 14:00`, a time of every day."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("cli.bad_time", "“%(text)s” is not a time. Write it like 14:00.", text=text) from error


def moment_of(text: str, timezone: str, *, of_day: time | None = None) -> datetime:
    """`--at 2026-11-21T14:00`, or `--at 14:00` of today, in shop time unless it carries an offset.

    A day alone means `of_day`; without that it is refused.
    """
    zone = shop_zone(timezone)
    try:
        if of_day is not None and len(text) == _DAY_LENGTH:
            moment = datetime.combine(date.fromisoformat(text), of_day)
        elif "T" in text or " " in text:
            moment = datetime.fromisoformat(text)
        else:
            moment = datetime.combine(now().astimezone(zone).date(), time.fromisoformat(text))
    except ValueError as error:
        raise InvalidInput(
            "cli.bad_time", "“%(text)s” is not a time. Write it like 2026-11-21T14:00.", text=text
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def amount_of(text: str) -> Decimal:
    """`--claim 88.00`."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise InvalidInput("cli.bad_amount", "“%(text)s” is no amount. Write it like 88.00.", text=text) from error


def page_size(limit: int, *, most: int = 1_000) -> int:
    """`--limit 50`; refused beyond the most that a page holds."""
    if not 1 <= limit <= most:
        raise InvalidInput("cli.bad_limit", "--limit goes from 1 to %(most)s; --after gives the next page.", most=most)
    return limit


def pairs_of(texts: list[str] | None) -> dict[str, str]:
    """`--taken label=3 --taken outbound_slip=3` as a dictionary."""
    pairs = {}
    for text in texts or []:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise InvalidInput("cli.bad_pair", "“%(text)s” is not a pair. Write it like label=3.", text=text)
        pairs[name.strip()] = value.strip()
    return pairs


def counts_of(texts: list[str] | None) -> dict[str, int] | None:
    """The same with numbers; None when nothing was counted."""
    pairs = pairs_of(texts)
    wrong = [value for value in pairs.values() if not value.isdecimal()]
    if wrong:
        raise InvalidInput("cli.bad_pair", "“%(text)s” is not a count. Write it like label=3.", text=wrong[0])
    return {name: int(value) for name, value in pairs.items()} or None
