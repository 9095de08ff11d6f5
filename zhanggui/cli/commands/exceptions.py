"""Commands of parcels that went wrong on their way."""

from zhanggui.cli.commands.difficult import STEP
from zhanggui.cli.grammar import Command, option, options

_KINDS = ["silent", "delay", "lost", "damaged", "address", "refused", "returned"]
_ID = option("exception", type=int, metavar="ID")
_CLAIM = option("--claim", default="", metavar="AMOUNT", help="what the courier shall pay")
_TALK = options(
    option("--with", dest="spoke_with", default="", metavar="NAME", help="whom at the courier's"),
    _CLAIM,
    STEP,
)

COMMANDS = (
    Command(
        ("exceptions", "list"),
        "parcels that went wrong, what is overdue first",
        "exceptions:queue",
        options(
            option("--view", choices=["open", "overdue", "untold", "closed"], default="open"),
            option("--kind", choices=["", *_KINDS], default=""),
            option("--limit", type=int, default=50),
            option("--after", metavar="CURSOR"),
        ),
    ),
    Command(("exceptions", "show"), "exceptions of a parcel with the talks", "exceptions:show", option("parcel")),
    Command(
        ("exceptions", "open"),
        "follow a parcel that went wrong",
        "exceptions:start",
        options(option("parcel"), option("kind", choices=_KINDS), option("--text", default=""), _TALK),
    ),
    Command(
        ("exceptions", "contact"),
        "log a talk with the courier and what comes next",
        "exceptions:contact",
        options(_ID, option("text"), _TALK, option("--kind", choices=["", *_KINDS], default="")),
    ),
    Command(("exceptions", "told"), "note that the buyer was told", "exceptions:told", _ID),
    Command(
        ("exceptions", "close"),
        "close an exception with its result",
        "exceptions:close",
        options(_ID, option("result"), _CLAIM),
    ),
)
