"""What shops tell the kernel: which shops there are."""

from zhanggui.kernel.pages.access import ShopRef, register_shop_directory
from zhanggui.shops.queries import shop_cards


def shop_directory() -> list[ShopRef]:
    """All shops for the shell and for access checks."""
    return [ShopRef(card.id, card.code, card.name, card.timezone, card.currency) for card in shop_cards()]


register_shop_directory(shop_directory)
