"""values list, set; clocks."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.clocks.read import running_clocks
from zhanggui.kernel.permissions import require
from zhanggui.kernel.rulebook.read import ValueRow, value_rows
from zhanggui.kernel.rulebook.verbs import VIEW_VALUES, change_value
from zhanggui.people.values import DO_TASKS


def _value(row: ValueRow) -> dict[str, Any]:
    return {
        "code": row.kind.code,
        "value": row.value,
        "unit": str(row.kind.unit),
        "label": row.kind.words,
        "source": str(row.kind.source),
        "dated": row.kind.dated,
    }


def list_values(context: Context) -> dict[str, Any]:
    """Every value as it holds in the shop."""
    require(context.actor, VIEW_VALUES, context.shop.id)
    return {"values": [_value(row) for row in value_rows(context.shop.id)]}


def set_value(context: Context) -> dict[str, Any]:
    """Change one value."""
    words = context.arguments
    change_value(actor=context.actor, shop_id=context.shop.id, code=words.code, value=words.value, reason=words.reason)
    return {"value": next(_value(row) for row in value_rows(context.shop.id) if row.kind.code == words.code)}


def list_clocks(context: Context) -> dict[str, Any]:
    """The most urgent running deadlines of the shop."""
    require(context.actor, DO_TASKS, context.shop.id)
    rows = running_clocks(context.actor, [context.shop.id], state=context.arguments.state)
    return {
        "clocks": [
            {
                "kind": row.kind.code,
                "about": row.clock.label,
                "due_at": row.due_at,
                "state": str(row.state),
            }
            for row in rows
        ]
    }
