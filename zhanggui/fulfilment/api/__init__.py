"""Endpoints of fulfilment; the JSON is that of the command line."""

from ninja import Router

from zhanggui.fulfilment.api import (
    batches,
    exceptions,
    parcels,
    promises,
    red_letters,
    reports,
    tracking,
    warehouse,
    weights,
)

router = Router()
router.add_router("", exceptions.router)
router.add_router("", promises.router)
router.add_router("", warehouse.router)
router.add_router("", batches.router)
router.add_router("", parcels.router)
router.add_router("", reports.router)
router.add_router("", tracking.router)
router.add_router("", weights.router)
router.add_router("", red_letters.router)

__all__ = ["router"]
