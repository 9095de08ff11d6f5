"""The first visit: a shop and its owner in one step."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.locks import SET_UP_LOCK
from zhanggui.kernel.values import Origin, system_actor
from zhanggui.people.services.accounts import create_user
from zhanggui.people.values import OWNER
from zhanggui.shops.queries import has_any_shop
from zhanggui.shops.services import change_settings, create_shop


@dataclass(frozen=True, slots=True)
class FirstShop:
    """What the first visit made."""

    shop_id: int
    user_id: int


def set_up_shop(
    *,
    username: str,
    password: str,
    owner_name: str,
    code: str,
    name: str,
    timezone: str,
    currency: str,
    sender_name: str = "",
    sender_phone: str = "",
    sender_address: str = "",
) -> FirstShop:
    """Open the first shop with its sender and the account of its owner; Conflict when there is a shop already.

    Whoever calls it has proved to sit at the machine. All of it is kept, or nothing.
    """
    actor = system_actor(Origin.WEB)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SET_UP_LOCK])
        if has_any_shop():
            raise Conflict("people.already_set_up", _("The shop is set up already. Sign in instead."))
        shop = create_shop(actor=actor, code=code, name=name, timezone=timezone, currency=currency)
        change_settings(
            actor=actor,
            shop_id=shop.id,
            sender_name=sender_name or shop.name,
            sender_phone=sender_phone,
            sender_address=sender_address,
        )
        owner = create_user(actor=actor, username=username, positions=[OWNER], name=owner_name, password=password)
    return FirstShop(shop.id, owner.id)
