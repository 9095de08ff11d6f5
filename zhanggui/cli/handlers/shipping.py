"""ship --file F and ship export."""

from pathlib import Path
from typing import Any

from zhanggui.cli.handlers.imports import import_files
from zhanggui.cli.prepare import Context
from zhanggui.cli.result import Result
from zhanggui.fulfilment.services import export_waybills
from zhanggui.kernel.errors import InvalidInput


def ship(context: Context) -> Result | dict[str, Any]:
    """Enter waybill numbers from a file, or write those that the marketplace does not know yet."""
    words = context.arguments
    if words.verb == "export":
        if not words.out:
            raise InvalidInput("cli.usage", "Say where to write with --out.")
        done = export_waybills(actor=context.actor, shop_id=context.shop.id, kind=words.kind, out=Path(words.out))
        return {"file": done.file, "parcels": done.parcels}
    if not words.file:
        raise InvalidInput("cli.usage", "Say which file with --file, or use ship export.")
    return import_files(context, [words.file], as_kind="waybills")
