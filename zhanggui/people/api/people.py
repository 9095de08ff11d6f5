"""Endpoints of accounts, positions, duties and given tasks."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.api import acting, endpoint, in_shop_time, shop_for, shops_for
from zhanggui.kernel.permissions import require
from zhanggui.people import queries, services
from zhanggui.people.queries import LivePosition
from zhanggui.people.queries.given_tasks import VIEWS, given_task, given_tasks, task_json, tasks_json
from zhanggui.people.queries.holdings import holding_named, holdings_json
from zhanggui.people.queries.my_duties import my_duties_json
from zhanggui.people.values import DO_TASKS, GIVE_TASKS, MANAGE_PEOPLE, VIEW_PEOPLE

router = Router()


class HoldingIn(Schema):
    """A position in every shop, in one shop, in one warehouse of it, or for the products of one brand of it (ORG-09)."""

    position: str
    shop: str | None = None
    warehouse: str | None = None
    brand: str | None = None


class UserOut(Schema):
    """A person."""

    name: str
    positions: list[str]
    is_active: bool = True
    password: str | None = None


class PersonOut(UserOut):
    """A person with where the positions count."""

    holdings: list[HoldingIn]


class UserList(Schema):
    """All people."""

    users: list[PersonOut]


class UserIn(Schema):
    """A new account."""

    name: str
    positions: list[str]
    display_name: str = ""


class HoldingsIn(Schema):
    """Everything that a person is to hold from now on."""

    holdings: list[HoldingIn]


@router.get("/users", **endpoint(UserList, VIEW_PEOPLE))
def list_users(request: HttpRequest) -> dict[str, object]:
    """Everybody with the positions they hold."""
    require(acting(request), VIEW_PEOPLE)
    cards = queries.list_users()
    held = {row.id: holdings_json(row.holdings) for row in queries.people_rows(None)}
    return {
        "users": [
            {
                "name": card.username,
                "positions": list(card.positions),
                "is_active": card.is_active,
                "holdings": held.get(card.id, []),
            }
            for card in cards
        ]
    }


@router.put("/users/{name}/positions", **endpoint(PersonOut, MANAGE_PEOPLE))
def change_positions(request: HttpRequest, name: str, body: HoldingsIn) -> dict[str, object]:
    """Give a person exactly these positions, each in its scope (ORG-03, ORG-09)."""
    require(acting(request), MANAGE_PEOPLE)
    wanted = [holding_named(each.position, each.shop, each.warehouse, each.brand or "") for each in body.holdings]
    account = services.change_positions(actor=acting(request), username=name, holdings=wanted)
    return {
        "name": account.name,
        "positions": list(account.positions),
        "is_active": account.is_active,
        "holdings": holdings_json(queries.person_row(account.name, None).holdings),
    }


@router.post("/users", **endpoint(UserOut, MANAGE_PEOPLE))
def create_user(request: HttpRequest, body: UserIn) -> dict[str, object]:
    """Open an account; the password is in the answer once."""
    made = services.create_user(
        actor=acting(request), username=body.name, positions=body.positions, name=body.display_name
    )
    return {"name": made.name, "positions": list(made.positions), "password": made.password}


@router.post("/users/{name}/disable", **endpoint(UserOut, MANAGE_PEOPLE))
def disable_user(request: HttpRequest, name: str, hand_to: str | None = None) -> dict[str, object]:
    """Close an account at once: no sign-in, no session, no key; open tasks go to `hand_to`. The last owner's is refused."""
    require(acting(request), MANAGE_PEOPLE)
    closed = services.disable_user(actor=acting(request), username=name, hand_to=hand_to)
    return {"name": closed.name, "positions": list(closed.positions), "is_active": False}


@router.post("/users/{name}/reset-password", **endpoint(UserOut, MANAGE_PEOPLE))
def reset_password(request: HttpRequest, name: str) -> dict[str, object]:
    """Give an account a new password and end its sessions; the password is in the answer once."""
    require(acting(request), MANAGE_PEOPLE)
    account = services.reset_password(actor=acting(request), username=name)
    return {
        "name": account.name,
        "positions": list(account.positions),
        "is_active": account.is_active,
        "password": account.password,
    }


class TaskWordOut(Schema):
    """What somebody said of a task."""

    verb: str
    text: str
    by: str
    position: str
    at: datetime


class TaskFileOut(Schema):
    """An attachment."""

    id: int
    name: str
    size: int


class TaskOut(Schema):
    """A task that one person gave another."""

    id: int
    title: str
    expected: str
    priority: str
    state: str
    giver: str
    owner: str
    due_at: datetime
    given_at: datetime
    words: list[TaskWordOut]
    files: list[TaskFileOut]


class TaskList(Schema):
    """Tasks of a view."""

    tasks: list[TaskOut]


class TaskIn(Schema):
    """A new task."""

    to: str
    title: str
    due_at: datetime
    expected: str = ""
    priority: int = 2


class WordsIn(Schema):
    """What is said with a step of a task."""

    text: str = ""


@router.get("/tasks", **endpoint(TaskList, DO_TASKS))
def list_tasks(request: HttpRequest, view: str = "mine", before: int | None = None) -> dict[str, object]:
    """Given tasks: `mine`, `given` by me, `all` open ones, or `closed` (ORG-10)."""
    require(acting(request), DO_TASKS)
    shop_ids = [shop.id for shop in shops_for(request, (), DO_TASKS)]
    if view not in VIEWS:
        raise InvalidInput("tasks.view", _("The view is one of %(known)s."), known=", ".join(VIEWS))
    rows = given_tasks(acting(request), shop_ids, view, before=before)
    return {"tasks": tasks_json(rows)}


@router.post("/shops/{shop}/tasks", **endpoint(TaskOut, GIVE_TASKS))
def give_task(request: HttpRequest, shop: str, body: TaskIn) -> dict[str, object]:
    """Give somebody a task (ORG-10)."""
    found = shop_for(request, shop, GIVE_TASKS)
    values = body.dict()
    values["due_at"] = in_shop_time(body.due_at, found)
    return task_json(services.give_task(actor=acting(request), shop_id=found.id, **values))


@router.post("/tasks/{task_id}/{verb}", **endpoint(TaskOut, DO_TASKS))
def step_task(request: HttpRequest, task_id: int, verb: str, body: WordsIn) -> dict[str, object]:
    """Take a step: `report`, `accept`, `return` or `cancel`, with words (ORG-10)."""
    require(acting(request), DO_TASKS)
    steps: dict[str, Callable[..., object]] = {
        "report": services.report_task,
        "accept": services.accept_task,
        "return": services.return_task,
        "cancel": services.take_task_back,
    }
    if verb not in steps:
        raise InvalidInput("tasks.verb", _("A task is reported, accepted, returned or cancelled."))
    steps[verb](actor=acting(request), task_id=task_id, text=body.text)
    return task_json(given_task(acting(request), task_id))


class DutyOut(Schema):
    """A duty with its target and how it stands."""

    position: str
    duty: str
    target: str
    figure: str | None
    is_met: bool | None


class DutyList(Schema):
    """One's own duties."""

    duties: list[DutyOut]


@router.get("/my-duties", **endpoint(DutyList, DO_TASKS))
def list_my_duties(request: HttpRequest) -> dict[str, object]:
    """What one's positions are there for, and the figures of it (ORG-17)."""
    shop_ids = [shop.id for shop in shops_for(request, (), DO_TASKS)]
    return {"duties": my_duties_json(acting(request), shop_ids)}


class PositionOut(Schema):
    """A position and what it includes."""

    code: str
    label: str
    is_on: bool
    is_own: bool
    capabilities: list[str]


class PositionList(Schema):
    """Every position."""

    positions: list[PositionOut]


class PositionIn(Schema):
    """What to change of a position; what is left out stays."""

    capabilities: list[str] | None = None
    is_on: bool | None = None
    needs_second_factor: bool | None = None
    superior: str | None = None
    reason: str = ""


def _position(live: LivePosition) -> dict[str, object]:
    return {
        "code": live.code,
        "label": str(live.label),
        "is_on": live.is_on,
        "is_own": live.is_own,
        "capabilities": sorted(live.capabilities),
    }


@router.get("/positions", **endpoint(PositionList, VIEW_PEOPLE))
def list_positions(request: HttpRequest) -> dict[str, object]:
    """Every position as it is now (ORG-02)."""
    require(acting(request), VIEW_PEOPLE)
    return {"positions": [_position(live) for live in queries.live_positions().values()]}


@router.post("/positions/{code}", **endpoint(PositionOut, MANAGE_PEOPLE))
def change_position(request: HttpRequest, code: str, body: PositionIn) -> dict[str, object]:
    """Change what a position includes and whether it is offered (ORG-02, ORG-09)."""
    require(acting(request), MANAGE_PEOPLE)
    return _position(services.change_position(actor=acting(request), code=code, **body.dict()))
