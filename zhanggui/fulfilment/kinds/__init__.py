"""Kinds of files that the warehouse imports: waybill numbers, couriers' pools of numbers, tracking."""

from zhanggui.fulfilment.kinds.pool import PoolKind
from zhanggui.fulfilment.kinds.tracking import TrackingKind
from zhanggui.fulfilment.kinds.waybills import WaybillKind

__all__ = ["PoolKind", "TrackingKind", "WaybillKind"]
