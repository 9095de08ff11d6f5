"""Where waybill numbers come from: the sources that a courier may be set to, registered by whoever knows one."""

from collections.abc import Sequence
from typing import Protocol

from zhanggui.kernel.values import Actor


class WaybillSource(Protocol):
    """Gives numbers to parcels whose courier takes them from here. All calls are inside the caller's transaction."""

    code: str

    def give(self, actor: Actor, shop_id: int, parcel_ids: Sequence[int], couriers: Sequence[str]) -> int:
        """Give each parcel of these couriers a number, as far as there are any; returns how many got one."""
        ...

    def take_back(self, actor: Actor, shop_id: int, parcel_ids: Sequence[int], reason: str) -> int:
        """The parcels do not leave with their numbers after all; returns how many had one."""
        ...


_SOURCES: dict[str, WaybillSource] = {}


def register_waybill_source(source: WaybillSource) -> None:
    """Make a source known under its code; couriers name it in the register."""
    _SOURCES[source.code] = source


def waybill_sources() -> dict[str, WaybillSource]:
    """All sources by code. A code without a source means that the number comes later."""
    return dict(_SOURCES)
