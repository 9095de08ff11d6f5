"""Pages that belong to no module: home, tasks, search, job progress, and the shell's switches."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.health.pulse import health_report
from zhanggui.kernel.jobs.progress import find_run, request_cancel
from zhanggui.kernel.pages.access import SESSION_SHOP, Scope, StaffRequest, staff_page, visible_shops
from zhanggui.people.services import change_preferences
from zhanggui.people.values import VIEW_PEOPLE
from zhanggui.shops.queries import has_any_shop
from zhanggui.web.finding import find_everything
from zhanggui.web.home import home_context, tasks_context
from zhanggui.web.progress import progress_card

_LONGEST_SEARCH = 100


def health(_request: HttpRequest) -> JsonResponse:
    """200 when database, worker, scheduler and live are alive; 503 with the reason otherwise (SEC-12)."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)


def _chosen(request: StaffRequest) -> Scope:
    """The shop that the person switched to, else all that they see."""
    scope = request.scope
    one = tuple(shop for shop in scope.available if shop.code == request.session.get(SESSION_SHOP))
    return Scope(one or scope.available, scope.available)


@staff_page(None, methods=("GET",))
def home(request: StaffRequest) -> HttpResponse:
    """The role's own page: overdue first, then today, then new, then figures (TSK-01)."""
    return render(request, "web/home.html", home_context(request.actor, _chosen(request)))


@staff_page(None, methods=("GET",))
def home_live(request: StaffRequest) -> HttpResponse:
    """The rows and figures alone, for the page that refreshes itself."""
    context = {**home_context(request.actor, _chosen(request)), "is_live": True}
    return render(request, "web/home.html#live", context)


def front(_request: HttpRequest) -> HttpResponse:
    """The first address: two doors while nothing is set up, the desk afterwards."""
    return redirect("home" if has_any_shop() else "setup")


@staff_page(None, methods=("GET",))
def tasks(request: StaffRequest) -> HttpResponse:
    """Everything that waits for the person's positions; who leads may look at everybody's."""
    may_see_all = request.actor.can(VIEW_PEOPLE)
    is_all = may_see_all and request.GET.get("of") == "all"
    kind = request.GET.get("kind", "")
    context = tasks_context(request.actor, _chosen(request), is_all=is_all, may_see_all=may_see_all, kind=kind)
    return render(request, "web/tasks.html", context)


@staff_page(None, methods=("GET",))
def search(request: StaffRequest) -> HttpResponse:
    """The global search: order number, phone tail, waybill, product. JSON for the palette."""
    text = request.GET.get("q", "").strip()[:_LONGEST_SEARCH]
    groups = find_everything(request.actor, _chosen(request), text) if text else []
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"groups": groups}, json_dumps_params={"ensure_ascii": False})
    return render(request, "web/search.html", {"query": text, "groups": groups})


def _run_of(request: StaffRequest, run_id: int) -> Any:
    run = find_run(run_id)
    if run is None:
        raise NotFound("jobs.not_found", _("There is no such job."))
    if run.shop_id is not None and run.shop_id not in {shop.id for shop in visible_shops(request.actor)}:
        raise NotAllowed("jobs.other_shop", _("This job belongs to another shop."))
    return run


@staff_page(None, methods=("GET",))
def job(request: StaffRequest, run_id: int) -> HttpResponse:
    """How far a job is: JSON for scripts, the card for a page that polls, a page otherwise."""
    run = _run_of(request, run_id)
    if request.headers.get("Accept", "").startswith("application/json"):
        facts = ("state", "stage", "done", "total", "error")
        return JsonResponse({"id": run.pk, **{name: getattr(run, name) for name in facts}})
    card = progress_card(run, poll_url=reverse("job", args=[run.pk]), cancel_url=reverse("cancel_job", args=[run.pk]))
    template = "web/kit/_progress.html" if getattr(request, "htmx", False) else "web/job.html"
    return render(request, template, card)


@staff_page(None, methods=("POST",))
def cancel_job(request: StaffRequest, run_id: int) -> HttpResponse:
    """Ask a job to stop; what it has not committed is rolled back."""
    run = _run_of(request, run_id)
    request_cancel(run.pk)
    return redirect("job", run_id=run.pk)


def _next(request: HttpRequest, fallback: str = "home") -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}):
        return target
    return reverse(fallback)


@staff_page(None, methods=("GET",))
def switch_shop(request: StaffRequest) -> HttpResponse:
    """Speak of one shop, or of all, from now on."""
    code = request.GET.get("shop", "")
    if code and code not in {shop.code for shop in visible_shops(request.actor)}:
        raise NotAllowed("shops.not_yours", _("You hold no position in this shop."))
    request.session[SESSION_SHOP] = code
    return redirect(_next(request))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, remembered on this device and for the person."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput("web.language", _("This language is not there."))
    if request.user.is_authenticated:
        change_preferences(user_id=request.user.pk, language=language)
    response = redirect(_next(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")
    return response


@staff_page(None, methods=("POST",))
def set_theme(request: StaffRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    theme = request.POST.get("theme", "")
    if theme not in {"auto", "light", "dark"}:
        raise InvalidInput("web.theme", _("The theme is auto, light or dark."))
    change_preferences(user_id=request.actor.user_id or 0, theme=theme)
    return redirect(_next(request))


@staff_page(None, methods=("POST",))
def set_keys(request: StaffRequest) -> HttpResponse:
    """Single-letter keys on or off (WCAG 2.1.4)."""
    change_preferences(user_id=request.actor.user_id or 0, are_single_keys_on=request.POST.get("keys") == "on")
    return redirect(_next(request))
