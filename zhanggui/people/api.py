"""Endpoints of people."""

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.pages.api import acting, endpoint
from zhanggui.kernel.permissions import require
from zhanggui.people import queries, services
from zhanggui.people.values import MANAGE_PEOPLE, VIEW_PEOPLE

router = Router()


class UserOut(Schema):
    """A person."""

    name: str
    positions: list[str]
    is_active: bool = True
    password: str | None = None


class UserList(Schema):
    """All people."""

    users: list[UserOut]


class UserIn(Schema):
    """A new account."""

    name: str
    positions: list[str]
    display_name: str = ""


@router.get("/users", **endpoint(UserList, VIEW_PEOPLE))
def list_users(request: HttpRequest) -> dict[str, object]:
    """Everybody with the positions they hold."""
    require(acting(request), VIEW_PEOPLE)
    cards = queries.list_users()
    return {"users": [{"name": c.username, "positions": list(c.positions), "is_active": c.is_active} for c in cards]}


@router.post("/users", **endpoint(UserOut, MANAGE_PEOPLE))
def create_user(request: HttpRequest, body: UserIn) -> dict[str, object]:
    """Open an account; the password is in the answer once."""
    made = services.create_user(
        actor=acting(request), username=body.name, positions=body.positions, name=body.display_name
    )
    return {"name": made.name, "positions": list(made.positions), "password": made.password}


@router.post("/users/{name}/disable", **endpoint(UserOut, MANAGE_PEOPLE))
def disable_user(request: HttpRequest, name: str) -> dict[str, object]:
    """Close an account at once: no sign-in, no session, no key. The last owner's is refused."""
    require(acting(request), MANAGE_PEOPLE)
    closed = services.disable_user(actor=acting(request), username=name)
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
