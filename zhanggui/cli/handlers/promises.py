"""promises risk, missed, efficiency, explain."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.fulfilment.queries.breaches import breach_json, breaches
from zhanggui.fulfilment.queries.exposure import exposure, exposure_json
from zhanggui.fulfilment.queries.handling import handling, handling_json, midnight_before
from zhanggui.fulfilment.services.breaches import explain_breach, note_breaches
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require

_MOST = 500
_MOST_DAYS = 90


def risk(context: Context) -> dict[str, Any]:
    """Orders that have not left, by hours until their promise."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    return exposure_json(exposure([context.shop.id]))


def missed(context: Context) -> dict[str, Any]:
    """Missed promises as of now."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_BATCHES, shop_id)
    note_breaches([shop_id])
    rows = breaches([shop_id], is_open=None if words.all else True, after=words.after, limit=_MOST + 1)
    page = rows[:_MOST]
    return {"breaches": [breach_json(row) for row in page], "next": page[-1].pk if len(rows) > _MOST else None}


def efficiency(context: Context) -> dict[str, Any]:
    """Figures of the last days, today included."""
    days = context.arguments.days
    require(context.actor, VIEW_BATCHES, context.shop.id)
    if not 1 <= days <= _MOST_DAYS:
        raise InvalidInput("cli.bad_days", "--days goes from 1 to %(most)s.", most=_MOST_DAYS)
    return handling_json(handling(context.shop.id, since=midnight_before(context.shop.id, days - 1)))


def explain(context: Context) -> dict[str, Any]:
    """Why a promise was missed."""
    words = context.arguments
    row = explain_breach(
        actor=context.actor, shop_id=context.shop.id, breach_id=words.breach, cause=words.cause, note=words.note
    )
    return breach_json(row)
