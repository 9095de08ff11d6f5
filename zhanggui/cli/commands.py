"""The table of commands."""

from zhanggui.cli.grammar import Command, option, options

# Conditions of an order list that are plain texts, and those that are days of the shop.
ORDER_TEXTS = (
    "state", "step", "hold", "channel", "number", "nick", "name", "phone", "parcel", "product", "courier", "remark",
    "refund",
)  # fmt: skip
ORDER_DAYS = ("placed", "paid")
_NUMBERS = option("numbers", nargs="+", metavar="NUMBER")
_OUT = option("--out", required=True, metavar="F", help="where to write")
_WAREHOUSE = option("--warehouse", metavar="CODE", help="which warehouse (default: the shop's first)")
_DATE = option("--date", required=True, metavar="D", help="day in shop time, like 2026-11-21")
_CONDITIONS = options(
    option("--all-shops", action="store_true", help="every shop that one may see"),
    *(option(f"--{name}", default="", metavar="X") for name in ORDER_TEXTS),
    option("--flag", type=int),
    option("--saved", default="", metavar="NAME", help="start from a saved filter"),
    *(option(f"--{name}", default="", metavar="D") for name in ORDER_DAYS),
)

COMMANDS = (
    Command(("init",), "make the home and its database", "home:init", needs="home"),
    Command(("serve",), "run everything until Ctrl-C", "home:serve", needs="nothing"),
    Command(("doctor",), "check that everything works", "home:doctor", needs="home"),
    Command(("demo", "load"), "load the demo shop", "demo:load"),
    Command(("demo", "remove"), "remove the demo shop", "demo:remove"),
    Command(
        ("demo", "accounts"),
        "show the demo accounts",
        "demo:accounts",
        option("--bind", default="127.0.0.1"),
        needs="home",
    ),
    Command(
        ("demo", "files"),
        "write an order and an item file to try an import with",
        "demo:files",
        options(
            option("--out", required=True, metavar="DIR", help="the folder to write to"),
            option("--orders", type=int, default=20, metavar="N"),
        ),
        needs="home",
    ),
    Command(
        ("shop", "create"),
        "open a shop",
        "shops:create",
        options(
            option("--code", required=True),
            option("--name", required=True),
            option("--timezone", default="Asia/Shanghai"),
            option("--currency", default="CNY"),
        ),
    ),
    Command(
        ("warehouse", "create"),
        "open one more warehouse of a shop",
        "shops:open_warehouse",
        options(
            option("--code", required=True),
            option("--name", required=True),
            option("--batch-time", default="14:00", metavar="HH:MM", help="its daily close, in shop time"),
        ),
    ),
    Command(("warehouse", "list"), "list a shop's warehouses", "shops:list_warehouses"),
    Command(
        ("user", "create"),
        "open an account",
        "people:create",
        options(
            option("name"),
            option("--position", action="append", required=True, metavar="P"),
            option("--display-name", default=""),
        ),
    ),
    Command(("user", "disable"), "close an account at once", "people:disable", option("name")),
    Command(("user", "reset-password"), "make a new password", "people:reset_password_of", option("name")),
    Command(
        ("user", "token"), "make an API key", "people:token", options(option("name"), option("--label", default="cli"))
    ),
    Command(
        ("import",),
        "import files, or undo a batch: import FILE... | import undo BATCH",
        "imports:run",
        options(
            option("files", nargs="+", metavar="FILE"),
            option("--as-kind", metavar="KIND"),
            option("--mapping", metavar="NAME"),
            option("--dry-run", action="store_true"),
        ),
    ),
    Command(("mapping", "list"), "list column mappings", "imports:list_mappings"),
    Command(
        ("mapping", "import"), "install a column mapping", "imports:install_mapping", option("file", metavar="FILE")
    ),
    Command(
        ("mapping", "export"),
        "write a column mapping as YAML",
        "imports:export_mapping",
        options(option("name", metavar="NAME"), option("--out", metavar="F")),
    ),
    Command(
        ("template",),
        "write an empty file of a kind",
        "imports:template",
        options(option("kind", metavar="KIND"), _OUT),
    ),
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
    Command(
        ("stock", "set"),
        "set stock from a file, or the same number for all SKUs",
        "stock:set_stock",
        options(option("--file", metavar="F"), option("--all", type=int, metavar="N"), _WAREHOUSE),
    ),
    Command(
        ("batch", "close"),
        "close the fulfilment batch",
        "batches:close",
        options(
            option("--at", metavar="TIME", help="as if it were this time, in shop time: 2026-11-21T14:00"), _WAREHOUSE
        ),
    ),
    Command(("batch", "show"), "show a batch", "batches:show", option("batch")),
    Command(
        ("batch", "print"),
        "write a batch's papers as PDF",
        "batches:print_papers",
        options(option("batch"), option("--out", required=True, metavar="DIR"), option("--reason", default="")),
    ),
    Command(
        ("batch", "handover"),
        "hand a batch from one person to another",
        "batches:handover",
        options(
            option("batch"),
            option("--give", required=True, metavar="USER"),
            option("--take", required=True, metavar="USER"),
            option("--given", action="append", metavar="PAPER=N", help="what the giver counted (default: as printed)"),
            option("--taken", action="append", metavar="PAPER=N", help="what the taker counted (default: as printed)"),
            option("--note", default="", help="why the counts differ"),
        ),
    ),
    Command(
        ("pack",),
        "pack a parcel by scanned codes",
        "batches:pack",
        options(option("parcel"), option("--scan", nargs="+", required=True, metavar="CODE")),
    ),
    Command(("stamp",), "confirm the shipping stamp", "batches:stamp", option("parcels", nargs="+", metavar="PARCEL")),
    Command(
        ("ship",),
        "enter waybill numbers from a file: ship --file F | ship export --kind K --out F",
        "shipping:ship",
        options(
            option("verb", nargs="?", choices=["export"]),
            option("--file", metavar="F"),
            option("--kind", default="taobao_batch"),
            option("--out", metavar="F"),
        ),
    ),
    Command(
        ("report", "daily"),
        "the daily report",
        "reports:daily",
        options(
            _DATE, option("--format", choices=["json", "xlsx", "pdf"], default="json"), option("--out", metavar="F")
        ),
    ),
    Command(
        ("report", "sign"),
        "sign the daily report",
        "reports:sign",
        options(
            _DATE,
            option("--shortage", default=""),
            option("--damage", default=""),
            option("--reason", action="append", default=[], metavar="PARCEL=TEXT", help="why a parcel has not left"),
        ),
    ),
    Command(("report", "confirm"), "confirm the daily report", "reports:confirm", _DATE),
    Command(("audit", "verify"), "prove that the timeline was not altered", "home:verify_audit"),
    Command(
        ("backup",), "write a backup", "home:backup", option("--out", required=True, metavar="DIR"), needs="person"
    ),
    Command(
        ("restore",),
        "restore a backup into an empty home",
        "home:restore",
        options(option("file"), option("--into", required=True, metavar="EMPTY_HOME")),
        needs="nothing",
    ),
)
