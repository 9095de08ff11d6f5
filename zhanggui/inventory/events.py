"""What inventory announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockSet:
    """Stock of a shop was counted or set; orders that waited for goods may go on."""

    shop_id: int
