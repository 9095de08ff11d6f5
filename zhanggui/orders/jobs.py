"""Background work on orders."""

from zhanggui.kernel.jobs.queue import job
from zhanggui.kernel.values import system_actor
from zhanggui.orders.services import check_orders


@job("orders.check_shop")
def check_shop(shop_id: int) -> dict[str, object]:
    """Check everything that waits in a shop. Running it twice changes nothing the second time."""
    return check_orders(actor=system_actor(), shop_id=shop_id).as_json()
