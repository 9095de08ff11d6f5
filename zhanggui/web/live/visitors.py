"""Who listens: the person behind a session cookie, and the shops they may see."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import close_old_connections

from zhanggui.kernel.pages.access import visible_shops
from zhanggui.kernel.values import Origin
from zhanggui.people.queries import actor_of_user, is_active_user


def visible_shop_ids(session_key: str) -> frozenset[int] | None:
    """Shops of the signed-in person, or None when nobody is signed in."""
    close_old_connections()
    if not session_key:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user_id = store.get(SESSION_KEY)
    if user_id is None or not is_active_user(int(user_id)):
        return None
    return frozenset(shop.id for shop in visible_shops(actor_of_user(int(user_id), Origin.WEB)))
