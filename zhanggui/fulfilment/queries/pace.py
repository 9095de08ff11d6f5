"""How fast parcels are packed, per person (FUL-13)."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.values import PackerPace
from zhanggui.kernel.clock import now

_HOUR = timedelta(hours=1)


def packed_in_the_last_hour(batch_id: int, person: str) -> int:
    """How many parcels of a batch a person packed in the last 60 minutes."""
    rows = Parcel.objects.filter(batch_id=batch_id, packed_by=person, packed_at__gt=now() - _HOUR)
    return rows.count()


def packer_paces(shop_id: int, *, since: datetime, until: datetime) -> list[PackerPace]:
    """Parcels by person over a time, and how many an hour from the first to the last of them.

    Fewer than two parcels say nothing about an hour, so their pace is None.
    """
    rows = (
        Parcel.objects.filter(shop_id=shop_id, packed_at__gte=since, packed_at__lt=until)
        .values("packed_by")
        .annotate(parcels=Count("pk"), first=Min("packed_at"), last=Max("packed_at"))
        .order_by("-parcels", "packed_by")
    )
    return [
        PackerPace(row["packed_by"], row["parcels"], _an_hour(row["parcels"], row["last"] - row["first"]))
        for row in rows
    ]


def _an_hour(parcels: int, span: timedelta) -> int | None:
    if parcels < 2 or not span:
        return None
    return round((parcels - 1) * _HOUR / span)
