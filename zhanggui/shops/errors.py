"""What can go wrong with shops."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound


class ShopNotFound(NotFound):
    """There is no shop of that code."""

    def __init__(self, code: str) -> None:
        super().__init__("shops.not_found", _("There is no shop “%(code)s”."), code=code)


class ShopNotNamed(InvalidInput):
    """Several shops exist and none was named."""

    def __init__(self, known: str) -> None:
        super().__init__("shops.not_named", _("Say which shop with --shop. Known: %(known)s."), known=known)


class ShopExists(Conflict):
    """The code is taken."""

    def __init__(self, code: str) -> None:
        super().__init__("shops.exists", _("There is already a shop “%(code)s”. Choose another code."), code=code)


class UnknownTimezone(InvalidInput):
    """No time zone of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "shops.unknown_timezone", _("“%(name)s” is not a time zone. Write it like Asia/Shanghai."), name=name
        )


class UnsupportedCurrency(InvalidInput):
    """Only currencies with two minor digits are supported."""

    def __init__(self, currency: str) -> None:
        super().__init__(
            "shops.unsupported_currency",
            _(
                "Zhanggui cannot keep a shop in %(currency)s: it counts money with two decimals. "
                "Choose one of CNY, USD, EUR, BRL and the like."
            ),
            currency=currency,
        )


class WarehouseNotFound(NotFound):
    """The shop has no warehouse of that code."""

    def __init__(self, code: str) -> None:
        super().__init__("shops.no_warehouse", _("This shop has no warehouse “%(code)s”."), code=code)


class WarehouseExists(Conflict):
    """The code is taken within the shop."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "shops.warehouse_exists", _("This shop has a warehouse “%(code)s” already. Choose another code."), code=code
        )
