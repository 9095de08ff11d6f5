"""The REST API: collects what modules offer under /api/v1/."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from zhanggui.api import confidential, desk, health, notices
from zhanggui.api.authentication import BearerKey
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.modules import rooms
from zhanggui.kernel.permissions import Denied


class ReadableJson(BaseRenderer):
    """JSON with Chinese left readable."""

    media_type = "application/json"

    def render(self, _request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ARG002  reason: ninja's signature
        """Called by ninja for every answer."""
        return json.dumps(data, ensure_ascii=False, cls=NinjaJSONEncoder)


api = NinjaAPI(
    title="Zhanggui",
    version="1",
    description="Errors are {code, message, params}. Writes take an Idempotency-Key.",
    openapi_url="openapi.json",
    docs_url=None,
    auth=BearerKey(),
    renderer=ReadableJson(),
    urls_namespace="api",
)


def _answer(request: HttpRequest, status: int, code: str, message: str, **params: Any) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "params": params}, status=status)


@api.exception_handler(ZhangguiError)
def _known(request: HttpRequest, error: ZhangguiError) -> HttpResponse:
    if isinstance(error, Denied):
        error.keep_logged()
    return api.create_response(request, error.as_dict(), status=error.status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [{"where": ".".join(map(str, item["loc"])), "what": item["msg"]} for item in error.errors]
    return _answer(request, 422, "api.invalid", _("The request does not fit the description."), errors=places)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, "api.no_key", _("Send a valid key: Authorization: Bearer zg_…"))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answer(request, 404, "api.not_found", _("There is nothing at this address."))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, "api.refused", str(error))


api.add_router("", health.router, tags=["system"])
api.add_router("", desk.router, tags=["desk"])
api.add_router("", confidential.router, tags=["people"])
api.add_router("", notices.router, tags=["desk"])
for room in rooms("api"):
    api.add_router("", room.router, tags=[room.__name__.split(".")[1]])
