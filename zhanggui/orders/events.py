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


@dataclass(frozen=True, slots=True)
class ShippedTogetherChanged:
    """Orders in a batch shall leave in other parcels than before; refused once papers are printed (ORD-17)."""

    shop_id: int
    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """Another version of a checking rule came into use."""

    shop_id: int
    code: str
