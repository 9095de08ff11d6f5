"""Reading promises that were missed (ORD-13)."""

from collections.abc import Sequence
from typing import Any

from zhanggui.fulfilment.models import PromiseBreach
from zhanggui.kernel.money import amount_text


def breaches(
    shops: Sequence[int], *, is_open: bool | None = True, after: int | None = None, limit: int = 50
) -> list[PromiseBreach]:
    """Missed promises, the newest first; `is_open` None for all, `after` is the last id of the page before."""
    rows = PromiseBreach.objects.filter(shop_id__in=shops)
    if is_open is not None:
        rows = rows.filter(ended_at__isnull=is_open)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[:limit])


def open_breach_count(shops: Sequence[int]) -> int:
    """How many missed promises are not made good yet."""
    return PromiseBreach.objects.filter(shop_id__in=shops, ended_at=None).count()


def breach_json(breach: PromiseBreach) -> dict[str, Any]:
    """`id promise order due_at amount courier cause note said_by ended_at`."""
    return {
        "id": breach.pk,
        "promise": breach.kind,
        "order": breach.order_number,
        "due_at": breach.due_at.isoformat(),
        "amount": amount_text(breach.amount),
        "courier": breach.courier,
        "cause": breach.cause,
        "note": breach.note,
        "said_by": breach.said_by,
        "ended_at": breach.ended_at.isoformat() if breach.ended_at else None,
    }
