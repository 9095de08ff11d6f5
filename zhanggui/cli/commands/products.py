"""Commands of products and their brands."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(
        ("product", "list"),
        "list products with their brands, newest first",
        "products:list_products",
        options(
            option("--text", default="", help="in the title or brand, or how a code begins"),
            option("--before", type=int, metavar="ID", help="go on after this product"),
        ),
    ),
    Command(
        ("product", "brand"),
        "write the brand of a product",
        "products:set_brand",
        options(option("product", help="its code, or one of its SKUs'"), option("brand", help="empty takes it off")),
    ),
)
