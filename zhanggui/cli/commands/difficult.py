"""Commands of difficult orders."""

from zhanggui.cli.grammar import Command, option, options

STEP = options(
    option("--next", required=True, metavar="STEP", help="what comes next"),
    option("--until", required=True, metavar="T", help="until when, like 2026-12-01 or 2026-12-01T15:00"),
    option("--owner", default="", metavar="USER", help="who sees to it; empty is oneself"),
)
_ID = option("difficulty", type=int, metavar="ID")

COMMANDS = (
    Command(
        ("difficult", "list"),
        "difficult orders, what is overdue first",
        "difficult:queue",
        options(
            option("--view", choices=["open", "overdue", "closed"], default="open"),
            option("--kind", default=""),
            option("--limit", type=int, default=50),
            option("--after", metavar="CURSOR"),
        ),
    ),
    Command(("difficult", "show"), "difficulties of an order with their log", "difficult:show", option("number")),
    Command(
        ("difficult", "mark"),
        "follow an order until it is closed",
        "difficult:mark",
        options(
            option("number"),
            option("kind", choices=["lost", "stuck", "disputed", "wrong", "other"]),
            option("--text", default="", help="what happened"),
            STEP,
        ),
    ),
    Command(
        ("difficult", "step"),
        "log what was done and what comes next",
        "difficult:step",
        options(_ID, option("text"), STEP),
    ),
    Command(
        ("difficult", "close"),
        "close a difficulty with its result",
        "difficult:close",
        options(_ID, option("result")),
    ),
)
