"""Endpoints of fulfilment; the JSON is that of the command line."""

from ninja import Router

from zhanggui.fulfilment.api import exceptions, flow, promises, red_letters, tracking, warehouse, weights

router = Router()
router.add_router("", exceptions.router)
router.add_router("", promises.router)
router.add_router("", warehouse.router)
router.add_router("", flow.router)
router.add_router("", tracking.router)
router.add_router("", weights.router)
router.add_router("", red_letters.router)

__all__ = ["router"]
