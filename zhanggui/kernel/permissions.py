"""The one check that every service makes before it changes or reveals something."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.acting import note_acting
from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.events.record import record_denied
from zhanggui.kernel.onlooker import Onlooker
from zhanggui.kernel.values import Actor


def require(
    actor: Actor,
    capability: str,
    shop_id: int | None = None,
    warehouse_id: int | None = None,
    brand: str | None = None,
) -> None:
    """Raise NotAllowed, and log the attempt, unless the actor has the capability there (ORG-09).

    What is recorded afterwards in the same request carries the position that includes it (ORG-03).
    """
    if actor.can(capability, shop_id, warehouse_id, brand):
        note_acting(actor, capability, shop_id)
        return
    raise Denied(actor, capability, shop_id)


class Denied(NotAllowed):
    """The positions do not include it. The attempt is logged at once, and again if a transaction took the log along."""

    def __init__(self, actor: Actor, capability: str, shop_id: int | None) -> None:
        known = capabilities().get(capability)
        super().__init__(
            "permissions.denied",
            _("Your positions do not include “%(capability)s”. Nothing was changed; the shop's owner can add it."),
            capability=str(known.label) if known else capability,
        )
        self._tried = (actor, capability, shop_id)
        # Who looks as another role finds its closed doors; that is no attempt of anybody.
        self._event_id = None if isinstance(actor, Onlooker) else record_denied(*self._tried).pk

    def keep_logged(self) -> None:
        """Called where the error arrives, outside every transaction: a rolled-back log is written again."""
        if self._event_id is not None and not Event.objects.filter(pk=self._event_id).exists():
            self._event_id = record_denied(*self._tried).pk
