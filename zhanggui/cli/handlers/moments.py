"""Days, times and pairs as options write them."""

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
