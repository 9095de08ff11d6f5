"""stock set."""

from zhanggui.cli.handlers.imports import import_files
from zhanggui.cli.prepare import Context
from zhanggui.cli.result import Result
from zhanggui.inventory.services import set_stock as set_counts
from zhanggui.kernel.errors import InvalidInput
from zhanggui.shops.queries import warehouse_by_code


def set_stock(context: Context) -> Result:
    """Set stock from a file, or the same number for every SKU; says how many SKUs have a count now.

    --warehouse is where the rows of a file lie that name no warehouse themselves.
    """
    words = context.arguments
    if (words.file is None) == (words.all is None):
        raise InvalidInput("cli.usage", "Give either --file F or --all N.")
    warehouse = warehouse_by_code(context.shop.id, words.warehouse)
    if words.all is not None:
        done = set_counts(actor=context.actor, shop_id=context.shop.id, all_to=words.all, warehouse_id=warehouse.id)
        return Result({"skus": done})
    imported = import_files(context, [words.file], as_kind="stock", said={"warehouse": warehouse.code})
    counted = imported.data["imported"] + imported.data["updated"] + imported.data["unchanged"]
    return Result({"skus": counted, **imported.data}, exit_code=imported.exit_code)
