"""Over whom an actor may decide, and that an owner is always left."""

from collections.abc import Collection, Iterable

from zhanggui.kernel.capabilities import brand_capabilities
from zhanggui.kernel.events.record import record_denied
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.errors import BrandPlace, LastOwner, NothingOfBrand, OtherShops, UnknownPosition
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.queries import LivePosition, live_positions
from zhanggui.people.values import MANAGE_PEOPLE, OWNER, Holding
from zhanggui.shops.queries import warehouse_by_id

_LONGEST_BRAND = 100


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


def require_known(holdings: Iterable[Holding], *, held: Collection[str] = ()) -> None:
    """Raise UnknownPosition for a code that no position has, that is switched off, or that is another shop's own.

    What somebody holds already (`held`) may stay although it was switched off since. A warehouse must
    be the shop's; a brand is one of a shop too, and the position must include something about its products.
    """
    live = live_positions()
    for each in holdings:
        position = live.get(each.position)
        if position is None or not (position.is_on or each.position in held) or _is_foreign(position, each):
            raise UnknownPosition(each.position, ", ".join(code for code, known in live.items() if known.is_on))
        if each.warehouse_id is not None:
            warehouse_by_id(each.shop_id or 0, each.warehouse_id)
        if each.brand:
            _require_brand(each, position)


def _require_brand(holding: Holding, position: LivePosition) -> None:
    is_name = len(holding.brand) <= _LONGEST_BRAND and "\0" not in holding.brand
    if holding.shop_id is None or holding.warehouse_id is not None or not is_name:
        raise BrandPlace
    if not position.capabilities & brand_capabilities():
        raise NothingOfBrand(str(position.label))


def _is_foreign(position: LivePosition, holding: Holding) -> bool:
    return position.shop_id not in {None, holding.shop_id}


def _is_owner(holding: Holding) -> bool:
    return holding.position == OWNER and holding.warehouse_id is None and not holding.brand


def keep_an_owner(user: User, *, kept: Collection[Holding]) -> None:
    """Raise LastOwner when what the user gives up leaves a shop, or all of them, without an owner.

    `kept` are the holdings that stay. Takes the lock that keeps two owners from removing each other.
    """
    owners = list(
        PositionHolding.objects.select_for_update().filter(position=OWNER, warehouse_id=None, brand="").order_by("pk")
    )
    lost = {row.shop_id for row in owners if row.user_id == user.pk} - {
        each.shop_id for each in kept if _is_owner(each)
    }
    if not lost or not user.is_active:
        return
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    others = {row.shop_id for row in owners if row.user_id != user.pk and row.user_id in active}
    own = {each.shop_id for each in kept if _is_owner(each)}
    covered = others | own
    if None not in covered and not lost <= covered:
        raise LastOwner(user.shown_name)
