"""Commands of what SKUs weigh."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(
        ("weight", "list"),
        "list what a piece of each SKU weighs: its own weight, or its product's",
        "weights:list_weights",
        options(
            option("--sku", default="", metavar="CODE", help="only this one"),
            option("--after", default="", metavar="CODE", help="go on after this code"),
        ),
    ),
    Command(
        ("weight", "set"),
        "say what a piece of a SKU weighs",
        "weights:set_weight",
        options(option("sku"), option("weight", help="like 320g or 0.32kg, or none to take it back")),
    ),
)
