"""orders filters, export, exports, fetch, approve, compare: what the desk keeps and hands out."""

import shutil
from pathlib import Path
from typing import Any

from django.http import QueryDict

from zhanggui.cli.commands.orders import ORDER_DAYS, ORDER_TEXTS
from zhanggui.cli.prepare import Context
from zhanggui.kernel.approvals.verbs import approve as approve_request
from zhanggui.kernel.approvals.verbs import refuse as refuse_request
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, all_shops
from zhanggui.kernel.permissions import require
from zhanggui.orders.queries import (
    OrderFilters,
    comparison_json,
    export_row,
    exports_of,
    read_period,
    saved_filters,
)
from zhanggui.orders.queries import (
    compare as compare_shops,
)
from zhanggui.orders.queries.address import ListAddress, read_address
from zhanggui.orders.queries.columns import export_columns
from zhanggui.orders.queries.desk_json import export_json, saved_json
from zhanggui.orders.queries.keys import count_orders
from zhanggui.orders.services import (
    delete_filter,
    export_obstacles,
    export_orders,
    fetch_export,
    rename_filter,
    request_export,
    save_filter,
    waiting_approval,
)
from zhanggui.orders.services.export_orders import read_export_columns
from zhanggui.orders.services.save_filter import FilterNotFound
from zhanggui.orders.values import VIEW_ORDERS


def shops_of(context: Context) -> list[ShopRef]:
    """The shop of --shop or the only one; with --all-shops all that the person may see."""
    if not getattr(context.arguments, "all_shops", False):
        require(context.actor, VIEW_ORDERS, context.shop.id)
        return [shop for shop in all_shops() if shop.id == context.shop.id]
    require(context.actor, VIEW_ORDERS)
    found = [shop for shop in all_shops() if context.actor.can(VIEW_ORDERS, shop.id)]
    if not found:
        raise NotFound("shops.none", "There is no shop yet.")
    return found


def conditions(context: Context, *, sort: str = "placed") -> tuple[OrderFilters, list[ShopRef]]:
    """The conditions of a command as the desk's address would say them, and the shops they are about."""
    address, shops = _address(context)
    shops = address.shops(shops)
    filters = address.filters(shop_zone(shops[0].timezone))
    return filters if context.arguments.saved else _sorted(filters, sort), shops


def _address(context: Context) -> tuple[ListAddress, list[ShopRef]]:
    """What the desk's address would say: a saved filter and what is typed; and the shops that are asked about."""
    words = context.arguments
    shops = shops_of(context)
    query = QueryDict(mutable=True)
    query["view"] = "all"
    if words.saved:
        named = next(
            (row for row in saved_filters(context.actor, [shop.id for shop in shops]) if row.name == words.saved), None
        )
        if named is None:
            raise FilterNotFound
        query = QueryDict(named.query, mutable=True)
    typed = {name: getattr(words, name) for name in (*ORDER_TEXTS, *ORDER_DAYS)}
    typed |= {"flag": str(words.flag)} if words.flag is not None else {}
    for name, value in typed.items():
        if value:
            query[name] = value
    return read_address(query), shops


def _sorted(filters: OrderFilters, sort: str) -> OrderFilters:
    return OrderFilters(**{name: getattr(filters, name) for name in OrderFilters.__dataclass_fields__} | {"sort": sort})


def filters(context: Context) -> dict[str, Any]:
    """List saved filters, or save, rename or delete one."""
    words, actor, shop = context.arguments, context.actor, context.shop
    if words.verb == "save":
        query = read_address(QueryDict(words.query)).query()
        made = save_filter(actor=actor, name=words.name, query=query, shop_id=shop.id if words.shared else None)
        return {"id": made, "name": words.name}
    if words.verb == "list":
        require(actor, VIEW_ORDERS, shop.id)
        return {"filters": [saved_json(row) for row in saved_filters(actor, [shop.id])]}
    found = next((row for row in saved_filters(actor, [shop.id]) if row.name == words.name), None)
    if found is None:
        raise FilterNotFound
    if words.verb == "rename":
        rename_filter(actor=actor, filter_id=found.id, name=words.to)
        return {"id": found.id, "name": words.to}
    delete_filter(actor=actor, filter_id=found.id)
    return {"deleted": found.id}


def export(context: Context) -> dict[str, Any]:
    """Write the file at once, or ask a second person where that is needed; a saved filter brings its columns."""
    words, actor = context.arguments, context.actor
    wanted, shops = conditions(context)
    ids = [shop.id for shop in shops]
    columns = read_export_columns(words.columns) or export_columns(_address(context)[0].columns)
    obstacles = export_obstacles(actor, ids, count=count_orders(wanted, ids, most=1_048_576), is_clear=words.clear)
    if not obstacles:
        with Path(words.out).open("wb") as out:
            count = export_orders(
                actor=actor,
                filters=wanted,
                shops=ids,
                out=out,
                columns=columns,
                file_format=words.format,
                is_clear=words.clear,
            )
        return {"state": "ready", "rows": count, "file": words.out}
    made = request_export(
        actor=actor,
        shop_id=context.shop.id,
        filters=wanted,
        file_format=words.format,
        is_clear=words.clear,
        reason=words.reason,
        columns=columns,
    )
    return {"state": made.state, "export": made.pk, "rows": made.row_count, "needs": obstacles}


def exports(context: Context) -> dict[str, Any]:
    """One's own exports."""
    require(context.actor, VIEW_ORDERS)
    return {"exports": [export_json(row) for row in exports_of(context.actor)]}


def fetch(context: Context) -> dict[str, Any]:
    """Copy the written file."""
    words = context.arguments
    path, _name = fetch_export(actor=context.actor, export_id=words.export)
    shutil.copyfile(path, words.out)
    row = export_row(context.actor, words.export)
    return {"file": words.out, "rows": row.row_count if row else 0}


def approve(context: Context) -> dict[str, Any]:
    """Decide somebody else's export."""
    words = context.arguments
    approval = waiting_approval(shop_id=context.shop.id, export_id=words.export)
    decide = refuse_request if words.refuse else approve_request
    return {"state": decide(actor=context.actor, approval_id=approval, answer=words.answer).state}


def compare(context: Context) -> dict[str, Any]:
    """Shops and channels side by side; every shop that one may see unless --shop names one."""
    words = context.arguments
    words.all_shops = words.shop is None
    shops = shops_of(context)
    period = read_period(words.period, now().astimezone(shop_zone(shops[0].timezone)).date())
    return comparison_json(compare_shops(shops, period, channel=words.channel), period)
