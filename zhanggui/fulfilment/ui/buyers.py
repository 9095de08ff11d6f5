"""What buyers open from a message of ours: no sign-in, an address that nobody can guess, for a time that is set."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhanggui.fulfilment.errors import VoucherNotFound
from zhanggui.fulfilment.queries.copies import COPY_DAYS, copy_behind
from zhanggui.kernel.documents.rendering.pictures import page_picture
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value

app_name = "buyers"


@require_safe
def copy(_request: HttpRequest, key: str) -> HttpResponse:
    """The buyer's copy of the waybill as a picture; one answer for all that is not there (FUL-16)."""
    try:
        pdf, page = copy_behind(key)
    except VoucherNotFound:
        return HttpResponse(_GONE, status=404, content_type="text/plain; charset=utf-8", headers=_HEADERS)
    return HttpResponse(page_picture(pdf, page), content_type="image/png", headers=_HEADERS)


_GONE = "这个链接已失效，需要底单请联系店铺。\nThis link is no longer valid; ask the shop for the waybill copy.\n"
# It shows where somebody lives: neither kept on the way nor found by searching.
_HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}

declare_value(
    ValueKind(
        COPY_DAYS,
        "security",
        _("A buyer can open the waybill copy for"),
        90,
        _("days"),
        1,
        730,
        _("Personal Information Protection Law, Art. 19: no longer than the purpose needs; 90 days proposed"),
        "2021-11-01",
        _("link in the shipping notice"),
    )
)
urlpatterns = [path("copy/<slug:key>", copy, name="copy")]
