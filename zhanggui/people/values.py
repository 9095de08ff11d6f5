"""Positions and what each includes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare

VIEW_PEOPLE = declare("people.view", _("See people and positions"))
MANAGE_PEOPLE = declare("people.manage", _("Manage people and positions"))
VIEW_AUDIT = declare("audit.view", _("See and verify the timeline"))
RUN_BACKUP = declare("backup.run", _("Back up and restore"))

OWNER = "owner"

_DESK = frozenset(
    {"orders.view", "orders.remark", "catalog.view", "inventory.view", "fulfilment.view", "imports.view", "report.view"}
)
_CHECK = frozenset({"orders.check", "orders.hold", "orders.note", "orders.reveal", "orders.call"})
_LEAD = (
    _DESK
    | _CHECK
    | {
        "orders.export",
        "orders.rules",
        "imports.run",
        "imports.undo",
        "mappings.manage",
        "shops.view",
        "people.view",
        "fulfilment.close",
        "fulfilment.pull",
        "fulfilment.tell",
        "report.confirm",
        "audit.view",
        "catalog.edit",
        "inventory.set",
    }
)


@dataclass(frozen=True, slots=True)
class Holding:
    """A position in one shop or, without a shop, in every shop."""

    position: str
    shop_id: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A position template: what its holder may do and how urgent its workbench sorts."""

    code: str
    label: Any
    capabilities: frozenset[str]


POSITIONS: dict[str, Position] = {
    position.code: position
    for position in (
        Position(
            OWNER,
            _("Owner"),
            _LEAD
            | {
                "orders.approve_export",
                "shops.manage",
                "people.manage",
                "backup.run",
                "fulfilment.print",
                "fulfilment.give",
                "system.view",
                "system.manage",
            },
        ),
        Position("supervisor", _("Supervisor"), _LEAD | {"orders.approve_export"}),
        Position("shop_manager", _("Shop manager"), _LEAD | {"shops.manage"}),
        Position("checking_clerk", _("Checking clerk"), _DESK | _CHECK | {"imports.run"}),
        Position(
            "order_clerk",
            _("Order clerk"),
            _DESK
            | {
                "imports.run",
                "fulfilment.close",
                "fulfilment.print",
                "fulfilment.give",
                "fulfilment.pull",
                "fulfilment.tell",
            },
        ),
        Position(
            "keeper",
            _("Warehouse keeper"),
            frozenset(
                {
                    "catalog.view",
                    "inventory.view",
                    "inventory.set",
                    "fulfilment.view",
                    "fulfilment.take",
                    "fulfilment.pack",
                    "fulfilment.ship",
                    "fulfilment.tell",
                    "report.view",
                    "report.sign",
                    "imports.run",
                    "imports.view",
                }
            ),
        ),
    )
}
