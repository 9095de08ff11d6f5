"""Installing column mappings."""

from django.db import transaction

from zhanggui.channels.models import Mapping
from zhanggui.channels.queries import MappingCard
from zhanggui.channels.rules.mapping_source import read_mapping
from zhanggui.channels.values import MANAGE_MAPPINGS
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


def install_mapping(*, actor: Actor, source: str, shop_id: int | None = None) -> MappingCard:
    """Install a mapping from YAML or JSON, for one shop or (None) for every shop (MPI-07).

    The same name again replaces it under the next version; the same text changes nothing. Errors:
    BadMapping with the path of what is wrong.
    """
    require(actor, MANAGE_MAPPINGS, shop_id)
    about = read_mapping(source)
    with transaction.atomic():
        row = Mapping.objects.select_for_update().filter(shop_id=shop_id, name=about.name).first()
        if row is None:
            row = Mapping(shop_id=shop_id, name=about.name, version=0)
        if row.source != source:
            row.version += 1
            row.label, row.definition, row.source, row.updated_at = about.label, dict(about.raw), source, now()
            row.save()
            record(
                actor,
                "mapping.installed",
                shop_id=shop_id,
                subject=Subject("mapping", row.pk, row.name),
                data={"name": row.name, "version": row.version},
            )
    return MappingCard(row.name, row.label, row.version, about.channel, about.currency, False, shop_id, row.updated_at)
