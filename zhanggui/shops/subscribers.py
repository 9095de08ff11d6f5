"""What shops tell the kernel: which shops there are, their working time, and the values that law and marketplaces set."""

from zhanggui.kernel.pages.access import ShopRef, register_shop_directory
from zhanggui.shops.queries import shop_cards
from zhanggui.shops.services.values import register_values


def shop_directory() -> list[ShopRef]:
    """All shops for the shell and for access checks."""
    return [ShopRef(card.id, card.code, card.name, card.timezone, card.currency) for card in shop_cards()]


register_shop_directory(shop_directory)
register_values()
