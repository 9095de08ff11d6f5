"""costs list, set; plan show, set; user wage; position hidden."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhanggui.catalog.queries import costs_json, sku_ids_by_code
from zhanggui.catalog.services import set_cost_prices
from zhanggui.catalog.values import VIEW_CATALOG
from zhanggui.cli.grammar import UsageError
from zhanggui.cli.handlers.moments import day_of
from zhanggui.cli.prepare import Context
from zhanggui.kernel.clock import now
from zhanggui.kernel.permissions import require
from zhanggui.people.queries import person_row
from zhanggui.people.queries.hidden import hidden_json
from zhanggui.people.queries.wages import wage_json
from zhanggui.people.services import agree_wage
from zhanggui.people.values import VIEW_PEOPLE
from zhanggui.shops.queries import month_from, month_of, plan_json
from zhanggui.shops.services import set_plan
from zhanggui.shops.values import VIEW_SETTINGS

_NONE = "none"


def list_costs(context: Context) -> dict[str, Any]:
    """SKUs with cost prices; null where --as may not see them."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    return {"costs": costs_json(context.actor, shop_id, code=words.sku, after=words.after)}


def set_cost(context: Context) -> dict[str, Any]:
    """Set or take back the cost price of one SKU."""
    words, shop_id = context.arguments, context.shop.id
    require(context.actor, VIEW_CATALOG, shop_id)
    sku_id = sku_ids_by_code(shop_id, [words.sku])[words.sku]
    set_cost_prices(actor=context.actor, shop_id=shop_id, amounts={sku_id: _amount(words.amount)})
    return costs_json(context.actor, shop_id, code=words.sku)[0]


def show_plan(context: Context) -> dict[str, Any]:
    """The plan of a month; null where --as may not see it."""
    require(context.actor, VIEW_SETTINGS, context.shop.id)
    return plan_json(context.actor, context.shop.id, _month(context))


def set_month_plan(context: Context) -> dict[str, Any]:
    """Plan a month."""
    words, shop_id, month = context.arguments, context.shop.id, _month(context)
    revenue = _amount(words.revenue) if words.revenue else None
    set_plan(actor=context.actor, shop_id=shop_id, month=month, orders=words.orders, revenue=revenue)
    return plan_json(context.actor, shop_id, month)


def wage(context: Context) -> dict[str, Any]:
    """Show what is agreed, or write it down."""
    words = context.arguments
    require(context.actor, VIEW_PEOPLE)
    row = person_row(words.name, context.actor.shops_for(VIEW_PEOPLE))
    if words.amount:
        since = day_of(words.since) if words.since else now().date()
        agree_wage(actor=context.actor, username=row.username, amount=_amount(words.amount), since=since)
    return wage_json(context.actor, row.id, row.username)


def hidden(context: Context) -> dict[str, Any]:
    """The fields and actions that a position lacks."""
    require(context.actor, VIEW_PEOPLE)
    return hidden_json(context.arguments.code)


def _month(context: Context) -> date:
    text = context.arguments.month
    return month_from(text) if text else month_of(context.shop)


def _amount(text: str) -> Decimal | None:
    try:
        return None if text == _NONE else Decimal(text)
    except InvalidOperation as error:
        raise UsageError("cli.bad_amount", "An amount is a number like 12.50, or none.") from error
