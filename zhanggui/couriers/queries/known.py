"""Names of the couriers that the table knows."""

from zhanggui.couriers.rules.known import couriers


def courier_label(code: str) -> str:
    """A courier's Chinese name by code; an unknown code is its own name."""
    known = couriers().get(code)
    return known.name if known else code
