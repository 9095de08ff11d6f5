"""Commands of shops, warehouses and people."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
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
            option("--brand", default="", help="for the products of one brand of the shop only"),
        ),
    ),
    Command(
        ("user", "disable"),
        "close an account at once",
        "people:disable",
        options(option("name"), option("--hand-to", metavar="USER", help="who gets the open tasks")),
    ),
    Command(("user", "reset-password"), "make a new password", "people:reset_password_of", option("name")),
    Command(
        ("user", "token"), "make an API key", "people:token", options(option("name"), option("--label", default="cli"))
    ),
)
