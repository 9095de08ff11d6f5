"""Endpoints of confidential data that belong to no single module: pay of staff, and what a position does not see."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint
from zhanggui.kernel.permissions import require
from zhanggui.people.queries import person_row
from zhanggui.people.queries.hidden import hidden_json
from zhanggui.people.queries.wages import wage_json
from zhanggui.people.services import agree_wage
from zhanggui.people.values import MANAGE_PEOPLE, VIEW_PEOPLE

router = Router()


class WageOut(Schema):
    """Agreed monthly pay; `hidden` names what the key's owner may not see."""

    user: str
    monthly_pay: str | None
    since: date | None
    set_at: str | None
    set_by: str | None
    hidden: list[str]


class WageIn(Schema):
    """The pay that was agreed, and from when on; null takes it back."""

    monthly_pay: Decimal | None
    since: date


class HiddenField(Schema):
    """A confidential field that a position does not see: its class, the reason, and the rights that would show it."""

    code: str
    label: str
    data_class: str
    class_label: str
    why: str
    rights: list[str]
    is_place_open: bool


class MissingAction(Schema):
    """A right that a position does not include, with the reason."""

    right: str
    label: str
    area: str
    reason: str
    why: str


class HiddenOut(Schema):
    """Everything that a position neither sees nor does."""

    position: str
    label: str
    fields: list[HiddenField]
    actions: list[MissingAction]


@router.get("/users/{name}/wage", **endpoint(WageOut, VIEW_PEOPLE))
def show_wage(request: HttpRequest, name: str) -> object:
    """What is agreed with a person (SEC-05)."""
    actor = acting(request)
    require(actor, VIEW_PEOPLE)
    row = person_row(name, actor.shops_for(VIEW_PEOPLE))
    return wage_json(actor, row.id, row.username)


@router.put("/users/{name}/wage", **endpoint(WageOut, MANAGE_PEOPLE))
def write_wage(request: HttpRequest, name: str, body: WageIn) -> object:
    """Write down the pay that was agreed; needs the right to see wages too (SEC-05)."""
    actor = acting(request)
    require(actor, MANAGE_PEOPLE)
    row = person_row(name, actor.shops_for(VIEW_PEOPLE))
    agree_wage(actor=actor, username=row.username, amount=body.monthly_pay, since=body.since)
    return wage_json(actor, row.id, row.username)


@router.get("/positions/{code}/hidden", **endpoint(HiddenOut, VIEW_PEOPLE))
def show_hidden(request: HttpRequest, code: str) -> object:
    """What a position does not see and may not do, and why (SEC-05, ORG-09)."""
    require(acting(request), VIEW_PEOPLE)
    return hidden_json(code)
