"""report daily, sign, confirm."""

import json
from pathlib import Path
from typing import Any

from zhanggui.cli.handlers.files import write_file
from zhanggui.cli.handlers.moments import day_of, pairs_of
from zhanggui.cli.prepare import Context
from zhanggui.fulfilment.queries import daily_report, report_json
from zhanggui.fulfilment.services import confirm_report, export_report, sign_report
from zhanggui.fulfilment.values import VIEW_REPORT
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require


def daily(context: Context) -> dict[str, Any]:
    """The report's figures; with --out also as a file."""
    words, shop = context.arguments, context.shop
    require(context.actor, VIEW_REPORT, shop.id)
    day = day_of(words.date)
    if words.format == "json" and not words.out:
        return report_json(daily_report(shop.id, day))
    if not words.out:
        raise InvalidInput("cli.usage", "Say where to write with --out.")
    out = Path(words.out)
    wanted = out if out.suffix.lower() == f".{words.format}" else out.with_name(f"{out.name}.{words.format}")
    report = report_json(daily_report(shop.id, day))
    if words.format == "json":
        write_file(wanted, (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode())
    else:
        export_report(actor=context.actor, shop_id=shop.id, day=day, out=wanted)
    return {**report, "file": str(wanted)}


def sign(context: Context) -> dict[str, Any]:
    """The keeper signs; from then on the figures are frozen."""
    words = context.arguments
    figures = sign_report(
        actor=context.actor,
        shop_id=context.shop.id,
        day=day_of(words.date),
        shortage_note=words.shortage,
        damage_note=words.damage,
        reasons=pairs_of(words.reason),
    )
    return report_json(figures)


def confirm(context: Context) -> dict[str, Any]:
    """The manager confirms."""
    figures = confirm_report(actor=context.actor, shop_id=context.shop.id, day=day_of(context.arguments.date))
    return report_json(figures)
