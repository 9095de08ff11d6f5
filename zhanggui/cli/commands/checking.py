"""Commands of checking rules, back-tests, and calls to buyers."""

from zhanggui.cli.grammar import Command, option, options

_CODE = option("code", metavar="RULE")
_WHY = option("--why", required=True, metavar="TEXT", help="stays with the version; the second person reads it")
_CONDITION = option(
    "--condition", required=True, metavar="JSON", help='like {"all": [{"fact": "is_cod", "op": "present"}]}'
)

COMMANDS = (
    Command(("rules", "list"), "list the checking rules with what each holds now", "checking:list_rules"),
    Command(("rules", "show"), "show one rule with its draft and versions", "checking:show", _CODE),
    Command(("rules", "facts"), "facts that a condition may name, with their comparisons", "checking:facts"),
    Command(
        ("rules", "new"),
        "write a rule of the shop's own, as a draft",
        "checking:new",
        options(
            option("name", help="what it looks for"),
            option("--english", default="", metavar="TEXT", help="the name in English"),
            option("--reason", default="own_rule", metavar="REASON", help="reason of the hold"),
            _CONDITION,
            _WHY,
        ),
    ),
    Command(
        ("rules", "draft"),
        "write or change the draft of a rule",
        "checking:draft",
        options(_CODE, _CONDITION, option("--off", action="store_true", help="the draft is switched off"), _WHY),
    ),
    Command(("rules", "on"), "a draft that switches a rule on", "checking:switch_on", options(_CODE, _WHY)),
    Command(("rules", "off"), "a draft that switches a rule off", "checking:switch_off", options(_CODE, _WHY)),
    Command(
        ("rules", "return"),
        "a draft that says what an older version said",
        "checking:give_back",
        options(_CODE, option("version", type=int), _WHY),
    ),
    Command(("rules", "switch"), "switch the draft on, or ask a second person to", "checking:use", _CODE),
    Command(
        ("rules", "approve"),
        "approve or refuse somebody else's draft",
        "checking:approve",
        options(_CODE, option("--refuse", action="store_true"), option("--answer", default="", metavar="TEXT")),
    ),
    Command(("rules", "withdraw"), "take one's own request back", "checking:withdraw", _CODE),
    Command(("rules", "drop"), "throw the draft of a rule away", "checking:drop", _CODE),
    Command(
        ("rules", "move"),
        "move a rule up, down or to the top",
        "checking:move",
        options(_CODE, option("to", choices=["up", "down", "top"])),
    ),
    Command(
        ("rules", "backtest"),
        "try the draft of a rule, or changed limits, on the orders of the last days",
        "checking:backtest",
        options(
            option("code", nargs="?", default="", metavar="RULE"),
            option("--days", type=int, default=30, metavar="N"),
            option("--set", action="append", default=[], metavar="NAME=N", help="a limit instead of the shop's"),
            option("--figure", default="", metavar="F", help="name the orders behind a figure, like released"),
        ),
    ),
    Command(
        ("orders", "call"),
        "log a try to reach the buyer",
        "checking:call",
        options(
            option("number"),
            option("result", choices=["reached", "changed", "refused", "no_answer", "wrong_number"]),
            option("--means", choices=["phone", "message"], default="phone"),
            option("--note", default="", metavar="TEXT"),
        ),
    ),
    Command(
        ("orders", "unreached"),
        "ship or close a cash-on-delivery order whose buyer was not reached",
        "checking:unreached",
        options(option("number"), option("decision", choices=["ship", "close"]), option("--reason", required=True)),
    ),
)
