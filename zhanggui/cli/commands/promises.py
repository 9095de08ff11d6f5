"""Commands of promises to buyers."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(("promises", "risk"), "orders and money at risk by hours left, courier and warehouse", "promises:risk"),
    Command(
        ("promises", "missed"),
        "promises that were missed, with their causes",
        "promises:missed",
        options(
            option("--all", action="store_true", help="those made good too"),
            option("--after", type=int, metavar="ID", help="the last id of the page before"),
        ),
    ),
    Command(
        ("promises", "efficiency"),
        "how fast orders are handled, per step and person",
        "promises:efficiency",
        option("--days", type=int, default=1, metavar="N", help="of the last days; 1 is today"),
    ),
    Command(
        ("promises", "explain"),
        "say why a promise was missed",
        "promises:explain",
        options(
            option("breach", type=int, metavar="ID"),
            option("--cause", required=True, metavar="CAUSE"),
            option("--note", default=""),
        ),
    ),
)
