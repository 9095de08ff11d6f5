"""The range of invoice numbers that the shop got from the tax office."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict
from zhanggui.shops.models import ShopSettings


def take_invoice_number(shop_id: int, *, is_needed: bool = True) -> str:
    """The next number of the shop's range, each given once; the row lock lasts until the transaction ends.

    Without a range, or when it is used up: Conflict, or an empty text if it `is_needed` not.
    """
    with transaction.atomic():
        row = ShopSettings.objects.select_for_update().get(pk=shop_id)
        number, last = row.invoice_next, row.invoice_last
        if not number or int(number) > int(last):
            if not is_needed:
                return ""
            raise Conflict(
                "shops.no_invoice_number",
                _("The shop has no free invoice number. Enter the number, or a new range in the settings."),
            )
        ShopSettings.objects.filter(pk=shop_id).update(invoice_next=f"{int(number) + 1:0{len(number)}d}")
    return number
