"""What the command palette can begin from anywhere, and the words that labels are found by."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.registry import action_items
from zhanggui.web.kit.icons import ICONS

_WORDS = Path(settings.LOCALE_PATHS[0]) / "palette.json"
_YEAR = 365 * 24 * 3600


@staff_page(None, methods=("GET",))
def actions(request: StaffRequest) -> HttpResponse:
    """Things to begin, for what the person may do, and where the words lie."""
    found = [
        {"label": str(item.label), "url": url, "icon": ICONS[item.icon]}
        for item in action_items()
        if (item.capability is None or request.actor.can(item.capability)) and (url := _url(item.url_name))
    ]
    words = f"{reverse('palette_words')}?v={_version()}"
    return JsonResponse({"actions": found, "words": words}, json_dumps_params={"ensure_ascii": False})


@staff_page(None, methods=("GET",))
def words(_request: StaffRequest) -> HttpResponse:
    """Both languages and the pinyin of short labels; made with the catalogue, so browsers keep it."""
    answer = HttpResponse(_words(_version()), content_type="application/json")
    answer.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return answer


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _version() -> int:
    return int(_WORDS.stat().st_mtime) if _WORDS.is_file() else 0


@cache
def _words(version: int) -> bytes:
    return _WORDS.read_bytes() if version else b'{"words":[]}'
