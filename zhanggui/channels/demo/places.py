"""The pick route of the demo's warehouse: fragile things last, with what to mind."""

from zhanggui.inventory.services import describe_place
from zhanggui.kernel.values import Actor

# Place, number on the route, most pieces of one SKU, what to mind.
_PLACES = (
    ("A01-1", 1, 5_000, "入口第一架，常用小件"),
    ("A01-2", 2, 5_000, ""),
    ("B01-1", 10, 3_000, "玻璃杯，最多三箱高"),
    ("C01-1", 20, 4_500, "重货放底层，两人搬"),
    ("D01-1", 30, 5_000, "香薰，避光，远离暖气"),
    ("F01-1", 90, 2_000, "大件，最后拿"),
)


def number_places(actor: Actor, shop_id: int) -> None:
    """Say of a few places where they lie on the route; the others follow by their names."""
    for code, route_no, stack_limit, note in _PLACES:
        describe_place(actor=actor, shop_id=shop_id, code=code, route_no=route_no, stack_limit=stack_limit, note=note)
