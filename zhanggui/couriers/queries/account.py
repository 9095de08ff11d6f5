"""What is known of a shop's account at the tracking service; key and salt stay inside for those who sign."""

from dataclasses import dataclass, field

from zhanggui.couriers.models import TrackingAccount
from zhanggui.couriers.values import ACCOUNT_PURPOSE
from zhanggui.kernel.secret_values import decrypt_value


@dataclass(frozen=True, slots=True)
class TrackingKeys:
    """An account with its secrets, which no `repr` shows."""

    shop_id: int
    customer: str
    key: str = field(repr=False)
    salt: str = field(repr=False)
    callback_url: str


def tracking_keys(shop_id: int) -> TrackingKeys | None:
    """The account of a shop; None while it has none, or one whose secrets another home's key encrypted."""
    row = TrackingAccount.objects.filter(pk=shop_id).first()
    return None if row is None else _keys(row)


def all_tracking_keys() -> list[TrackingKeys]:
    """The accounts of all shops, for a callback that names none."""
    return [keys for keys in map(_keys, TrackingAccount.objects.order_by("shop_id")) if keys is not None]


def _keys(row: TrackingAccount) -> TrackingKeys | None:
    key, salt = decrypt_value(row.key, ACCOUNT_PURPOSE), decrypt_value(row.salt, ACCOUNT_PURPOSE)
    if key is None or salt is None:
        return None
    return TrackingKeys(row.shop_id, row.customer, key, salt, row.callback_url)
