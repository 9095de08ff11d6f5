"""What people tried that their positions do not include (ORG-09)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.events.models import Event
from zhanggui.people.models import User


@dataclass(frozen=True, slots=True)
class DeniedRow:
    """One refused attempt: who, in which position, what, in which shop, through which door."""

    id: int
    at: datetime
    name: str
    username: str
    position: str
    capability: str
    label: str
    shop_id: int | None
    origin: str


def denied_attempts(
    shop_ids: Collection[int] | None, *, user_id: int | None = None, before: int | None = None, limit: int = 50
) -> list[DeniedRow]:
    """Refused attempts, newest first, in the shops (None: everywhere). Two statements, by a partial index."""
    rows = Event.objects.filter(kind="permission.denied").order_by("-pk")
    if shop_ids is not None:
        rows = rows.filter(shop_id__in=list(shop_ids))
    if user_id is not None:
        rows = rows.filter(subject_kind="user", subject_id=user_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[:limit])
    names = dict(User.objects.filter(pk__in={row.actor_id for row in found}).values_list("pk", "username"))
    known = capabilities()
    return [
        DeniedRow(
            row.pk,
            row.at,
            row.actor_name,
            names.get(row.actor_id or 0, ""),
            row.position,
            row.data.get("capability", ""),
            str(known[row.data["capability"]].label) if row.data.get("capability") in known else "",
            row.shop_id,
            row.origin,
        )
        for row in found
    ]
