"""Changing who gets the parcel, with the buyer's consent on record."""

from zhanggui.kernel.values import Actor
from zhanggui.orders.services.agree_change import agree_change
from zhanggui.orders.values import CheckSummary, Consent, ConsentWay


def change_contact(*, actor: Actor, shop_id: int, order_id: int, consent: str, changes: dict[str, str]) -> CheckSummary:
    """Change receiver, phone or address by the buyer's message, as `agree_change` does (ORD-07)."""
    return agree_change(
        actor=actor,
        shop_id=shop_id,
        order_id=order_id,
        consent=Consent(ConsentWay.MESSAGE, consent),
        contact=changes,
    )
