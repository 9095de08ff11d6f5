"""Over whom an actor may decide, and that an owner is always left."""

from collections.abc import Collection, Iterable

from zhanggui.kernel.events.record import record_denied
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.errors import LastOwner, OtherShops, UnknownPosition
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.values import MANAGE_PEOPLE, OWNER, POSITIONS, Holding


def require_over(actor: Actor, shop_id: int | None) -> None:
    """The actor manages people in that shop; without a shop, in every shop (ORG-09)."""
    if shop_id is not None:
        require(actor, MANAGE_PEOPLE, shop_id)
        return
    require(actor, MANAGE_PEOPLE)
    if not actor.can(MANAGE_PEOPLE, EVERY_SHOP):
        record_denied(actor, MANAGE_PEOPLE, None)
        raise OtherShops


def require_over_user(actor: Actor, user_id: int) -> None:
    """The actor manages people in every shop where the user holds a position."""
    require(actor, MANAGE_PEOPLE)
    for shop_id in PositionHolding.objects.filter(user_id=user_id).values_list("shop_id", flat=True).distinct():
        require_over(actor, shop_id)


def require_known(positions: Iterable[str]) -> None:
    """Raise UnknownPosition for a code that no template has."""
    for position in positions:
        if position not in POSITIONS:
            raise UnknownPosition(position, ", ".join(POSITIONS))


def keep_an_owner(user: User, *, kept: Collection[Holding]) -> None:
    """Raise LastOwner when what the user gives up leaves a shop, or all of them, without an owner.

    `kept` are the holdings that stay. Takes the lock that keeps two owners from removing each other.
    """
    owners = list(PositionHolding.objects.select_for_update().filter(position=OWNER).order_by("pk"))
    lost = {row.shop_id for row in owners if row.user_id == user.pk} - {
        each.shop_id for each in kept if each.position == OWNER
    }
    if not lost or not user.is_active:
        return
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    others = {row.shop_id for row in owners if row.user_id != user.pk and row.user_id in active}
    own = {each.shop_id for each in kept if each.position == OWNER}
    covered = others | own
    if None not in covered and not lost <= covered:
        raise LastOwner(user.shown_name)
