"""What fulfilment announces."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class BatchClosed:
    """All orders that were ready went into a batch."""

    shop_id: int
    batch_id: int
    number: str
    orders: int


@dataclass(frozen=True, slots=True)
class BatchHandedOver:
    """The keeper took a batch over with its papers; it may be packed."""

    shop_id: int
    batch_id: int


@dataclass(frozen=True, slots=True)
class ParcelShipped:
    """A parcel got its waybill number and left; who informs the buyer listens here (FUL-14).

    `expected_on` is the day it should arrive; None where the transit days are not known (LOG-13).
    """

    shop_id: int
    parcel_id: int
    order_id: int
    courier: str
    waybill_no: str
    shipped_at: datetime
    expected_on: date | None = None
