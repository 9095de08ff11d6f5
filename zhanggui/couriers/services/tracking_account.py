"""The shop's account at the tracking service: written once, never shown again (LOG-05)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadFact
from zhanggui.couriers.models import TrackingAccount
from zhanggui.couriers.values import ACCOUNT_PURPOSE, MANAGE_COURIERS
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.secret_values import decrypt_value, encrypt_value
from zhanggui.kernel.values import Actor, Subject

_LONGEST = 80
_LONGEST_URL = 200


def set_tracking_account(
    *, actor: Actor, shop_id: int, customer: str = "", key: str = "", salt: str = "", callback_url: str = ""
) -> TrackingAccount:
    """Set customer number, key, salt and the address that the service calls; an empty key or salt keeps the old one.

    The event says that they changed, never to what. BadFact for what cannot be.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    given = {
        "customer": customer.strip(),
        "key": key.strip(),
        "salt": salt.strip(),
        "callback_url": callback_url.strip(),
    }
    if any(len(given[name]) > _LONGEST or "\0" in given[name] for name in ("customer", "key", "salt")):
        raise BadFact(_("Customer, key and salt have at most 80 characters."))
    if given["callback_url"] and not given["callback_url"].startswith(("https://", "http://")):
        raise BadFact(_("The address begins with https://."))
    if len(given["callback_url"]) > _LONGEST_URL:
        raise BadFact(_("The address has at most 200 characters."))
    with transaction.atomic():
        account, _made = TrackingAccount.objects.select_for_update().get_or_create(
            shop_id=shop_id, defaults={"changed_at": now(), "changed_by": actor.name}
        )
        kept = {"key", "salt"}
        known = {
            name: decrypt_value(getattr(account, name), ACCOUNT_PURPOSE) if name in kept else getattr(account, name)
            for name in given
        }
        changed = [name for name, value in given.items() if known[name] != value and (value or name not in kept)]
        for name in changed:
            setattr(account, name, encrypt_value(given[name], ACCOUNT_PURPOSE) if name in kept else given[name])
        account.changed_at, account.changed_by = now(), actor.name
        account.save()
        if changed:
            record(
                actor,
                "courier.tracking_account_set",
                shop_id=shop_id,
                subject=Subject("shop", shop_id),
                data={"changed": sorted(changed)},
            )
    return account
