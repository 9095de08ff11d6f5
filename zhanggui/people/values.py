"""Positions and what each includes."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.confidential import WAGES, declare_field

VIEW_PEOPLE = declare("people.view", _("See people and positions"))
MANAGE_PEOPLE = declare("people.manage", _("Manage people and positions"))
VIEW_AUDIT = declare("audit.view", _("See and verify the timeline"))
RUN_BACKUP = declare("backup.run", _("Back up and restore"))
GIVE_TASKS = declare("tasks.give", _("Give tasks to other people"))
DO_TASKS = declare("tasks.do", _("See own tasks and report them"))
SEE_AS = declare("people.see_as", _("See the desk as another role"))
WAGE = declare_field("people.wage", WAGES, _("Agreed monthly pay"), place=VIEW_PEOPLE)
MANAGE_ROUTINES = declare("routines.manage", _("Set up routines"))

OWNER = "owner"
GATES = "zg_gates"  # in the session: what must be done before any other page opens

_DESK = frozenset(
    {
        "orders.view",
        "orders.remark",
        "catalog.view",
        "inventory.view",
        "fulfilment.view",
        "imports.view",
        "report.view",
        "couriers.view",
    }
)
_CHECK = frozenset(
    {
        "orders.check",
        "orders.hold",
        "orders.note",
        "orders.reveal",
        "orders.call",
        "orders.arrange",
        "orders.instruct",
        "orders.follow",
    }
)
_LEAD = (
    _DESK
    | _CHECK
    | {
        "orders.export",
        "orders.rules",
        "orders.approve_rules",
        "orders.decide_unreached",
        "imports.run",
        "imports.undo",
        "mappings.manage",
        "shops.view",
        "people.view",
        "fulfilment.close",
        "fulfilment.invoice",
        "fulfilment.pull",
        "fulfilment.tell",
        "fulfilment.courier",
        "fulfilment.explain",
        "fulfilment.follow",
        "fulfilment.numbers",
        "couriers.manage",
        "report.confirm",
        "audit.view",
        "catalog.edit",
        "inventory.set",
        "tasks.give",
        "routines.manage",
        "data.cost",
        "data.plan",
        "rulebook.view",
    }
)


class TaskState(models.TextChoices):
    """Where a given task stands."""

    GIVEN = "given", _("Given to do")
    REPORTED = "reported", _("Reported as done")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    CANCELLED = "cancelled", _("Taken back")


class RoutineState(models.TextChoices):
    """Where a routine task stands."""

    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    MISSED = "missed", _("Not done")
    DROPPED = "dropped", _("Not needed any more")


class TaskPriority(models.IntegerChoices):
    """How much a given task matters; the lowest number first."""

    URGENT = 1, _("Urgent")
    NORMAL = 2, _("Normal")
    LOW = 3, _("When there is time")


@dataclass(frozen=True, slots=True)
class Holding:
    """A position in one shop or, without a shop, in every shop; in one warehouse or for one brand of the shop."""

    position: str
    shop_id: int | None = None
    warehouse_id: int | None = None
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A position template: what its holder may do, whether it is offered from the start, and from outside the shop."""

    code: str
    label: Any
    capabilities: frozenset[str]
    is_on: bool = True
    is_outside: bool = False


POSITIONS: dict[str, Position] = {
    position.code: position
    for position in (
        Position(
            OWNER,
            _("Owner"),
            _LEAD
            | {
                "orders.approve_export",
                "orders.erase",
                "shops.manage",
                "people.manage",
                "people.see_as",
                "backup.run",
                "fulfilment.print",
                "fulfilment.give",
                "system.view",
                "system.manage",
                "data.wages",
                "rulebook.manage",
            },
        ),
        Position("supervisor", _("Supervisor"), _LEAD | {"orders.approve_export", "orders.erase", "people.see_as"}),
        Position("shop_manager", _("Shop manager"), _LEAD | {"shops.manage"}),
        Position("checking_clerk", _("Checking clerk"), _DESK | _CHECK | {"imports.run", "fulfilment.follow"}),
        Position("sales", _("Sales staff"), _DESK | {"orders.instruct", "orders.call", "orders.follow"}),
        Position(
            "order_clerk",
            _("Order clerk"),
            _DESK
            | {
                "imports.run",
                "fulfilment.close",
                "fulfilment.print",
                "fulfilment.give",
                "fulfilment.invoice",
                "fulfilment.pull",
                "fulfilment.tell",
                "fulfilment.courier",
                "fulfilment.numbers",
                "fulfilment.follow",
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
                    "couriers.view",
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

_READ = frozenset({"orders.view", "catalog.view", "inventory.view", "fulfilment.view", "report.view"})

# The other roles of appendix A. Those whose own work comes with later modules are off until the owner wants them.
POSITIONS.update(
    (position.code, position)
    for position in (
        Position("after_sales", _("After-sales service"), _DESK | _CHECK | {"fulfilment.follow"}),
        Position("shop_admin", _("Shop administrator"), _DESK | {"catalog.edit", "inventory.set", "imports.run"}),
        Position(
            "logistics",
            _("Logistics"),
            _READ | {"couriers.view", "couriers.manage", "fulfilment.numbers", "fulfilment.follow"},
        ),
        Position("finance", _("Finance staff"), _READ | {"imports.view", "people.view", "data.cost", "data.wages"}),
        Position(
            "security", _("Security officer"), frozenset({"system.view", "people.view", "audit.view"}), is_on=False
        ),
        Position("callback_clerk", _("Callback clerk"), _DESK | {"orders.call"}, is_on=False),
        Position("growth_clerk", _("Reputation growth clerk"), _DESK, is_on=False),
        Position("member_clerk", _("Member clerk"), _DESK, is_on=False),
        Position("ranking_clerk", _("Ranking clerk"), _DESK, is_on=False),
        Position("purchaser", _("Purchaser"), _READ | {"data.cost"}, is_on=False),
        Position("product", _("Product department"), frozenset({"catalog.view", "inventory.view"}), is_on=False),
        Position("designer", _("Designer"), frozenset({"catalog.view"}), is_on=False),
        Position("editor", _("Web editor"), frozenset({"catalog.view", "catalog.edit"}), is_on=False),
        Position("planner", _("Planner"), _READ, is_on=False),
        Position("promoter", _("Promotion specialist"), _READ, is_on=False),
        Position("analyst", _("Data analyst"), _READ | {"imports.view", "data.plan"}, is_on=False),
        Position("recruiting", _("Recruiting staff"), frozenset({"catalog.view"}), is_on=False),
        Position("agency", _("Outsourced operator"), frozenset({"catalog.view"}), is_on=False, is_outside=True),
        Position("merchant", _("Merchant"), frozenset(), is_on=False, is_outside=True),
        Position("distributor", _("Distributor"), frozenset(), is_on=False, is_outside=True),
        Position("supplier", _("Supplier"), frozenset(), is_on=False, is_outside=True),
        Position("buyer", _("Buyer as member"), frozenset(), is_on=False, is_outside=True),
    )
)

# Whoever works in the shop may be given a task.
POSITIONS.update(
    (code, replace(position, capabilities=position.capabilities | {"tasks.do"}))
    for code, position in list(POSITIONS.items())
    if not position.is_outside
)

_NO_CUSTOMERS = frozenset({"orders.reveal", "orders.export"})
_NO_RIGHTS = frozenset({"people.manage", "backup.run", "system.manage"})

# What appendix A keeps from a role. A template never includes it; an owner may add it and has to say why.
MUST_NOT: dict[str, frozenset[str]] = {
    "supervisor": _NO_RIGHTS | {"data.wages"},
    "shop_manager": _NO_RIGHTS | {"data.wages"},
    "shop_admin": _NO_RIGHTS | _NO_CUSTOMERS | {"orders.approve_export", "orders.approve_rules"},
    "checking_clerk": _NO_RIGHTS | {"inventory.set", "orders.export", "data.cost"},
    "sales": _NO_RIGHTS | {"orders.export", "data.cost", "orders.approve_export", "inventory.set"},
    "after_sales": _NO_RIGHTS | {"inventory.set", "orders.export", "data.cost"},
    "order_clerk": _NO_RIGHTS | {"orders.check", "orders.hold", "fulfilment.ship", "fulfilment.pack", "inventory.set"},
    "keeper": _NO_RIGHTS | _NO_CUSTOMERS | {"orders.view", "orders.check", "fulfilment.print", "data.cost"},
    "logistics": _NO_RIGHTS | _NO_CUSTOMERS | {"orders.check"},
    "purchaser": _NO_RIGHTS | _NO_CUSTOMERS | {"inventory.set"},
    "promoter": _NO_RIGHTS | _NO_CUSTOMERS,
    "analyst": _NO_RIGHTS | _NO_CUSTOMERS | {"inventory.set", "catalog.edit", "imports.undo"},
    "finance": _NO_RIGHTS | {"orders.check", "orders.hold", "orders.note", "catalog.edit"},
    "security": frozenset({"orders.view", "orders.check", "orders.hold", "orders.reveal", "orders.export"}),
    "agency": _NO_RIGHTS | _NO_CUSTOMERS | {"orders.view", "data.cost", "data.plan", "data.wages"},
}

# What the owner cannot give away: without these nobody could manage the shop any more.
OWNER_KEEPS = frozenset({"people.manage", "people.view", "shops.manage", "shops.view"})
