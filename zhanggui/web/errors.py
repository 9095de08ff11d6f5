"""Error pages: what happened, what to do, and that nothing was changed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhanggui.kernel.errors import NotFound, ZhangguiError
from zhanggui.kernel.permissions import Denied


def error_response(request: HttpRequest, error: ZhangguiError) -> HttpResponse:
    """A toast for htmx, JSON for the API, a page otherwise; the status is the error's."""
    if isinstance(error, Denied):
        error.keep_logged()
    if request.path.startswith("/api/"):
        return JsonResponse(error.as_dict(), status=error.status, json_dumps_params={"ensure_ascii": False})
    if getattr(request, "htmx", False):
        response = render(request, "web/kit/_toast.html", {"text": str(error), "tone": "late"}, status=error.status)
        response["HX-Reswap"] = "beforeend"
        response["HX-Retarget"] = "#zg-toasts"
        return response
    context = {"status": error.status, "text": str(error), "code": error.code}
    return render(request, "web/error.html", context, status=error.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  reason: Django passes it by name
    """400: the request could not be read."""
    return _page(request, 400, "request.bad", _("The request could not be read. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  reason: as above
    """403: also when a form's protection ran out."""
    text = _("This is not allowed, or the page was open too long. Load it again; nothing was changed.")
    return _page(request, 403, "request.forbidden", text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  reason: as above
    """404: no such page or thing."""
    error = NotFound("request.not_found", _("There is nothing here. The link may be old; search with / or go home."))
    return error_response(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log has the details under the request id."""
    return _page(
        request, 500, "request.failed", _("Something broke on our side. Nothing was changed; it is in the log.")
    )


def _page(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": code, "message": text, "params": {}}, status=status)
    return render(request, "web/error.html", {"status": status, "text": text, "code": code}, status=status)
