"""What can go wrong with stock."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput


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

    def __init__(self, sku_id: int | str) -> None:
        super().__init__(
            "inventory.unknown_sku", _("The shop has no SKU %(sku_id)s. Import the product first."), sku_id=sku_id
        )


class NegativeStock(InvalidInput):
    """Stock cannot be below zero."""

    def __init__(self, on_hand: int) -> None:
        super().__init__("inventory.negative", _("Stock cannot be %(on_hand)s; write 0 or more."), on_hand=on_hand)


class NothingToSet(InvalidInput):
    """Neither counted rows nor one number for everything was given."""

    def __init__(self) -> None:
        super().__init__("inventory.nothing_to_set", _("Name a stock file, or one number for all SKUs."))


class BadPlace(InvalidInput):
    """A place has a short code; numbers on the route and of a stack are whole and small."""

    def __init__(self) -> None:
        super().__init__(
            "inventory.bad_place",
            _("Name the place with at most 30 characters; route number and stack go from 1 to 100000."),
        )
