"""What orders announce."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrdersImported:
    """An import brought orders in or changed them."""

    shop_id: int
    batch_id: int


@dataclass(frozen=True, slots=True)
class OrdersChecked:
    """Orders of a shop went through checking: how many passed, how many wait."""

    shop_id: int
    released: int
    held: int
