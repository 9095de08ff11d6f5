"""What can go wrong with stock."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput


class BelowReserved(InvalidInput):
    """The new stock would be less than what orders were promised."""

    def __init__(self, sku: str, on_hand: int, reserved: int) -> None:
        super().__init__(
            "inventory.below_reserved",
            _(
                "%(reserved)s pieces of “%(sku)s” are promised to orders, so its stock cannot be %(on_hand)s. "
                "Count again, or send those orders back to checking first."
            ),
            sku=sku,
            on_hand=on_hand,
            reserved=reserved,
        )


class UnknownSku(InvalidInput):
    """The shop has no such SKU."""

    def __init__(self, sku_id: int) -> None:
        super().__init__(
            "inventory.unknown_sku", _("The shop has no SKU %(sku_id)s. Import the product first."), sku_id=sku_id
        )


class NegativeStock(InvalidInput):
    """Stock cannot be below zero."""

    def __init__(self, on_hand: int) -> None:
        super().__init__("inventory.negative", _("Stock cannot be %(on_hand)s; write 0 or more."), on_hand=on_hand)


class ReservationGone(Conflict):
    """Goods of an order are not reserved, so they cannot be shipped from stock."""

    def __init__(self, orders: str) -> None:
        super().__init__(
            "inventory.not_reserved",
            _("No stock is reserved for %(orders)s. Send it back to checking; nothing was changed."),
            orders=orders,
        )
