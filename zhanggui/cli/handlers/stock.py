"""stock set."""

from zhanggui.cli.handlers.imports import import_files
from zhanggui.cli.prepare import Context
from zhanggui.cli.result import Result
from zhanggui.inventory.services import set_stock as set_counts
from zhanggui.kernel.errors import InvalidInput


def set_stock(context: Context) -> Result:
    """Set stock from a file, or the same number for every SKU; says how many SKUs have a count now."""
    words = context.arguments
    if (words.file is None) == (words.all is None):
        raise InvalidInput("cli.usage", "Give either --file F or --all N.")
    if words.all is not None:
        return Result({"skus": set_counts(actor=context.actor, shop_id=context.shop.id, all_to=words.all)})
    done = import_files(context, [words.file], as_kind="stock")
    counted = done.data["imported"] + done.data["updated"] + done.data["unchanged"]
    return Result({"skus": counted, **done.data}, exit_code=done.exit_code)
