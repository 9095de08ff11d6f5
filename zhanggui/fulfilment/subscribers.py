"""What fulfilment does when shops open or change their batch time, and what it answers to orders."""

from zhanggui.couriers.ports import register_performance
from zhanggui.fulfilment.queries.order_story import order_story
from zhanggui.fulfilment.queries.parcels import orders_in_parcel
from zhanggui.fulfilment.queries.tracking import courier_figures
from zhanggui.fulfilment.services.erase import empty_invoices
from zhanggui.fulfilment.services.remake_parcels import remake_parcels
from zhanggui.fulfilment.services.schedule_batches import ensure_deadlines
from zhanggui.kernel.erasure import register_eraser
from zhanggui.kernel.events.announce import subscribe
from zhanggui.orders.events import ShippedTogetherChanged
from zhanggui.orders.ports import register_parcel_directory, register_story
from zhanggui.shops.events import SettingsChanged, ShopCreated

register_parcel_directory(orders_in_parcel)
register_story(order_story)
register_performance(courier_figures)
register_eraser("order", empty_invoices)


@subscribe(ShopCreated)
def on_shop_created(event: ShopCreated) -> None:
    """Put the shop's first close on the clock."""
    ensure_deadlines(event.shop_id)


@subscribe(SettingsChanged)
def on_settings_changed(event: SettingsChanged) -> None:
    """Move the closes to come when the batch time changed."""
    ensure_deadlines(event.shop_id)


@subscribe(ShippedTogetherChanged)
def on_shipped_together_changed(event: ShippedTogetherChanged) -> None:
    """Make the parcels of these orders anew, or refuse once papers are printed."""
    remake_parcels(shop_id=event.shop_id, order_ids=event.order_ids)
