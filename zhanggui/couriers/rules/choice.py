"""The choice of a courier (LOG-03): wish before remote region before fewest transit days."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from zhanggui.couriers.values import Choice, ChoiceRule, Offer, WishRefusal

_NEVER = 999
_DEAR = Decimal(1_000_000)


def choose(
    offers: Sequence[Offer], *, is_remote: bool, remote_courier: str, wish: str = "", avoid: Collection[str] = ()
) -> Choice:
    """Choose among a shop's couriers for one destination.

    Only approved couriers that go there are chosen. In a remote region the configured courier is
    taken, else the one with the fewest normal transit days; equal days are decided by price, then
    code. A buyer's wish wins if it can be met, with what it costs more than the rule's courier;
    a wish that cannot be met is kept with the reason. A courier that the buyer wants to `avoid` is
    taken only when no other goes there.
    """
    able = [offer for offer in offers if offer.is_usable]
    usable = [offer for offer in able if offer.code not in avoid] or able
    ruled, rule = _by_rule(usable, remote_courier if is_remote else "")
    wanted = next((offer for offer in usable if offer.code == wish), None)
    if wish and wanted is not None:
        return _choice(offers, wanted, ChoiceRule.WISH, wish=wish, ruled=ruled)
    refused = _refusal(offers, wish) if wish else ""
    if ruled is None:
        return Choice("", "", ChoiceRule.NONE, wish=wish, wish_refused=refused, others=tuple(offers))
    return _choice(offers, ruled, rule, wish=wish, refused=refused)


def _by_rule(usable: Sequence[Offer], remote_courier: str) -> tuple[Offer | None, str]:
    remote = next((offer for offer in usable if offer.code == remote_courier), None)
    if remote is not None:
        return remote, ChoiceRule.REMOTE
    return min(usable, key=_quickness, default=None), ChoiceRule.FASTEST


def _quickness(offer: Offer) -> tuple[int, Decimal, str]:
    return (
        offer.days if offer.days is not None else _NEVER,
        offer.price if offer.price is not None else _DEAR,
        offer.code,
    )


def _refusal(offers: Sequence[Offer], wish: str) -> str:
    known = next((offer for offer in offers if offer.code == wish), None)
    if known is None:
        return WishRefusal.UNKNOWN
    return WishRefusal.NOT_COVERED if known.is_approved else WishRefusal.NOT_APPROVED


def _choice(
    offers: Sequence[Offer], taken: Offer, rule: str, *, wish: str = "", refused: str = "", ruled: Offer | None = None
) -> Choice:
    other = ruled if ruled is not None and ruled.code != taken.code else None
    difference = None
    if other is not None and taken.price is not None and other.price is not None:
        difference = taken.price - other.price
    return Choice(
        courier=taken.code,
        name=taken.name,
        rule=rule,
        days=taken.days,
        price=taken.price,
        wish=wish,
        wish_refused=refused,
        instead_of=other.code if other else "",
        difference=difference,
        others=tuple(offer for offer in offers if offer.code != taken.code),
    )
