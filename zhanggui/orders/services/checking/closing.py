"""When the batch of a shop closes next after a moment."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhanggui.kernel.clock import local_moment, shop_zone
from zhanggui.shops.queries import default_warehouse, shop_by_id


@dataclass(frozen=True, slots=True)
class ClosingTimes:
    """The daily close of the first warehouse, in the shop's zone."""

    at: time
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime:
        """The first close after the moment."""
        day = moment.astimezone(self.zone).date()
        today = local_moment(day, self.at, self.zone)
        return today if today > moment else local_moment(day + timedelta(days=1), self.at, self.zone)


def closing_times(shop_id: int) -> ClosingTimes:
    """When the shop's batches close."""
    return ClosingTimes(default_warehouse(shop_id).batch_time, shop_zone(shop_by_id(shop_id).timezone))
