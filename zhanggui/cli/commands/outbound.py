"""Commands of stock, batches, packing, shipping and the daily report."""

from zhanggui.cli.grammar import Command, option, options

_WAREHOUSE = option("--warehouse", metavar="CODE", help="which warehouse (default: the shop's first)")
_DATE = option("--date", required=True, metavar="D", help="day in shop time, like 2026-11-21")

COMMANDS = (
    Command(
        ("stock", "set"),
        "set stock from a file, or the same number for all SKUs",
        "stock:set_stock",
        options(
            option("--file", metavar="F", help="rows without a warehouse of their own lie in --warehouse"),
            option("--all", type=int, metavar="N"),
            _WAREHOUSE,
        ),
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
        options(
            option("batch"),
            option("--out", required=True, metavar="DIR"),
            option("--reason", default=""),
            option("--parcel", action="append", metavar="P", help="only this parcel's papers, as copies with --reason"),
        ),
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
        options(
            option("parcel"),
            option("--scan", action="extend", nargs="+", default=[], metavar="CODE"),
            option(
                "--tick",
                action="extend",
                nargs="+",
                default=[],
                metavar="NAME",
                help="accessories and inserts that are in",
            ),
            option(
                "--done",
                action="extend",
                nargs="+",
                type=int,
                default=[],
                metavar="ID",
                help="what was asked for and is done",
            ),
        ),
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
)
