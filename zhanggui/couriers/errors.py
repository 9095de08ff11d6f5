"""What can go wrong with couriers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound


class CourierNotFound(NotFound):
    """The shop's register has no such courier."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "couriers.not_found", _("The shop's register has no courier “%(code)s”. Add it first."), code=code
        )


class CourierExists(Conflict):
    """The courier is registered already."""

    def __init__(self, name: str) -> None:
        super().__init__("couriers.exists", _("%(name)s is in the register already."), name=name)


class CourierNotApproved(Conflict):
    """Only approved couriers carry parcels (LOG-01)."""

    def __init__(self, name: str, approved: str) -> None:
        super().__init__(
            "couriers.not_approved",
            _("%(name)s is not an approved courier of this shop. Approved: %(approved)s."),
            name=name,
            approved=approved,
        )


class BadPrices(InvalidInput):
    """A price list that cannot be used."""

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__("couriers.bad_prices", message, **params)


class BadTransit(InvalidInput):
    """Transit days that cannot be."""

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__("couriers.bad_transit", message, **params)


class BadFact(InvalidInput):
    """A fact of a courier or contract that cannot be."""

    def __init__(self, message: Any, **params: Any) -> None:
        super().__init__("couriers.bad_fact", message, **params)
