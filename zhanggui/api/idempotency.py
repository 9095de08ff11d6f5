"""Idempotency-Key: a request that is sent twice is carried out once and answered twice alike."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from zhanggui.kernel.api_keys import IdempotencyKey
from zhanggui.kernel.clock import now
from zhanggui.people.services import user_of_api_token

_KEPT = timedelta(hours=24)
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}


class IdempotencyMiddleware:
    """Keeps the first answer for a day; the same key with another request is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a repeated write from the kept answer; pass everything else on."""
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method not in _WRITES or not request.path.startswith("/api/"):
            return self.get_response(request)
        if len(key) > 255:
            return _error(422, "api.key_too_long", _("An Idempotency-Key has at most 255 characters."))
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        user_id = user_of_api_token(bearer) if bearer else None
        if user_id is None:
            return self.get_response(request)
        return self._once(request, key, user_id)

    def _once(self, request: HttpRequest, key: str, user_id: int) -> HttpResponse:
        """The key, what the request changes and its answer are one transaction.

        A process that is killed half-way leaves neither, so the repeated request is carried out; one that comes
        while the first is still under way waits for it.
        """
        digest = _digest(request)
        IdempotencyKey.objects.filter(created_at__lt=now() - _KEPT).delete()
        with transaction.atomic():
            try:
                with transaction.atomic():
                    mine = IdempotencyKey.objects.create(
                        key=key,
                        user_id=user_id,
                        method=request.method or "",
                        path=request.path[:300],
                        request_hash=digest,
                        created_at=now(),
                    )
            except IntegrityError:
                return self._again(key, user_id, digest)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
                return response
            mine.status, mine.body = response.status_code, _body(response)
            mine.save(update_fields=["status", "body"])
        return response

    def _again(self, key: str, user_id: int, digest: str) -> HttpResponse:
        first = IdempotencyKey.objects.get(key=key, user_id=user_id)
        if first.request_hash != digest:
            return _error(422, "api.key_reused", _("This Idempotency-Key was used for another request."))
        response = JsonResponse(first.body, status=first.status or 200, safe=False)
        response["Idempotency-Replayed"] = "true"
        return response


def _digest(request: HttpRequest) -> str:
    """What tells two requests apart. Uploads are read from where they were stored: they may exceed memory."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(repr(sorted(request.POST.lists())).encode())
    for field, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{field} {file.name} {file.size}".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _body(response: HttpResponse) -> object:
    try:
        return json.loads(response.content)
    except ValueError:
        return {}


def _error(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message, "params": {}}, status=status)
