"""Endpoints of orders; the JSON is that of the command line."""

from ninja import Router

from zhanggui.orders.api import desk, orders

router = Router()
router.add_router("", desk.router)
router.add_router("", orders.router)

__all__ = ["router"]
