"""user create, disable, reset-password, token; position list, change; duties."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.permissions import require
from zhanggui.people.queries import LivePosition, live_positions, person_row, user_id_by_name
from zhanggui.people.queries.holdings import holding_named, holdings_json
from zhanggui.people.queries.my_duties import my_duties_json
from zhanggui.people.services import (
    change_position,
    change_positions,
    create_api_token,
    create_user,
    disable_user,
    reset_password,
)
from zhanggui.people.services.accounts import Account
from zhanggui.people.values import MANAGE_PEOPLE, VIEW_PEOPLE


def _user(account: Account) -> dict[str, Any]:
    user: dict[str, Any] = {"name": account.name, "positions": list(account.positions)}
    if account.password:
        user["password"] = account.password
    return {"user": user}


def create(context: Context) -> dict[str, Any]:
    """Open an account; with --shop its positions hold there only."""
    words = context.arguments
    shop_id = context.shop.id if words.shop or words.brand else None
    return _user(
        create_user(
            actor=context.actor,
            username=words.name,
            positions=words.position,
            name=words.display_name,
            shop_id=shop_id,
            brand=words.brand,
        )
    )


def give_position(context: Context) -> dict[str, Any]:
    """Give a position in its scope, or take exactly that one away."""
    words = context.arguments
    require(context.actor, MANAGE_PEOPLE)
    shop = context.shop.code if words.shop or words.brand or words.warehouse else None
    named = holding_named(words.position, shop, words.warehouse, words.brand)
    row = person_row(words.name, context.actor.shops_for(VIEW_PEOPLE))
    others = [each for each in row.holdings if each != named]
    wanted = others if words.take else [*others, named]
    change_positions(actor=context.actor, username=row.username, holdings=wanted)
    return {"user": row.username, "holdings": holdings_json(person_row(row.username, None).holdings)}


def disable(context: Context) -> dict[str, Any]:
    """Close an account."""
    return _user(disable_user(actor=context.actor, username=context.arguments.name, hand_to=context.arguments.hand_to))


def reset_password_of(context: Context) -> dict[str, Any]:
    """Make a new password."""
    return _user(reset_password(actor=context.actor, username=context.arguments.name))


def token(context: Context) -> dict[str, Any]:
    """Make an API key; it is shown once."""
    user_id = user_id_by_name(context.arguments.name)
    key = create_api_token(actor=context.actor, user_id=user_id, name=context.arguments.label)
    return {"token": key, "user": context.arguments.name}


def list_positions(context: Context) -> dict[str, Any]:
    """Every position as it is now."""
    require(context.actor, VIEW_PEOPLE)
    return {"positions": [_position(live) for live in live_positions().values()]}


def change_rights(context: Context) -> dict[str, Any]:
    """Add rights to a position, take some, switch it on or off."""
    words = context.arguments
    live = live_positions().get(words.code)
    rights = None
    if live is not None and (words.add or words.take):
        rights = (live.capabilities | set(words.add)) - set(words.take)
    changed = change_position(
        actor=context.actor,
        code=words.code,
        capabilities=rights,
        is_on=None if words.switch is None else words.switch == "on",
        superior=words.superior,
        reason=words.reason,
    )
    return {"position": _position(changed)}


def _position(live: LivePosition) -> dict[str, Any]:
    return {
        "code": live.code,
        "label": str(live.label),
        "is_on": live.is_on,
        "is_own": live.is_own,
        "capabilities": sorted(live.capabilities),
    }


def show_duties(context: Context) -> dict[str, Any]:
    """The duties of the person of --as, with targets and figures."""
    return {"duties": my_duties_json(context.actor, [context.shop.id])}
