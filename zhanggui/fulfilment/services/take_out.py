"""Taking the last scan back at the packing table."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import NotHandedOver, WrongState
from zhanggui.fulfilment.models import Parcel, ParcelLine
from zhanggui.fulfilment.queries.parcels import lines_of, missing_items, parcel_by_number
from zhanggui.fulfilment.values import PACK_PARCELS, BatchState, PackResult, ParcelState
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor


def take_out_item(*, actor: Actor, shop_id: int, number: str, code: str) -> PackResult:
    """Take one scanned piece out of an open parcel again; `code` is its SKU code or barcode.

    Errors: unknown parcel, NotHandedOver, WrongState, and nothing of it in the parcel.
    """
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        found = parcel_by_number(shop_id, number)
        parcel = Parcel.objects.select_for_update(of=("self",)).select_related("batch").get(pk=found.pk)
        require(actor, PACK_PARCELS, shop_id, parcel.batch.warehouse_id)
        if parcel.batch.state != BatchState.HANDED_OVER:
            raise NotHandedOver(parcel.number, parcel.batch.number)
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.not_to_pack", parcel.number, parcel.get_state_display())
        plain = code.strip().casefold()
        line = next(
            (
                line
                for line in lines_of(parcel.pk)
                if line.packed_quantity and plain in {line.sku_code.casefold(), line.barcode.casefold()} - {""}
            ),
            None,
        )
        if line is None:
            raise Conflict("fulfilment.nothing_in", _("Nothing of “%(code)s” is in the parcel."), code=code)
        ParcelLine.objects.filter(pk=line.pk).update(packed_quantity=line.packed_quantity - 1)
        missing = missing_items(lines_of(parcel.pk))
    return PackResult(parcel.number, complete=False, missing=missing)
