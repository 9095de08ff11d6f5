"""Signing in, its second step, and signing out."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.stages import AuthenticateStage
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.pages.access import all_shops
from zhanggui.people.queries.security import lock_time, lock_tries


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door of the desk. Wrong name, wrong password and closed account sound the same (SEC-03)."""
    target = _target(request)
    if request.user.is_authenticated:
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return _page(request)
    username = _canonical(request.POST.get("login", ""))
    if _is_locked(request, username):
        return locked_page(request, username)
    user = authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        return _page(request, error=_wrong(request, username), status=422)
    answer: HttpResponse = perform_password_login(
        request, {"username": username}, Login(user=user, redirect_url=target or None)
    )
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code from the phone, or one from paper; failures count as failed sign-ins do."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if request.user.is_authenticated or stage is None or stage.login.user is None:
        return redirect("account_login")
    user = stage.login.user
    if request.method != "POST":
        return _second_page(request)
    if _is_locked(request, user.get_username()):
        clear_login(request)
        return locked_page(request, user.get_username())
    form = AuthenticateForm(data=request.POST, user=user)
    if form.is_valid():
        form.save()
        response: HttpResponse = stage.exit()
        return response
    user_login_failed.send(sender=__name__, credentials={"username": user.get_username()}, request=request)
    if _is_locked(request, user.get_username()):
        clear_login(request)
        return locked_page(request, user.get_username())
    return _second_page(request, error=_("The code is wrong or was used already. Wait for the next one."), status=422)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    logout(request)
    return redirect("account_login")


def closed(request: HttpRequest) -> HttpResponse:
    """Addresses that other sites have for signing up and the like; here the owner opens accounts."""
    del request
    return redirect("account_login")


def locked_page(request: HttpRequest, username: str) -> HttpResponse:
    """The sign-in page that says until when this name is locked."""
    text = _("Too many failed tries with this name. Try again at %(time)s; until then it stays locked.")
    until = _locked_until(username)
    return _page(request, error=text % {"time": f"{until.astimezone(_zone()):%H:%M}"}, status=429)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    shops = all_shops()
    context: dict[str, Any] = {
        "error": error,
        "username": request.POST.get("login", ""),
        "shop_name": shops[0].name if len(shops) == 1 else "",
        "next": _target(request),
        "today": now().astimezone(_zone()).date(),
    }
    if request.path != settings.LOGIN_URL:
        context["action"] = settings.LOGIN_URL
    return render(request, "web/sign_in.html", context, status=status)


def _second_page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"error": error, "today": now().astimezone(_zone()).date()}
    return render(request, "people/second_step.html", context, status=status)


def _zone() -> Any:
    shops = all_shops()
    return shop_zone(shops[0].timezone if shops else settings.TIME_ZONE)


def _target(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else ""


def _canonical(text: str) -> str:
    """The stored spelling of a sign-in name, so that failures in any spelling count together."""
    name = text.replace("\0", "").strip()[:150]
    stored = get_user_model().objects.filter(username__iexact=name).values_list("username", flat=True).first()
    return stored or name.lower()


def _is_locked(request: HttpRequest, username: str) -> bool:
    return bool(AxesProxyHandler.is_locked(request, {"username": username}))


def _locked_until(username: str) -> datetime:
    last = AccessAttempt.objects.filter(username=username).order_by("-attempt_time").first()
    tried: datetime = last.attempt_time if last else now()
    return tried + (get_cool_off() or timedelta())


def _wrong(request: HttpRequest, username: str) -> str:
    tried = AxesProxyHandler.get_failures(request, {"username": username})
    left = max(0, lock_tries() - tried)
    return ngettext(
        "User name or password is wrong. %(count)d more try, then it locks for %(minutes)d minutes.",
        "User name or password is wrong. %(count)d more tries, then it locks for %(minutes)d minutes.",
        left,
    ) % {"count": left, "minutes": _lock_minutes()}


def _lock_minutes() -> int:
    return round(lock_time().total_seconds() / 60)
