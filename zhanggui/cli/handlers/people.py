"""user create, disable, reset-password, token."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.people.queries import user_id_by_name
from zhanggui.people.services import create_api_token, create_user, disable_user, reset_password
from zhanggui.people.services.accounts import Account


def _user(account: Account) -> dict[str, Any]:
    user: dict[str, Any] = {"name": account.name, "positions": list(account.positions)}
    if account.password:
        user["password"] = account.password
    return {"user": user}


def create(context: Context) -> dict[str, Any]:
    """Open an account; with --shop its positions hold there only."""
    words = context.arguments
    shop_id = context.shop.id if words.shop else None
    return _user(
        create_user(
            actor=context.actor,
            username=words.name,
            positions=words.position,
            name=words.display_name,
            shop_id=shop_id,
        )
    )


def disable(context: Context) -> dict[str, Any]:
    """Close an account."""
    return _user(disable_user(actor=context.actor, username=context.arguments.name))


def reset_password_of(context: Context) -> dict[str, Any]:
    """Make a new password."""
    return _user(reset_password(actor=context.actor, username=context.arguments.name))


def token(context: Context) -> dict[str, Any]:
    """Make an API key; it is shown once."""
    user_id = user_id_by_name(context.arguments.name)
    key = create_api_token(actor=context.actor, user_id=user_id, name=context.arguments.label)
    return {"token": key, "user": context.arguments.name}
