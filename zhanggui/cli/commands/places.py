"""Commands of storage places and of the picking list."""

from zhanggui.cli.grammar import Command, option, options

_WAREHOUSE = option("--warehouse", metavar="CODE", help="default: the shop's first")

COMMANDS = (
    Command(("places", "list"), "storage places in the order of the pick route", "places:listing", _WAREHOUSE),
    Command(
        ("places", "set"),
        "say where a place lies on the pick route, how high one may stack, what to mind",
        "places:describe",
        options(
            option("place"),
            option("--route", type=int, metavar="N"),
            option("--stack", type=int, metavar="N", help="most pieces of one SKU"),
            option("--note", default=""),
            _WAREHOUSE,
        ),
    ),
    Command(
        ("places", "put"),
        "say where a SKU lies; an empty place takes it away",
        "places:put",
        options(option("sku"), option("place"), _WAREHOUSE),
    ),
    Command(("batch", "picking"), "what to fetch for a batch, along the pick route", "places:picking", option("batch")),
)
