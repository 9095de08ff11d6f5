"""Reading a shop's register: who is in it, who may carry, and whether there are enough (LOG-01, LOG-02)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhanggui.couriers.errors import CourierNotApproved, CourierNotFound
from zhanggui.couriers.models import Courier
from zhanggui.couriers.queries.known import courier_label
from zhanggui.couriers.rules.known import courier_code
from zhanggui.couriers.values import FEWEST_PARTNERS, MOST_PARTNERS, CourierCard, CourierState, PartnerPolicy
from zhanggui.kernel.memory import while_unchanged


def courier_row(shop_id: int, code: str) -> Courier:
    """The register's row of a courier; CourierNotFound otherwise."""
    row = Courier.objects.filter(shop_id=shop_id, code=code).first()
    if row is None:
        raise CourierNotFound(code)
    return row


def courier_by_code(shop_id: int, code: str) -> CourierCard:
    """One registered courier; CourierNotFound otherwise."""
    return _card(courier_row(shop_id, code))


def register_of(shop_id: int) -> list[CourierCard]:
    """All couriers of a shop, approved ones first."""
    rows = [_card(row) for row in Courier.objects.filter(shop_id=shop_id).order_by("code")]
    order = (CourierState.APPROVED, CourierState.PROPOSED, CourierState.RETIRED)
    return sorted(rows, key=lambda card: order.index(CourierState(card.state)))


def approved_codes(shop_id: int) -> frozenset[str] | None:
    """Codes of the couriers that may carry parcels; None while the register is empty and accepts all (LOG-01)."""
    states = dict(Courier.objects.filter(shop_id=shop_id).values_list("code", "state"))
    if not states:
        return None
    return frozenset(code for code, state in states.items() if state == CourierState.APPROVED)


def refuse_unapproved(shop_id: int, name: str, approved: frozenset[str] | None = None) -> None:
    """Raise CourierNotApproved when a courier, by code or name, may not carry this shop's parcels (LOG-01).

    An empty name is nobody's, and an empty register accepts every courier.
    """
    allowed = approved_codes(shop_id) if approved is None else approved
    if allowed is None or not name or courier_code(name) in allowed or name in allowed:
        return
    code = courier_code(name)
    raise CourierNotApproved(name if code == "OTHER" else courier_label(code), approved_words(allowed))


def approved_words(approved: frozenset[str]) -> str:
    """The approved couriers in words."""
    return _(", ").join(courier_label(code) for code in sorted(approved)) or _("none")


def partner_policy(shop_id: int) -> PartnerPolicy:
    """Whether the shop works with two or three couriers, as its policy says (LOG-02)."""
    return partner_policies([shop_id])[shop_id]


def partner_policies(shop_ids: Sequence[int]) -> dict[int, PartnerPolicy]:
    """The same for several shops, in one statement."""
    states: dict[int, list[str]] = {shop_id: [] for shop_id in shop_ids}
    for shop_id, state in _states(frozenset(shop_ids)):
        states[shop_id].append(state)
    return {shop_id: _policy(found) for shop_id, found in states.items()}


@while_unchanged("couriers_courier")
def _states(shop_ids: frozenset[int]) -> list[tuple[int, str]]:
    return list(Courier.objects.filter(shop_id__in=shop_ids).values_list("shop_id", "state"))


def _policy(states: Sequence[str]) -> PartnerPolicy:
    if not states:
        return PartnerPolicy.EMPTY
    active = sum(1 for state in states if state == CourierState.APPROVED)
    if active < FEWEST_PARTNERS:
        return PartnerPolicy.FEW
    return PartnerPolicy.MANY if active > MOST_PARTNERS else PartnerPolicy.GOOD


def _card(row: Courier) -> CourierCard:
    return CourierCard(row.pk, row.code, row.name, row.state, row.number_source)
