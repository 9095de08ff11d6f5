"""Endpoints of people."""

from ninja import Router

from zhanggui.people.api import people, routines

router = Router()
for part in (people, routines):
    router.add_router("", part.router)
