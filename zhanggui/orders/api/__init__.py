"""Endpoints of orders; the JSON is that of the command line."""

from ninja import Router

from zhanggui.orders.api import changes, desk, difficult, erasing, instructions, joint, orders, rules, shortages

router = Router()
router.add_router("", desk.router)
router.add_router("", joint.router)
router.add_router("", changes.router)
router.add_router("", difficult.router)
router.add_router("", instructions.router)
router.add_router("", rules.router)
router.add_router("", erasing.router)
router.add_router("", shortages.router)
router.add_router("", orders.router)

__all__ = ["router"]
