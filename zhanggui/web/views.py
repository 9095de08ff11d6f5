"""Pages that belong to no module."""

from django.http import HttpRequest, JsonResponse

from zhanggui.kernel.health import health_report


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, worker, scheduler and live are alive; 503 with the reason otherwise (SEC-12)."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)
