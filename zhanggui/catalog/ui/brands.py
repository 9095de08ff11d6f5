"""The brand of a product: a panel of its page (ORG-09)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhanggui.catalog.services import change_brand
from zhanggui.catalog.ui.products import own_product, product_page
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import StaffRequest, staff_page


@staff_page(EDIT_CATALOG, methods=("POST",))
def set_brand(request: StaffRequest, product_id: int) -> HttpResponse:
    """Write the brand of a product."""
    row = own_product(request, product_id)
    typed = request.POST.get("brand", "")
    try:
        change_brand(actor=request.actor, shop_id=row.shop_id, product_id=product_id, brand=typed)
    except InvalidInput as error:
        return product_page(request, row, brand_error=str(error), is_refused=True)
    messages.success(request, _("The brand is kept."))
    return redirect("catalog:product", product_id=product_id)
