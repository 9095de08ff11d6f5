"""Pages that belong to no module: home, tasks, search, job progress, and the shell's switches."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.health import health_report
from zhanggui.kernel.jobs.progress import find_run, request_cancel
from zhanggui.kernel.pages.access import SESSION_SHOP, StaffRequest, staff_page, visible_shops
from zhanggui.kernel.pages.registry import search_sources
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import open_tasks, task_kinds
from zhanggui.people.services import change_preferences
from zhanggui.shops.queries import has_any_shop
from zhanggui.web.home import home_context


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, worker, scheduler and live are alive; 503 with the reason otherwise (SEC-12)."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)


@staff_page(None, methods=("GET",))
def home(request: StaffRequest) -> HttpResponse:
    """The role's own page: overdue first, then today, then new, then figures (TSK-01)."""
    return render(request, "web/home.html", home_context(request.actor, request.scope))


def front(request: HttpRequest) -> HttpResponse:
    """The first address: two doors while nothing is set up, the desk afterwards."""
    return redirect("home" if has_any_shop() else "setup")


@staff_page(None, methods=("GET",))
def tasks(request: StaffRequest) -> HttpResponse:
    """Everything that waits for the person's positions."""
    rows = open_tasks(request.scope.ids, request.actor.position.split(","))
    return render(request, "web/tasks.html", {"rows": [_task_row(row) for row in rows]})


def _task_row(task: Task) -> dict[str, Any]:
    kind = task_kinds().get(task.kind)
    try:
        url = reverse(kind.url_name, args=[task.subject_id]) if kind else ""
    except NoReverseMatch:
        url = reverse(kind.url_name) if kind else ""
    return {
        "icon": kind.icon if kind else "task",
        "title": task.subject_label,
        "detail": kind.label if kind else task.kind,
        "due_at": task.due_at,
        "verb": kind.verb if kind else _("Open"),
        "url": url,
    }


@staff_page(None, methods=("GET",))
def search(request: StaffRequest) -> HttpResponse:
    """The global search: order number, phone tail, waybill, product. A partial for the palette."""
    text = request.GET.get("q", "").strip()
    hits = []
    if text:
        for source in search_sources():
            shops = [shop.id for shop in request.scope.shops if request.actor.can(source.capability, shop.id)]
            if shops:
                hits += source.find(request.actor, shops, text)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"hits": [{"kind": h.kind, "title": h.title, "detail": h.detail, "url": h.url} for h in hits]})
    return render(request, "web/search.html", {"query": text, "hits": hits})


def _run_of(request: StaffRequest, run_id: int) -> Any:
    run = find_run(run_id)
    if run is None:
        raise NotFound("jobs.not_found", _("There is no such job."))
    if run.shop_id is not None and run.shop_id not in {shop.id for shop in visible_shops(request.actor)}:
        raise NotAllowed("jobs.other_shop", _("This job belongs to another shop."))
    return run


@staff_page(None, methods=("GET",))
def job(request: StaffRequest, run_id: int) -> HttpResponse:
    """How far a job is: JSON for scripts, the progress card otherwise."""
    run = _run_of(request, run_id)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(
            {"id": run.pk, "state": run.state, "stage": run.stage, "done": run.done, "total": run.total, "error": run.error}
        )
    return render(request, "web/kit/_progress.html", {"run": run})


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
    change_preferences(user_id=request.user.pk, theme=theme)
    return redirect(_next(request))


@staff_page(None, methods=("POST",))
def set_keys(request: StaffRequest) -> HttpResponse:
    """Single-letter keys on or off (WCAG 2.1.4)."""
    change_preferences(user_id=request.user.pk, are_single_keys_on=request.POST.get("keys") == "on")
    return redirect(_next(request))
