"""Endpoints of the kernel's machines that every module feeds: running deadlines, legal values and timers."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from zhanggui.kernel.clocks.read import running_clocks
from zhanggui.kernel.clocks.states import ClockState
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.api import acting, endpoint, shop_for, shops_for
from zhanggui.kernel.rulebook.read import ValueRow, value_rows
from zhanggui.kernel.rulebook.verbs import MANAGE_VALUES, VIEW_VALUES, change_value
from zhanggui.people.values import DO_TASKS

router = Router()


class ClockOut(Schema):
    """A running deadline."""

    kind: str
    about: str
    started_at: datetime
    due_at: datetime
    state: str


class ClockList(Schema):
    """The most urgent deadlines."""

    clocks: list[ClockOut]


class ValueOut(Schema):
    """A value with its source."""

    code: str
    label: str
    value: int
    unit: str
    minimum: int
    maximum: int
    source: str
    dated: str


class ValueList(Schema):
    """Every value of a shop."""

    values: list[ValueOut]


class ValueIn(Schema):
    """A new value, and why."""

    value: int
    reason: str


@router.get("/clocks", **endpoint(ClockList, DO_TASKS))
def list_clocks(request: HttpRequest, state: str = "", kind: str = "") -> dict[str, object]:
    """Running deadlines of every shop of the person, the most urgent first (TSK-11)."""
    if state and state not in ClockState.values:
        raise InvalidInput("clocks.state", _("The state is one of %(known)s."), known=", ".join(ClockState.values))
    shop_ids = [shop.id for shop in shops_for(request, (), DO_TASKS)]
    return {
        "clocks": [
            {
                "kind": row.kind.code,
                "about": row.clock.label,
                "started_at": row.clock.started_at,
                "due_at": row.due_at,
                "state": str(row.state),
            }
            for row in running_clocks(acting(request), shop_ids, state=state, kind=kind)
        ]
    }


def value_json(row: ValueRow) -> dict[str, object]:
    """A value as the API shows it."""
    return {
        "code": row.kind.code,
        "label": row.kind.words,
        "value": row.value,
        "unit": str(row.kind.unit),
        "minimum": row.kind.minimum,
        "maximum": row.kind.maximum,
        "source": str(row.kind.source),
        "dated": row.kind.dated,
    }


@router.get("/shops/{shop}/values", **endpoint(ValueList, VIEW_VALUES))
def list_values(request: HttpRequest, shop: str) -> dict[str, object]:
    """Legal values and timers as they hold in the shop (CMP-01)."""
    found = shop_for(request, shop, VIEW_VALUES)
    return {"values": [value_json(row) for row in value_rows(found.id)]}


@router.post("/shops/{shop}/values/{code}", **endpoint(ValueOut, MANAGE_VALUES))
def set_value(request: HttpRequest, shop: str, code: str, body: ValueIn) -> dict[str, object]:
    """Change a value within what its source allows (CMP-01)."""
    found = shop_for(request, shop, MANAGE_VALUES)
    change_value(actor=acting(request), shop_id=found.id, code=code, value=body.value, reason=body.reason)
    return value_json(next(row for row in value_rows(found.id) if row.kind.code == code))
