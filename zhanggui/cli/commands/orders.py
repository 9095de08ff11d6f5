"""Commands of the order desk."""

from zhanggui.cli.grammar import Command, option, options

# Conditions of an order list that are plain texts, and those that are days of the shop.
ORDER_TEXTS = (
    "state", "step", "hold", "channel", "number", "nick", "name", "phone", "parcel", "product", "courier", "remark",
    "refund",
)  # fmt: skip
ORDER_DAYS = ("placed", "paid")
_NUMBERS = option("numbers", nargs="+", metavar="NUMBER")
_OUT = option("--out", required=True, metavar="F", help="where to write")
_CONDITIONS = options(
    option("--all-shops", action="store_true", help="every shop that one may see"),
    *(option(f"--{name}", default="", metavar="X") for name in ORDER_TEXTS),
    option("--flag", type=int),
    option("--saved", default="", metavar="NAME", help="start from a saved filter"),
    *(option(f"--{name}", default="", metavar="D") for name in ORDER_DAYS),
)

COMMANDS = (
    Command(
        ("orders", "list"),
        "list orders",
        "orders:list_orders",
        options(
            _CONDITIONS,
            option("--sort", choices=["placed", "promise", "paid"], default="placed"),
            option("--limit", type=int, default=50),
            option("--after", metavar="CURSOR"),
        ),
    ),
    Command(
        ("orders", "filters"),
        "list saved filters, or save, rename or delete one",
        "desk:filters",
        options(
            option("verb", nargs="?", choices=["list", "save", "rename", "delete"], default="list"),
            option("name", nargs="?", default=""),
            option(
                "--query", default="", metavar="Q", help="conditions as in the desk's address: view=held&channel=tmall"
            ),
            option("--to", default="", metavar="NAME", help="the new name"),
            option("--shared", action="store_true", help="for everybody in the shop"),
        ),
    ),
    Command(
        ("orders", "export"),
        "write orders to a file, or ask a second person for it: with --reason",
        "desk:export",
        options(
            _CONDITIONS,
            _OUT,
            option("--format", choices=["xlsx", "csv"], default="xlsx"),
            option(
                "--columns",
                default="",
                metavar="A,B",
                help="which columns: number,phone,goods (default: the usual ones)",
            ),
            option("--clear", action="store_true", help="contact data in the clear; always needs approval"),
            option("--reason", default="", help="what for; read by who approves"),
        ),
    ),
    Command(("orders", "exports"), "one's own exports and how far they are", "desk:exports"),
    Command(
        ("orders", "fetch"),
        "fetch an approved export",
        "desk:fetch",
        options(option("export", type=int, metavar="ID"), _OUT),
    ),
    Command(
        ("orders", "approve"),
        "approve or refuse somebody else's export",
        "desk:approve",
        options(
            option("export", type=int, metavar="ID"),
            option("--refuse", action="store_true"),
            option("--answer", default=""),
        ),
    ),
    Command(
        ("orders", "compare"),
        "shops and channels side by side, with the period before",
        "desk:compare",
        options(
            option("--period", default="7d", metavar="P", help="today, 7d, 30d, or 2026-11-01..2026-11-21"),
            option("--channel", default=""),
        ),
    ),
    Command(("orders", "show"), "show one order whole", "orders:show", option("number")),
    Command(
        ("orders", "timeline"),
        "everything that happened to an order and its parcels",
        "orders:timeline",
        options(
            option("number"),
            option(
                "--kind",
                default="",
                choices=["", "trade", "checking", "edits", "buyer", "documents", "parcels", "tracking", "imports"],
            ),
        ),
    ),
    Command(("orders", "check"), "check all paid orders under the rules", "orders:check"),
    Command(
        ("orders", "verify"),
        "take colour, size and address of orders as right",
        "orders:verify",
        _NUMBERS,
    ),
    Command(
        ("orders", "remark"),
        "add an internal remark to an order",
        "orders:remark",
        options(option("number"), option("text")),
    ),
    Command(
        ("orders", "flag"),
        "set the flag of an order (0 takes it away)",
        "orders:flag",
        options(option("number"), option("flag", type=int), option("--label", default="")),
    ),
    Command(("orders", "hold"), "hold orders", "orders:hold", options(_NUMBERS, option("--reason", required=True))),
    Command(
        ("orders", "release"),
        "release held orders",
        "orders:release",
        options(_NUMBERS, option("--reason", required=True)),
    ),
)
