"""What fulfilment does when shops open or change their batch time, and what it answers to orders."""

from zhanggui.fulfilment.queries.parcels import orders_in_parcel
from zhanggui.fulfilment.services.schedule_batches import ensure_deadlines
from zhanggui.kernel.events.announce import subscribe
from zhanggui.orders.ports import register_parcel_directory
from zhanggui.shops.events import SettingsChanged, ShopCreated

register_parcel_directory(orders_in_parcel)


@subscribe(ShopCreated)
def on_shop_created(event: ShopCreated) -> None:
    """Put the shop's first close on the clock."""
    ensure_deadlines(event.shop_id)


@subscribe(SettingsChanged)
def on_settings_changed(event: SettingsChanged) -> None:
    """Move the closes to come when the batch time changed."""
    ensure_deadlines(event.shop_id)
