"""Pages of the second factor: switch it on with a QR code, off, and renew the codes on paper."""

import base64

import zint
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.people.queries import has_second_factor, unused_recovery_codes
from zhanggui.people.queries.security import SECOND_FACTOR
from zhanggui.people.services import renew_recovery_codes, switch_off_second_factor, switch_on_second_factor
from zhanggui.people.ui.account import show_once, take_shown
from zhanggui.people.ui.forms import ConfirmForm, SecondFactorForm
from zhanggui.people.ui.secrecy import pass_gate

_QUIET = 4


@never_cache
@sensitive_post_parameters()
@staff_page(None)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Whether a code is asked for at sign-in; switching it on (SEC-03)."""
    user_id = request.actor.user_id or 0
    if has_second_factor(user_id):
        return _on_page(request, ConfirmForm())
    secret = get_totp_secret()
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: switch_on_second_factor(
            actor=request.actor,
            secret=secret,
            code=form.cleaned_data["code"],
            password=form.cleaned_data["password"],
        )
    ):
        clear_totp_secret(request)
        pass_gate(request, SECOND_FACTOR)
        show_once(request, "codes", codes=form.result)
        return redirect("people:second_factor")
    url = get_adapter().build_totp_url(request.user, secret)
    context = {"form": form, "secret": secret, "picture": qr_picture(url)}
    return render(request, "people/second_factor_off.html", context, status=422 if form.errors else 200)


def _on_page(request: StaffRequest, form: ConfirmForm) -> HttpResponse:
    context = {
        "form": form,
        "codes": (take_shown(request, "codes") or {}).get("codes"),
        "codes_left": unused_recovery_codes(request.actor.user_id or 0),
    }
    return render(request, "people/second_factor_on.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@staff_page(None, methods=("POST",))
def switch_off(request: StaffRequest) -> HttpResponse:
    """Sign in with the password alone again."""
    form = ConfirmForm(request.POST)
    if not form.attempt(lambda: switch_off_second_factor(actor=request.actor, password=form.cleaned_data["password"])):
        return _on_page(request, form)
    messages.success(request, _("The second factor is off."))
    return redirect("people:second_factor")


@sensitive_post_parameters()
@staff_page(None, methods=("POST",))
def renew_codes(request: StaffRequest) -> HttpResponse:
    """Ten new recovery codes; the next page shows them once."""
    form = ConfirmForm(request.POST)
    if not form.attempt(lambda: renew_recovery_codes(actor=request.actor, password=form.cleaned_data["password"])):
        return _on_page(request, form)
    show_once(request, "codes", codes=form.result)
    return redirect("people:second_factor")


def qr_picture(text: str) -> str:
    """The text as a QR code on white, as a data address for an <img>."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.QRCODE
    symbol.encode(text)
    rows, width = symbol.rows, symbol.width
    data = symbol.encoded_data.tobytes()
    stride = (symbol.encoded_data.shape or (rows, 0))[1]
    path = "".join(
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row in range(rows)
        for column in range(width)
        if data[row * stride + column // 8] >> (column % 8) & 1
    )
    side = width + 2 * _QUIET
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
