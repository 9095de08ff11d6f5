"""What is known of a shop's account at the tracking service; key and salt stay inside for those who sign."""

from dataclasses import dataclass, field

from zhanggui.couriers.models import TrackingAccount


@dataclass(frozen=True, slots=True)
class TrackingKeys:
    """An account with its secrets, which no `repr` shows."""

    shop_id: int
    customer: str
    key: str = field(repr=False)
    salt: str = field(repr=False)
    callback_url: str


def tracking_keys(shop_id: int) -> TrackingKeys | None:
    """The account of a shop; None while it has none."""
    row = TrackingAccount.objects.filter(pk=shop_id).first()
    return None if row is None else _keys(row)


def all_tracking_keys() -> list[TrackingKeys]:
    """The accounts of all shops, for a callback that names none."""
    return [_keys(row) for row in TrackingAccount.objects.order_by("shop_id")]


def _keys(row: TrackingAccount) -> TrackingKeys:
    return TrackingKeys(row.shop_id, row.customer, row.key, row.salt, row.callback_url)
