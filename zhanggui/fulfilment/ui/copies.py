"""The copy of a waybill as a picture, to be sent to the buyer in a chat (FUL-16)."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse

from zhanggui.fulfilment.errors import VoucherNotFound
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.copies import parcels_with_copy, waybill_copy_of
from zhanggui.fulfilment.queries.parcels import parcel_by_number
from zhanggui.fulfilment.services.fetch_voucher import fetch_voucher
from zhanggui.fulfilment.values import PRINT_BATCH
from zhanggui.kernel.documents.rendering.pictures import page_picture
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.values import Actor


@staff_page(PRINT_BATCH, methods=("GET",))
def copy_picture(request: StaffRequest, number: str) -> HttpResponse:
    """The label's page of a parcel as a picture; the look is logged."""
    shop_id = shop_of(request).id
    parcel = parcel_by_number(shop_id, number)
    copy = waybill_copy_of(parcel.pk)
    if copy is None:
        raise VoucherNotFound
    pdf, page = fetch_voucher(actor=request.actor, shop_id=shop_id, voucher_id=copy.pk)
    response = HttpResponse(page_picture(pdf, page), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{parcel.number}.png"'
    response["Cache-Control"] = "private, no-store"
    return response


def picture_urls(actor: Actor, shop_id: int, shop_code: str, parcels: Sequence[Parcel]) -> dict[int, str]:
    """Where the pictures of those parcels are that have a copy; nothing for whoever may not see them."""
    if not parcels or not actor.can(PRINT_BATCH, shop_id):
        return {}
    copies = parcels_with_copy([parcel.pk for parcel in parcels])
    return {
        parcel.pk: reverse("fulfilment:copy_picture", args=[shop_code, parcel.number])
        for parcel in parcels
        if parcel.pk in copies
    }
