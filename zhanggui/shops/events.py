"""What shops announce."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopCreated:
    """A shop was opened; modules add what they keep per shop."""

    shop_id: int


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """A shop's settings changed."""

    shop_id: int
