"""Bearer keys: `Authorization: Bearer zg_…`."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from zhanggui.kernel.values import Actor, Origin
from zhanggui.people.queries import actor_of_user
from zhanggui.people.services import user_of_api_token


class BearerKey(HttpBearer):
    """Turns a key into the acting person; a wrong or revoked key is 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002  reason: ninja's signature
        """Called by ninja for every endpoint."""
        user_id = user_of_api_token(token)
        return actor_of_user(user_id, Origin.API) if user_id is not None else None
