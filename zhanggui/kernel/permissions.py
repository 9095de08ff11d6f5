"""The one check that every service makes before it changes or reveals something."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.record import record_denied
from zhanggui.kernel.values import Actor


def require(actor: Actor, capability: str, shop_id: int | None = None) -> None:
    """Raise NotAllowed, and log the attempt, unless the actor has the capability there (ORG-09)."""
    if actor.can(capability, shop_id):
        return
    record_denied(actor, capability, shop_id)
    known = capabilities().get(capability)
    raise NotAllowed(
        "permissions.denied",
        _("Your positions do not include “%(capability)s”. Nothing was changed; the shop's owner can add it."),
        capability=str(known.label) if known else capability,
    )
