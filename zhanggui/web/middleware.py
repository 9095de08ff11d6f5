"""What happens around every request: its id, language, actor, content policy, and errors."""

import secrets
from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from zhanggui.kernel.clock import now, set_request_id, shop_zone
from zhanggui.kernel.errors import NotAllowed, ZhangguiError
from zhanggui.kernel.memory import one_page
from zhanggui.kernel.pages.access import SESSION_SHOP, visible_shops
from zhanggui.kernel.values import Actor, Origin
from zhanggui.people.queries import actor_of
from zhanggui.people.queries.security import SECOND_FACTOR, SECRECY, idle_time
from zhanggui.people.values import GATES
from zhanggui.web.errors import error_response
from zhanggui.web.seeing import eyes, reading_only, refuse_changes

_Handler = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives the request an id that stands in logs, events and the answer."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        request_id = secrets.token_hex(8)
        set_request_id(request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class PageMemoryMiddleware:
    """Lets the parts of a page that changes nothing share what they ask the database."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        if request.method != "GET" or not request.path.startswith(_DESK):
            return self.get_response(request)
        with one_page():
            return self.get_response(request)


class LanguageMiddleware:
    """Speaks the language of the cookie, else Chinese; English on request by the cookie only."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


class ContentPolicyMiddleware:
    """Allows our own scripts and styles only: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        response = self.get_response(request)
        live = live_origin(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; connect-src 'self' {live}; img-src 'self' data: blob:; style-src 'self';"
            " script-src 'self'; object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        return response


def live_origin(request: HttpRequest) -> str:
    """Where the live process answers, as the browser must call it."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host().rsplit(":", 1)[0]
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}"


class SessionUseMiddleware:
    """Keeps the list of a person's devices current: address, browser and last use, to within seconds."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response
        self.note: _Handler = UserSessionsMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        seen = request.session.get(_SEEN)
        is_noted = seen is not None and now().timestamp() - seen <= _NOTE_AFTER
        return self.get_response(request) if is_noted else self.note(request)


class ActorMiddleware:
    """Puts the acting person, with capabilities per shop, on the request, and speaks in the shop's time.

    Somebody whose password was made by another person gets no further than choosing an own one.
    """

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        request.actor = None  # type: ignore[attr-defined]  # read by kernel.pages
        if not request.user.is_authenticated:
            return self.get_response(request)
        actor = actor_of(request.user, Origin.WEB)
        request.actor = actor  # type: ignore[attr-defined]  # as above
        if request.user.must_change_password and request.path.startswith(_DESK) and request.path not in _open_paths():
            return redirect("people:password")
        if _is_idle(request):
            logout(request)
            return redirect_to_login(request.get_full_path())
        gate = _gate(request)
        if gate:
            return redirect(gate)
        with timezone.override(zone_of(request, actor)):
            return self._serve(request, actor)

    def _serve(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """Serve as oneself, or read-only as the role that one looks as."""
        request.real_actor = actor  # type: ignore[attr-defined]  # for the page that ends it
        seen = eyes(request, actor)
        if seen is actor:
            return self.get_response(request)
        request.actor = seen  # type: ignore[attr-defined]  # as above
        try:
            refuse_changes(request)
        except NotAllowed as error:
            return error_response(request, error)
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        return reading_only(lambda: self.get_response(request))


_DESK = "/desk/"
_SEEN = "zg_seen"
# A sign of life is written down again after so many seconds, so that a busy clerk's pages need not write at all.
_NOTE_AFTER = 20
_GATES = {SECRECY: "people:secrecy", SECOND_FACTOR: "people:second_factor"}


def _is_idle(request: HttpRequest) -> bool:
    """Whether the person let the set time pass; a page that follows a job by itself is no sign of life (SEC-03)."""
    moment, seen = now().timestamp(), request.session.get(_SEEN)
    idle = idle_time()
    if seen is not None and moment - seen > idle.total_seconds():
        return True
    if seen is not None and moment - seen <= _NOTE_AFTER:
        return False
    if seen is None or not (request.path.startswith(_FOLLOWED) or _FOLLOWS in request.headers):
        request.session[_SEEN] = moment
    request.session.set_expiry(int(idle.total_seconds()))
    return False


_FOLLOWED = "/desk/jobs/"
_FOLLOWS = "X-Follows"  # sent by pages that refresh themselves


def _gate(request: HttpRequest) -> str:
    """The page that the person must see to first, empty when every page is open (SEC-03, SEC-05)."""
    gates = request.session.get(GATES)
    if not gates or not request.path.startswith(_DESK) or request.path in _open_paths() | _gate_paths():
        return ""
    return reverse(_GATES[gates[0]])


def _gate_paths() -> set[str]:
    return {reverse(name) for name in (*_GATES.values(), "people:renew_codes", "people:secrecy_paper")}


def _open_paths() -> set[str]:
    return {reverse(name) for name in ("people:password", "account_logout", "account_login", "set_language")}


def zone_of(request: HttpRequest, actor: Actor) -> ZoneInfo:
    """The time zone of the chosen shop, else of the first shop that the person sees."""
    shops = visible_shops(actor)
    chosen = request.session.get(SESSION_SHOP)
    shop = next((shop for shop in shops if shop.code == chosen), shops[0] if shops else None)
    return shop_zone(shop.timezone if shop else settings.TIME_ZONE)


class ErrorMiddleware:
    """The one place that turns an error of the tree into a page, a toast or JSON."""

    def __init__(self, get_response: _Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Called by Django for every request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view raises."""
        if isinstance(exception, ZhangguiError):
            return error_response(request, exception)
        return None
