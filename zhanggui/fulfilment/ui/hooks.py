"""Addresses that services outside call, below /hooks/: no session, no form token, a signature instead."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhanggui.fulfilment.errors import CallbackRefused
from zhanggui.fulfilment.services.kuaidi100 import take_callback

app_name = "hooks"
_MOST_BYTES = 512 * 1024
_MOST_A_MINUTE = 1_200
_STATUS = {"bad_sign": 403, "unknown_number": 404, "bad_param": 400}


@csrf_exempt
@require_POST
def kuaidi100(request: HttpRequest) -> HttpResponse:
    """A callback of the tracking service; answered as the service wants it, so that it stops repeating."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        return _answer(413, "too large")
    if _is_too_often(str(request.META.get("REMOTE_ADDR", ""))):
        return _answer(429, "too often")
    try:
        take_callback(param=request.POST.get("param", ""), sign=request.POST.get("sign", ""))
    except CallbackRefused as refused:
        return _answer(_STATUS[refused.params["reason"]], str(refused))
    return JsonResponse({"result": True, "returnCode": "200", "message": "成功"}, json_dumps_params=_READABLE)


_READABLE = {"ensure_ascii": False}


def _answer(status: int, message: str) -> HttpResponse:
    body = {"result": False, "returnCode": "500", "message": message}
    return JsonResponse(body, status=status, json_dumps_params=_READABLE)


def _is_too_often(address: str) -> bool:
    """Count the calls of an address in a minute; the count is rough, the limit generous."""
    key = f"hooks-kuaidi100-{address}"
    if cache.add(key, 1, 60):
        return False
    try:
        return cache.incr(key) > _MOST_A_MINUTE
    except ValueError:
        return False  # the minute ended in between


urlpatterns = [path("kuaidi100", kuaidi100, name="kuaidi100")]
