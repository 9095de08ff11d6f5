"""The table of commands."""

from zhanggui.cli.grammar import Command, option, options

_NUMBERS = option("numbers", nargs="+", metavar="NUMBER")
_OUT = option("--out", required=True, metavar="F", help="where to write")
_DATE = option("--date", required=True, metavar="D", help="day in shop time, like 2026-11-21")

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
            option("--state"),
            option("--step"),
            option("--hold"),
            option("--limit", type=int, default=50),
            option("--after", metavar="CURSOR"),
        ),
    ),
    Command(("orders", "show"), "show one order whole", "orders:show", option("number")),
    Command(("orders", "check"), "check all paid orders under the rules", "orders:check"),
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
        options(option("--file", metavar="F"), option("--all", type=int, metavar="N")),
    ),
    Command(
        ("batch", "close"),
        "close the fulfilment batch",
        "batches:close",
        option("--at", metavar="TIME", help="as if it were this time, in shop time: 2026-11-21T14:00"),
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
        options(_DATE, option("--shortage", default=""), option("--damage", default="")),
    ),
    Command(("report", "confirm"), "confirm the daily report", "reports:confirm", _DATE),
    Command(("audit", "verify"), "prove that the timeline was not altered", "home:verify_audit"),
    Command(("backup",), "write a backup", "home:backup", option("--out", required=True, metavar="DIR"), needs="home"),
    Command(
        ("restore",),
        "restore a backup into an empty home",
        "home:restore",
        options(option("file"), option("--into", required=True, metavar="EMPTY_HOME")),
        needs="nothing",
    ),
)
