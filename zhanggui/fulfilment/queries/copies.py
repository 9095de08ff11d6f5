"""Copies of waybills: which parcels have one, and what a buyer's link leads to (FUL-16)."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, F, OuterRef

from zhanggui.fulfilment.errors import VoucherNotFound
from zhanggui.fulfilment.models import ShippingNotice, Voucher, WaybillNumber
from zhanggui.fulfilment.queries.vouchers import voucher_file
from zhanggui.fulfilment.values import VoucherKind
from zhanggui.kernel.clock import now
from zhanggui.kernel.rulebook.read import rule_value

COPY_DAYS = "fulfilment.copy_days"


def waybill_copy_of(parcel_id: int) -> Voucher | None:
    """The voucher of a parcel's label, the archived copy of its waybill; None where we printed none."""
    return Voucher.objects.filter(parcel_id=parcel_id, kind=VoucherKind.LABEL).order_by("-pk").first()


def parcels_with_copy(parcel_ids: Sequence[int]) -> set[int]:
    """Those of the parcels whose label we printed, so that its copy is archived."""
    rows = Voucher.objects.filter(parcel_id__in=list(parcel_ids), kind=VoucherKind.LABEL)
    return set(rows.values_list("parcel_id", flat=True))


def parcels_labelled_with_number(parcel_ids: Sequence[int]) -> set[int]:
    """Those with a copy that left under the number printed on it; such labels mask the phone.

    Others went by another number, or got theirs after the printing.
    """
    printed_since = Voucher.objects.filter(
        parcel_id=OuterRef("parcel_id"), kind=VoucherKind.LABEL, made_at__gte=OuterRef("given_at")
    )
    rows = WaybillNumber.objects.filter(parcel_id__in=list(parcel_ids), number=F("parcel__waybill_no"))
    return set(rows.filter(Exists(printed_since)).values_list("parcel_id", flat=True))


def copy_behind(key: str) -> tuple[Path, int]:
    """The archived file and page behind a buyer's link; VoucherNotFound when unknown, over, or erased."""
    notice = ShippingNotice.objects.filter(copy_key=key).first() if key else None
    if notice is None or now() - notice.made_at > timedelta(days=rule_value(COPY_DAYS, notice.shop_id)):
        raise VoucherNotFound
    voucher = waybill_copy_of(notice.parcel_id)
    if voucher is None:
        raise VoucherNotFound
    return voucher_file(voucher), voucher.page
