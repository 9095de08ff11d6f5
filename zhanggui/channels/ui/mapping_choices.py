"""Column mappings to choose from when files are imported."""

from collections.abc import Sequence

from zhanggui.channels.queries import list_mappings


def mapping_choices(shop_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Name and label of every mapping that one of the shops can use."""
    found = {card.name: card.label for shop_id in shop_ids for card in list_mappings(shop_id)}
    return sorted(found.items())
