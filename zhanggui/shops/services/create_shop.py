"""Opening a shop."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now, zone_names
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.money import TWO_DIGIT_CURRENCIES
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.errors import ShopExists, UnknownTimezone, UnsupportedCurrency
from zhanggui.shops.events import ShopCreated
from zhanggui.shops.models import Shop, ShopSettings, Warehouse
from zhanggui.shops.values import MANAGE_SHOPS, ShopCard


def create_shop(
    *,
    actor: Actor,
    code: str,
    name: str,
    timezone: str = "Asia/Shanghai",
    currency: str = "CNY",
    is_demo: bool = False,
) -> ShopCard:
    """Open a shop with one warehouse and the proposed settings; announces ShopCreated.

    Errors: the code is taken or malformed, the time zone is unknown, the currency has not two
    minor digits.
    """
    require(actor, MANAGE_SHOPS)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", code):
        raise InvalidInput(
            "shops.bad_code",
            _("A shop's code has 1 to 40 letters, digits, - or _, like “qinghe”; “%(code)s” is not one."),
            code=code,
        )
    if timezone not in zone_names():
        raise UnknownTimezone(timezone)
    currency = currency.upper()
    if currency not in TWO_DIGIT_CURRENCIES:
        raise UnsupportedCurrency(currency)
    try:
        with transaction.atomic():
            shop = Shop.objects.create(
                code=code,
                name=name.strip() or code,
                timezone=timezone,
                currency=currency,
                is_demo=is_demo,
                created_at=now(),
            )
            ShopSettings.objects.create(shop=shop, sender_name=shop.name)
            Warehouse.objects.create(shop=shop, code="main", name=shop.name)
            record(actor, "shop.created", shop_id=shop.pk, subject=Subject("shop", shop.pk), data={"code": code})
            announce(ShopCreated(shop.pk))
    except IntegrityError as error:
        raise ShopExists(code) from error
    return ShopCard(shop.pk, shop.code, shop.name, shop.timezone, shop.currency)
