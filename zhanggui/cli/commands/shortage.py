"""Commands of short goods and of what buyers are told of them."""

from zhanggui.cli.grammar import Command, option, options

_ID = option("choice", type=int, metavar="ID")
_PLAN = options(
    option("kind", choices=["wait", "replace", "part_ship", "refund"]),
    option("--until", default="", metavar="DAY", help="until which day the buyer waits, like 2026-12-01"),
    option(
        "--swap",
        action="append",
        default=[],
        metavar="SKU=SKU",
        help="other goods of the shop instead, see 'shortage others'",
    ),
    option("--answer-by", default="", metavar="T", help="until when the buyer answers (default: the shop's hours)"),
    option("--message", default="", metavar="TEXT", help="other words than the shop's"),
    option("--consent", default="", metavar="WORDS", help="what the buyer said, when asked already"),
    option("--consent-how", choices=["chat", "phone", "message"], default="chat"),
    option("--preview", action="store_true", help="say what it would come to, change nothing"),
)

COMMANDS = (
    Command(
        ("shortage", "list"),
        "SKUs and orders that are short of goods",
        "shortage:queue",
        options(
            option("--view", choices=["open", "asked", "agreed", "back"], default="open"),
            option("--sku", default=""),
            option("--limit", type=int, default=50),
            option("--after", metavar="CURSOR"),
        ),
    ),
    Command(("shortage", "show"), "what was chosen for an order's short goods", "shortage:show", option("number")),
    Command(
        ("shortage", "others"),
        "what could take the place of a short SKU: same product first, then what is found in the shop",
        "shortage:others",
        options(
            option("sku", help="the SKU that is short"),
            option("--find", default="", metavar="TEXT", help="piece of a code or title, a barcode, pinyin initials"),
            option("--order", default="", metavar="NUMBER", help="compare with what this order's buyer paid"),
        ),
    ),
    Command(
        ("shortage", "choose"),
        "choose for one order: wait, replace, ship what is here, refund",
        "shortage:choose",
        options(option("number"), _PLAN),
    ),
    Command(
        ("shortage", "choose-all"),
        "choose for every undecided order that waits for a SKU",
        "shortage:choose_all",
        options(option("sku"), _PLAN),
    ),
    Command(
        ("shortage", "answer"),
        "note the buyer's answer",
        "shortage:answer",
        options(
            _ID,
            option("answer", choices=["yes", "no"]),
            option("words", help="what the buyer said"),
            option("--how", choices=["chat", "phone", "message"], default="chat"),
        ),
    ),
    Command(("shortage", "told"), "note that the buyer was told", "shortage:told", _ID),
    Command(
        ("shortage", "undo"),
        "take a choice back while nothing is printed",
        "shortage:undo",
        options(_ID, option("--reason", default="")),
    ),
    Command(
        ("shortage", "paid-back"),
        "note that the price difference of cheaper goods was paid back (no money moves here)",
        "shortage:paid_back",
        options(_ID, option("note", help="how it went back, such as the number of the transfer")),
    ),
    Command(("shortage", "not-paid-back"), "take that note back", "shortage:not_paid_back", _ID),
    Command(("shortage", "let-go"), "let waiting parts go whose goods arrived, by promise", "shortage:let_go"),
    Command(("shortage", "texts"), "what buyers are told, by choice and language", "shortage:texts"),
    Command(
        ("shortage", "set-text"),
        "keep the shop's own words for a choice in a language (empty: ours)",
        "shortage:set_text",
        options(
            option("kind", choices=["wait", "replace", "part_ship", "refund"]),
            option("language", choices=["zh-hans", "en"]),
            option("text"),
        ),
    ),
)
