"""Commands of instructions and of the words by which notes are read."""

from zhanggui.cli.grammar import Command, option, options

CONTACT_OPTIONS = ("receiver", "mobile", "phone", "address", "postcode")
_NUMBER = option("number", metavar="NUMBER")
_ID = option("instruction", type=int, metavar="ID")

COMMANDS = (
    Command(
        ("orders", "instruct"),
        "record on behalf of the buyer what a parcel needs",
        "instructions:instruct",
        options(
            _NUMBER,
            option("kind", metavar="KIND", help="courier_wish, deliver_after, call_first, gift_card, other …"),
            option("text", nargs="?", default="", help="in the buyer's words"),
            option("--courier", default="", metavar="CODE", help="SF, ZTO … for a courier's wish"),
            option("--day", default="", metavar="D", help="2026-12-01, for delivery before or after a day"),
        ),
    ),
    Command(
        ("orders", "instructions"),
        "what is asked for with an order, and what became of it",
        "instructions:show",
        _NUMBER,
    ),
    Command(
        ("orders", "tick"),
        "tick an instruction off, or open it again",
        "instructions:tick",
        options(_ID, option("--how", default=""), option("--undo", action="store_true")),
    ),
    Command(
        ("orders", "set-aside"),
        "set an instruction aside that need not or cannot be done",
        "instructions:set_aside",
        options(_ID, option("--reason", required=True)),
    ),
    Command(
        ("orders", "change"),
        "change contact or goods with the buyer's consent",
        "changes:change",
        options(
            _NUMBER,
            option("--how", required=True, choices=["chat", "phone", "message"], help="how the buyer agreed"),
            option("--words", required=True, help="in which words"),
            option("--at", default="", metavar="T", help="when, like 2026-12-01T10:42; empty is now"),
            *(option(f"--{name}", default="", metavar="X") for name in CONTACT_OPTIONS),
            option("--line", type=int, default=1, metavar="N", help="which line's goods change"),
            option("--sku", default="", metavar="CODE", help="to which SKU of the same product"),
        ),
    ),
    Command(("orders", "changes"), "changes that the buyer agreed to", "changes:show", _NUMBER),
    Command(
        ("orders", "undo-change"),
        "put back what stood before an agreed change",
        "changes:undo",
        option("change", type=int, metavar="ID"),
    ),
    Command(("notes", "rules"), "list the words by which notes are read", "instructions:rules"),
    Command(("notes", "try"), "see what the words make of a note", "instructions:try_text", option("text")),
    Command(
        ("notes", "words"),
        "change the words of a rule, or switch it off",
        "instructions:words",
        options(
            option("rule"),
            option("--words", nargs="+", default=None, metavar="W"),
            option("--unless", nargs="*", default=None, metavar="W"),
            option("--off", action="store_true"),
            option("--on", action="store_true"),
        ),
    ),
    Command(
        ("notes", "add"),
        "add a rule of the shop's own",
        "instructions:add_rule",
        options(
            option("kind"),
            option("--words", nargs="+", required=True, metavar="W"),
            option("--unless", nargs="*", default=[], metavar="W"),
            option("--courier", default=""),
        ),
    ),
    Command(("notes", "read"), "read the notes of open orders again, at once", "instructions:read"),
)
