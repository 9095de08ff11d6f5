"""Reading people: who they are and what they may do where."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from zhanggui.kernel.values import EVERY_SHOP, Actor, Origin
from zhanggui.people.errors import UserNotFound
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.values import POSITIONS


@dataclass(frozen=True, slots=True)
class UserCard:
    """A person as lists show them."""

    id: int
    username: str
    name: str
    positions: tuple[str, ...]
    is_active: bool


def grants_of(user_id: int) -> tuple[dict[str, frozenset[int]], list[str]]:
    """Capabilities of a person per shop, and the codes of the positions held (ORG-03)."""
    grants: dict[str, set[int]] = defaultdict(set)
    codes: list[str] = []
    for code, shop_id in (
        PositionHolding.objects.filter(user_id=user_id).order_by("pk").values_list("position", "shop_id")
    ):
        position = POSITIONS.get(code)
        if position is None:
            continue
        if code not in codes:
            codes.append(code)
        for capability in position.capabilities:
            grants[capability].add(EVERY_SHOP if shop_id is None else shop_id)
    return {capability: frozenset(shops) for capability, shops in grants.items()}, codes


def actor_of_user(user_id: int, origin: Origin) -> Actor:
    """The person as services want them: name, positions and capabilities."""
    user = User.objects.get(pk=user_id)
    grants, codes = grants_of(user_id)
    return Actor(user.pk, user.shown_name, ",".join(codes), origin, grants)


def actor_by_name(username: str, origin: Origin) -> Actor:
    """The actor for `--as USER`; a disabled or unknown user is not found."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise UserNotFound(username)
    return actor_of_user(user.pk, origin)


def user_id_by_name(username: str) -> int:
    """Id of a user by sign-in name."""
    user = User.objects.filter(username__iexact=username).only("pk").first()
    if user is None:
        raise UserNotFound(username)
    return int(user.pk)


def list_users() -> list[UserCard]:
    """All people with the positions they hold, by sign-in name."""
    held: dict[int, list[str]] = defaultdict(list)
    for user_id, position in PositionHolding.objects.order_by("pk").values_list("user_id", "position"):
        if position not in held[user_id]:
            held[user_id].append(position)
    return [
        UserCard(user.pk, user.username, user.shown_name, tuple(held[user.pk]), user.is_active)
        for user in User.objects.order_by("username")
    ]


def preferences_of(user_id: int) -> dict[str, Any]:
    """Language, theme, density and switches of a person."""
    fields = ("language", "theme", "density", "are_single_keys_on", "is_sound_on")
    return dict(User.objects.values(*fields).get(pk=user_id))


def is_active_user(user_id: int) -> bool:
    """Whether the account is open."""
    return User.objects.filter(pk=user_id, is_active=True).exists()
