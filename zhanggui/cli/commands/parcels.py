"""Commands of shipping orders together or in parts."""

from zhanggui.cli.grammar import Command, option, options

_PREVIEW = option("--preview", action="store_true", help="show before and after; change nothing")

COMMANDS = (
    Command(("orders", "together"), "open orders that could leave in one parcel", "parcels:candidates"),
    Command(
        ("orders", "merge"),
        "let orders of one receiver leave in one parcel",
        "parcels:merge",
        options(
            option("numbers", nargs="+", metavar="NUMBER"),
            option("--give-back", default="0", metavar="AMOUNT", help="postage paid twice that the buyer gets back"),
            _PREVIEW,
        ),
    ),
    Command(
        ("orders", "split"),
        "let an order leave in two parcels",
        "parcels:split",
        options(
            option("number", metavar="NUMBER"),
            option(
                "--second",
                action="append",
                required=True,
                metavar="LINE=PIECES",
                help="what goes into the second parcel: 2=1 is one piece of the order's second line",
            ),
            option("--later", action="store_true", help="the second parcel waits until it is let go"),
            _PREVIEW,
        ),
    ),
    Command(
        ("orders", "let-go"),
        "let the waiting parcel of an order leave",
        "parcels:let_go",
        option("number", metavar="NUMBER"),
    ),
    Command(
        ("orders", "apart"),
        "undo a merge or split while nothing is printed",
        "parcels:apart",
        options(option("number", metavar="NUMBER"), option("--reason", default="")),
    ),
)
