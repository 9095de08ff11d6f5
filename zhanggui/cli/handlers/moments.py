"""Days and times of options, in shop time."""

from datetime import date, datetime

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import InvalidInput


def day_of(text: str) -> date:
    """`--date 2026-11-21`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("cli.bad_date", "“%(text)s” is not a day. Write it like 2026-11-21.", text=text) from error


def moment_of(text: str | None, timezone: str) -> datetime | None:
    """`--at 2026-11-21T14:00` or `--at 14:00`, in shop time unless it carries an offset."""
    if text is None:
        return None
    zone = shop_zone(timezone)
    full = text if "T" in text or " " in text else f"{now().astimezone(zone).date().isoformat()}T{text}"
    try:
        moment = datetime.fromisoformat(full)
    except ValueError as error:
        raise InvalidInput(
            "cli.bad_time", "“%(text)s” is not a time. Write it like 2026-11-21T14:00.", text=text
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
