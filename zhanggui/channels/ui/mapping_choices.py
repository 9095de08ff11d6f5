"""Column mappings to choose from."""

from collections.abc import Sequence

from django.db.models import Q

from zhanggui.channels.models import Mapping


def mapping_choices(shop_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Name and label of the mappings of these shops and of those that all shops share."""
    rows = Mapping.objects.filter(Q(shop_id__isnull=True) | Q(shop_id__in=list(shop_ids))).order_by("name")
    return list({row.name: row.label or row.name for row in rows}.items())
