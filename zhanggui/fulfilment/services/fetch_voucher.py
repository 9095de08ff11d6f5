"""Fetching a voucher's page: labels hold whole addresses, so each look is told in the timeline."""

from pathlib import Path

from zhanggui.fulfilment.queries.parcels import subject_of
from zhanggui.fulfilment.queries.vouchers import voucher_by_id, voucher_file
from zhanggui.fulfilment.values import PRINT_BATCH
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor


def fetch_voucher(*, actor: Actor, shop_id: int, voucher_id: int) -> tuple[Path, int]:
    """The archived file of a voucher and its page in it; VoucherNotFound when its time is over."""
    require(actor, PRINT_BATCH, shop_id)
    voucher = voucher_by_id(shop_id, voucher_id)
    path = voucher_file(voucher)
    record(
        actor,
        "voucher.fetched",
        shop_id=shop_id,
        subject=subject_of(voucher.parcel),
        data={"voucher": voucher.pk, "kind": voucher.kind, "page": voucher.page},
    )
    return path, voucher.page
