"""The first visit: two doors while no shop exists, open to this machine or to who has the token."""

import secrets
from ipaddress import ip_address
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhanggui.kernel.clock import zone_names
from zhanggui.kernel.errors import NotAllowed, NotFound
from zhanggui.kernel.health.pulse import health_report
from zhanggui.kernel.jobs.progress import find_run, start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.money import TWO_DIGIT_CURRENCIES
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.runtime.home import Home
from zhanggui.kernel.runtime.setup_token import setup_token
from zhanggui.kernel.values import Origin, system_actor
from zhanggui.people.services import set_up_shop
from zhanggui.shops.queries import has_any_shop
from zhanggui.web.progress import progress_card

DEMO_JOB = "demo.load"
ACCOUNTS_FILE = "demo-accounts.json"
_OPENED, _DEMO_RUN = "zg_setup", "zg_setup_demo"
_COMMON_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore")
_COMMON_CURRENCIES = ("CNY", "HKD", "USD", "EUR")
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def _ordered(known: Any, common: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, name) for name in (*common, *sorted(set(known) - set(common)))]


class OwnShopForm(StaffForm):
    """Owner, shop and sender in one form."""

    places: ClassVar[dict[str, str]] = {
        "people.bad_username": "username",
        "people.user_exists": "username",
        "people.weak_password": "password",
        "shops.bad_code": "code",
        "shops.exists": "code",
        "shops.unknown_timezone": "timezone",
        "shops.unsupported_currency": "currency",
    }
    username = forms.CharField(
        label=_("Sign-in name of the owner"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    owner_name = forms.CharField(label=_("Name that others see"), max_length=60, required=False)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters; four words that have nothing to do with each other are easy to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    name = forms.CharField(label=_("Name of the shop"), max_length=100)
    code = forms.CharField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Letters, digits, - and _, like “qinghe”. It stands in addresses and commands."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=_ordered(zone_names(), _COMMON_ZONES))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=_ordered(TWO_DIGIT_CURRENCIES, _COMMON_CURRENCIES), initial="CNY"
    )
    sender_name = forms.CharField(label=_("Sender's name"), max_length=60, required=False)
    sender_phone = forms.CharField(label=_("Sender's phone"), max_length=40, required=False)
    sender_address = forms.CharField(label=_("Sender's address"), max_length=200, required=False)


def _guard(request: HttpRequest) -> None:
    """404 once a shop exists; 403 from elsewhere without the token."""
    if has_any_shop():
        raise NotFound("setup.done", _("The shop is set up already. Go to the desk and sign in."))
    given = request.GET.get("token", "")
    if given and secrets.compare_digest(given.encode(), setup_token(Home(settings.HOME)).encode()):
        request.session[_OPENED] = True
    if not _is_this_machine(request) and not request.session.get(_OPENED):
        raise NotAllowed(
            "setup.elsewhere",
            _(
                "The first visit must come from the machine itself, or carry the token: open /setup?token=…"
                " with the text of the file setup-token in the data folder."
            ),
        )


def _is_this_machine(request: HttpRequest) -> bool:
    # A proxy on this machine passes strangers on; what it adds gives them away.
    if any(request.META.get(name) for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@never_cache
@require_http_methods(["GET", "HEAD"])
def doors(request: HttpRequest) -> HttpResponse:
    """Open one's own shop, or walk through the demo shop."""
    _guard(request)
    labels = {"database": _("Database"), "worker": _("Background work"), "scheduler": _("Clock")}
    parts = health_report()["parts"]
    context = {
        "own_url": reverse("setup_shop"),
        "demo_url": reverse("setup_demo"),
        "accounts_path": ACCOUNTS_FILE,
        "checks": [{"label": label, "is_ok": parts[name]["ok"]} for name, label in labels.items()],
    }
    return render(request, "web/two_doors.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def own_shop(request: HttpRequest) -> HttpResponse:
    """The first door: shop and owner in one step, then straight to the first import."""
    _guard(request)
    form = OwnShopForm(request.POST or None)
    if request.method == "POST" and form.attempt(lambda: set_up_shop(**form.cleaned_data)):
        login(request, get_user_model().objects.get(pk=form.result.user_id), backend=_BACKEND)
        return redirect(_first_page())
    return render(request, "web/setup_shop.html", {"form": form}, status=422 if form.errors else 200)


def _first_page() -> str:
    try:
        return reverse("channels:import")
    except NoReverseMatch:
        return reverse("home")


@require_POST
def start_demo(request: HttpRequest) -> HttpResponse:
    """The second door: load the demo shop in the background. Only on the machine itself."""
    _guard(request)
    if not _is_this_machine(request):
        raise NotAllowed("setup.demo_elsewhere", _("The demo shop is loaded from the machine itself only."))
    with transaction.atomic():
        run = start_run(system_actor(Origin.WEB), DEMO_JOB, shop_id=None, label=str(_("Loading the demo shop")))
        enqueue(DEMO_JOB, once=DEMO_JOB, run_id=run.pk)
    request.session[_DEMO_RUN] = run.pk
    return redirect("setup_demo_progress")


@never_cache
@require_http_methods(["GET", "HEAD"])
def demo_progress(request: HttpRequest) -> HttpResponse:
    """How far the demo shop is, for the visitor who started it."""
    run = find_run(request.session.get(_DEMO_RUN, 0))
    if run is None:
        raise NotFound("jobs.not_found", _("There is no such job."))
    card = progress_card(run, poll_url=reverse("setup_demo_progress"))
    card["result_url"] = reverse("account_login") if run.state == "done" else ""
    card["result_label"] = _("Sign in")
    card["accounts_path"] = ACCOUNTS_FILE
    if getattr(request, "htmx", False):
        return render(request, "web/kit/_progress.html", card)
    return render(request, "web/setup_demo.html", card)
