"""Plain values that every module shares: who acts, on what, where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EVERY_SHOP = -1
NO_BRAND = ""


class Origin(StrEnum):
    """Through which door a change came in."""

    WEB = "web"
    CLI = "cli"
    API = "api"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or part of the system that does something, with what it may do where.

    `grants` maps a capability to shop ids; EVERY_SHOP in the set means all of them. `carriers` says
    which held positions carry a capability and where, the one with the fewest rights first. `limits`
    names the warehouses of a shop when a capability is held for some of them only, `brands` likewise the
    keys of brands.
    """

    user_id: int | None
    name: str
    position: str
    origin: Origin
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict, repr=False)
    is_system: bool = False
    carriers: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict, repr=False)
    limits: Mapping[tuple[str, int], frozenset[int]] = field(default_factory=dict, repr=False)
    brands: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict, repr=False)

    def can(
        self,
        capability: str,
        shop_id: int | None = None,
        warehouse_id: int | None = None,
        brand: str | None = None,
    ) -> bool:
        """Whether the actor has the capability in that shop (any for None), in that warehouse and for that brand of it.

        NO_BRAND stands for goods without brand and for what belongs to the whole shop: nobody's brand holds it.
        """
        if self.is_system:
            return True
        shops = self.grants.get(capability, frozenset())
        if shop_id is None:
            return bool(shops)
        if not (EVERY_SHOP in shops or shop_id in shops):
            return False
        limit = self.warehouses_for(capability, shop_id)
        if not (warehouse_id is None or limit is None or warehouse_id in limit):
            return False
        own = self.brands_for(capability, shop_id)
        return brand is None or own is None or brand_key(brand) in own

    def warehouses_for(self, capability: str, shop_id: int) -> frozenset[int] | None:
        """Warehouses of the shop where the actor has the capability; None means every one."""
        return self.limits.get((capability, shop_id))

    def brands_for(self, capability: str, shop_id: int) -> frozenset[str] | None:
        """Keys of the shop's brands for which the actor has the capability; None means every one and goods without."""
        return self.brands.get((capability, shop_id))

    def position_for(self, capability: str, shop_id: int | None = None) -> str:
        """The held position that carries the capability there; with several, the one with the fewest rights."""
        for position, shop in self.carriers.get(capability, ()):
            if shop_id is None or shop in {EVERY_SHOP, shop_id}:
                return position
        return ""

    def shops_for(self, capability: str) -> frozenset[int] | None:
        """Shop ids where the actor has the capability; None means every shop."""
        if self.is_system:
            return None
        shops = self.grants.get(capability, frozenset())
        return None if EVERY_SHOP in shops else shops


def brand_key(brand: str) -> str:
    """By what brands are compared: whatever the case and the blanks."""
    return " ".join(brand.split()).casefold()


def system_actor(origin: Origin = Origin.JOB) -> Actor:
    """The system itself: scheduled work and commands without --as."""
    return Actor(None, "system", "system", origin, is_system=True)


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing an event, task or document is about."""

    kind: str
    id: int
    label: str = ""
