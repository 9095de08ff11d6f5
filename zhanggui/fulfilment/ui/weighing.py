"""Weighing at the packing table: F9 asks for the weight, and a scale that types a weight is understood anywhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.fulfilment.queries import packing_view
from zhanggui.fulfilment.services.weigh import Weighed, weigh_parcel
from zhanggui.fulfilment.ui.forms import WeightForm
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.ui.verdicts import Verdict
from zhanggui.fulfilment.values import PACK_PARCELS
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.weights import weight_text


def weighed_verdict(weighed: Weighed) -> Verdict:
    """What the scale said; far from what the goods weigh it sounds, and something is looked for."""
    what = _("%(parcel)s weighs %(weight)s") % {"parcel": weighed.parcel.number, "weight": weight_text(weighed.grams)}
    if not weighed.is_far_off:
        return Verdict(is_good=True, what=what, sound="good")
    more = weighed.grams - (weighed.expected_g or 0)
    words = {"weight": weight_text(abs(more)), "expected": weight_text(weighed.expected_g)}
    todo = (
        _("%(weight)s more than its goods and packaging (%(expected)s): look for a piece too many.")
        if more > 0
        else _("%(weight)s less than its goods and packaging (%(expected)s): look for a missing piece.")
    )
    return Verdict(is_good=False, what=what, todo=todo % words)


@staff_page(PACK_PARCELS)
@for_one_shop
def weigh(request: StaffRequest, number: str) -> HttpResponse:
    """F9: the weight of the open parcel."""
    shop = shop_of(request)
    parcel = packing_view(shop.id, number).parcel
    form = WeightForm(request.POST or None)
    back = f"{reverse('fulfilment:pack')}?parcel={parcel.number}"
    if request.method == "POST" and form.attempt(
        lambda: weigh_parcel(actor=request.actor, shop_id=shop.id, number=number, weight=form.cleaned_data["weight"])
    ):
        verdict = weighed_verdict(form.result)
        tell = messages.success if verdict.is_good else messages.warning
        tell(request, f"{verdict.what} {verdict.todo}".strip())
        return redirect(back)
    context = {
        "title": _("Weigh parcel %(parcel)s") % {"parcel": parcel.number},
        "lead": _("Put it on the scale. The freight is counted with this weight."),
        "form": form,
        "act_label": _("Keep the weight"),
        "cancel_url": back,
        "url": reverse("fulfilment:weigh", args=[number]),
    }
    is_dialog = bool(getattr(request, "htmx", False)) and request.method == "GET"
    template = "fulfilment/_trouble.html" if is_dialog else "fulfilment/reason.html"
    return show(request, template, context, status=422 if form.errors else 200)
