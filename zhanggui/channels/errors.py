"""What can go wrong with mappings and imports of channels."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput, NotFound


class BadMapping(InvalidInput):
    """A mapping cannot be understood; `path` is the place in the YAML, such as `orders.fields.state`."""

    def __init__(self, path: str, reason: Any) -> None:
        super().__init__(
            "mappings.bad", _("The mapping is wrong at %(path)s: %(reason)s"), path=path, reason=str(reason)
        )


class MappingNotFound(NotFound):
    """No mapping of this name is installed or shipped."""

    def __init__(self, name: str, known: str) -> None:
        super().__init__(
            "mappings.not_found", _("There is no mapping %(name)s. Known: %(known)s."), name=name, known=known
        )


class OtherCurrency(InvalidInput):
    """The file's amounts are in another currency than the shop's."""

    def __init__(self, currency: str, shop_currency: str) -> None:
        super().__init__(
            "mappings.other_currency",
            _(
                "The mapping's amounts are in %(currency)s, but this shop counts in %(shop_currency)s. "
                "Import them into a shop of that currency."
            ),
            currency=currency,
            shop_currency=shop_currency,
        )


class MappingNotNamed(InvalidInput):
    """Mapped files cannot be read without their mapping."""

    def __init__(self) -> None:
        super().__init__("mappings.not_named", _("Name the mapping that explains these files."))
