"""How fast parcels are packed, per person (FUL-13)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.values import PackerPace
from zhanggui.kernel.clock import now

_HOUR = timedelta(hours=1)
# Less working time than this says nothing about an hour.
_TOO_SHORT = timedelta(minutes=10)
# A longer gap between two parcels was a break or other work.
_BREAK = timedelta(minutes=30)
_PACES = """
SELECT packed_by, count(*), count(*) FILTER (WHERE gap <= %(break)s),
       coalesce(sum(gap) FILTER (WHERE gap <= %(break)s), interval '0')
FROM (SELECT packed_by, packed_at - lag(packed_at) OVER (PARTITION BY packed_by ORDER BY packed_at) AS gap
      FROM fulfilment_parcel
      WHERE shop_id = %(shop)s AND packed_at >= %(since)s AND packed_at < %(until)s) p
GROUP BY 1 ORDER BY 2 DESC, 1
"""


def packed_in_the_last_hour(batch_id: int, person: str) -> int:
    """How many parcels of a batch a person packed in the last 60 minutes."""
    rows = Parcel.objects.filter(batch_id=batch_id, packed_by=person, packed_at__gt=now() - _HOUR)
    return rows.count()


def packer_paces(shop_id: int, *, since: datetime, until: datetime) -> list[PackerPace]:
    """Parcels by person over a time, and how many an hour of packing.

    Packing is the time between two parcels; a gap of more than 30 minutes was something else. Less than ten
    minutes of it is too short to tell, so the pace is None.
    """
    facts: dict[str, Any] = {"shop": shop_id, "since": since, "until": until, "break": _BREAK}
    with connection.cursor() as cursor:
        cursor.execute(_PACES, facts)
        return [PackerPace(name, parcels, _an_hour(paced, span)) for name, parcels, paced, span in cursor.fetchall()]


def _an_hour(parcels: int, span: timedelta) -> int | None:
    return None if span < _TOO_SHORT else round(parcels * _HOUR / span)
