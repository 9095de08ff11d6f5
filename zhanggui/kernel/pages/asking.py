"""A question to a person: a page, or its part `#ask` in the dialog; and the way back to where the person was."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from zhanggui.kernel.pages.forms import StaffForm

_DESK = "/desk/"
# Work on many rows is shown in answer to a post: nobody can return to such a page.
_POSTED = "/bulk/"


def came_from(request: HttpRequest, fallback: str) -> str:
    """The page of ours to return to: named by the form, the one below the dialog, or the one before."""
    named = request.POST.get("next") or request.GET.get("next") or request.headers.get("HX-Current-URL", "")
    named = named or request.headers.get("Referer", "")
    if not named or not url_has_allowed_host_and_scheme(named, {request.get_host()}):
        return fallback
    parts = urlsplit(named)
    if parts.path == request.path or not parts.path.startswith(_DESK) or _POSTED in parts.path:
        return fallback
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def back_with_toast(
    request: HttpRequest, text: str, *, back: str, undo_url: str = "", is_bad: bool = False
) -> HttpResponse:
    """Redirect with a toast; `undo_url` puts the undo button into it."""
    tell = messages.error if is_bad else messages.success
    tell(request, text, extra_tags=undo_url)
    return redirect(back)


def ask(request: HttpRequest, form: StaffForm, *, template: str = "web/ask.html", **words: Any) -> HttpResponse:
    """The question as a page, or as its part in the dialog; 422 when the form was refused.

    `words` is what the template says, `back` above all; `url` is the page's own when not given.
    """
    shown = f"{template}#ask" if getattr(request, "htmx", False) else template
    context = {"form": form, "url": request.path, **words}
    return render(request, shown, context, status=422 if form.errors else 200)


def answer(
    request: HttpRequest, form: StaffForm, call: Callable[[], Any], *, done: str, back: str, **words: Any
) -> HttpResponse:
    """Call the service with what the form says and go back with a toast; until then, the question."""
    if request.method == "POST" and form.attempt(call):
        return back_with_toast(request, done, back=back)
    # A page of its own would be its own referrer when it is sent, so its address says where to go back to.
    url = f"{request.path}?{urlencode({'next': back})}"
    return ask(request, form, back=back, **{"url": url, **words})
