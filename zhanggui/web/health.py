"""The health page: services, queue, room, backup, certificate, versions (SEC-12)."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.kernel.clock import now
from zhanggui.kernel.health.backups import is_backup_due
from zhanggui.kernel.health.checks import service_checks, store_checks, worst
from zhanggui.kernel.health.queue import drop_job, failed_jobs, retry_job
from zhanggui.kernel.health.settings import MOST_DAYS, change_installation, installation
from zhanggui.kernel.health.values import MANAGE_HEALTH, VIEW_HEALTH, Check, Light
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, NavItem, register_home, register_nav
from zhanggui.kernel.values import Actor

CHECK_LABELS: dict[str, Any] = {
    "database": gettext_lazy("Database"),
    "web": gettext_lazy("Pages"),
    "live": gettext_lazy("Live updates"),
    "worker": gettext_lazy("Worker"),
    "scheduler": gettext_lazy("Scheduler"),
    "queue": gettext_lazy("Job queue"),
    "disk": gettext_lazy("Disk"),
    "backup": gettext_lazy("Last backup"),
    "certificate": gettext_lazy("Certificate"),
    "versions": gettext_lazy("Versions"),
}
_SIGNS = {
    Light.GOOD: ("check", "good"),
    Light.WARN: ("alert", "risk"),
    Light.BAD: ("trouble", "late"),
    Light.NONE: ("minus", ""),
}


class InstallationForm(StaffForm):
    """When to warn, and which certificate to watch."""

    places: ClassVar[dict[str, str]] = {
        "system.backup_days": "backup_warn_days",
        "system.host": "certificate_host",
        "system.one_certificate": "certificate_file",
        "system.certificate_file": "certificate_file",
    }
    backup_warn_days = forms.IntegerField(
        label=gettext_lazy("Warn when the last backup is older than (days)"), min_value=1, max_value=MOST_DAYS
    )
    certificate_host = forms.CharField(
        label=gettext_lazy("Host whose certificate is watched"),
        max_length=253,
        required=False,
        help_text=gettext_lazy("The name in the address of the desk, like desk.example.com."),
    )
    certificate_file = forms.CharField(
        label=gettext_lazy("Or a certificate file on this machine"), max_length=500, required=False
    )


@staff_page(VIEW_HEALTH, methods=("GET",))
def health_page(request: StaffRequest) -> HttpResponse:
    """How the installation is; fetched again by itself every half minute."""
    return _page(request)


def _page(request: StaffRequest, form: InstallationForm | None = None) -> HttpResponse:
    services, stores = service_checks(), store_checks()
    light = worst([*services, *stores])
    kept = installation()
    initial = {name: getattr(kept, name) for name in InstallationForm.base_fields}
    context = {
        "services": [_row(check) for check in services],
        "stores": [_row(check) for check in stores],
        "sign": _SIGNS[light][0],
        "tone": _SIGNS[light][1],
        "verdict": _verdict([*services, *stores], light),
        "failed": failed_jobs(request.actor.shops_for(VIEW_HEALTH)),
        "may_manage": request.actor.can(MANAGE_HEALTH),
        "form": form or InstallationForm(initial=initial),
        "seen_at": now(),
    }
    template = "web/health.html#state" if getattr(request, "htmx", False) else "web/health.html"
    return render(request, template, context, status=422 if form else 200)


def _row(check: Check) -> dict[str, Any]:
    icon, tone = _SIGNS[check.light]
    return {"check": check, "label": CHECK_LABELS[check.name], "light": check.light.label, "icon": icon, "tone": tone}


def _verdict(checks: list[Check], light: Light) -> str:
    """The heading: all well, or the first thing to look at."""
    if light == Light.GOOD:
        return _("Everything is in order")
    names = [str(CHECK_LABELS[check.name]) for check in checks if check.light == light]
    template = _("Out of order: %(names)s") if light == Light.BAD else _("Worth a look: %(names)s")
    return template % {"names": _(", ").join(names)}


@staff_page(MANAGE_HEALTH, methods=("POST",))
def health_settings(request: StaffRequest) -> HttpResponse:
    """Keep when to warn and which certificate to watch."""
    form = InstallationForm(request.POST)
    if not form.attempt(lambda: change_installation(actor=request.actor, **form.cleaned_data)):
        return _page(request, form)
    messages.success(request, _("Saved."))
    return redirect("health_page")


@staff_page(MANAGE_HEALTH, methods=("POST",))
def retry_failed_job(request: StaffRequest, job_id: int) -> HttpResponse:
    """Put a job that was given up back on the queue."""
    job = retry_job(actor=request.actor, job_id=job_id)
    messages.success(request, _("%(job)s is on the queue again.") % {"job": job.label})
    return redirect("health_page")


@staff_page(MANAGE_HEALTH, methods=("POST",))
def drop_failed_job(request: StaffRequest, job_id: int) -> HttpResponse:
    """Take a failed job off the list."""
    job = drop_job(actor=request.actor, job_id=job_id)
    messages.success(request, _("%(job)s is off the list.") % {"job": job.label})
    return redirect("health_page")


def health_rows(actor: Actor, _shop_ids: list[int]) -> list[HomeRow]:
    """What the owner hears of it on the workbench: failed jobs, and a backup that is due."""
    rows = []
    url = address("health_page")
    failed = len(failed_jobs(actor.shops_for(VIEW_HEALTH)))
    if failed:
        title, detail = _("jobs were given up"), _("each with its reason")
        rows.append(HomeRow("trouble", title, detail, _("Look"), f"{url}#failed", count=failed))
    if is_backup_due():
        days = installation().backup_warn_days
        title = ngettext(
            "The last backup is older than %(days)d day", "The last backup is older than %(days)d days", days
        ) % {"days": days}
        detail = _("what came since would be lost with this machine")
        rows.append(HomeRow("lock", title, detail, _("See how"), f"{url}#backup", group="new"))
    return rows


register_nav(NavItem("shop", 830, gettext_lazy("Health"), "health_page", "lamp", VIEW_HEALTH, is_rare=True))
register_home(HomeSource(900, VIEW_HEALTH, rows=health_rows))
