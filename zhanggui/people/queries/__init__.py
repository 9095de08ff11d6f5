"""Reading people: who they are and what they may do where."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from zhanggui.kernel.capabilities import brand_capabilities
from zhanggui.kernel.clock import now
from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.values import EVERY_SHOP, Actor, Origin, brand_key
from zhanggui.people.errors import UserNotFound
from zhanggui.people.models import ApiToken, PositionHolding, User
from zhanggui.people.queries.digests import Digest, can_mail, digest_of
from zhanggui.people.queries.positions import (
    CoveredDuty,
    LivePosition,
    LiveStep,
    active_users,
    duty_cover,
    held_position,
    live_positions,
    needs_second_factor,
    offered_positions,
    position_label,
    process_steps,
    uncovered_positions,
)
from zhanggui.people.queries.routines import holders_of
from zhanggui.people.values import Holding

__all__ = [
    "CoveredDuty",
    "Digest",
    "Grants",
    "LivePosition",
    "LiveStep",
    "PersonRow",
    "UserCard",
    "active_users",
    "actor_by_name",
    "actor_of",
    "actor_of_user",
    "can_mail",
    "digest_of",
    "duty_cover",
    "grants_of",
    "has_second_factor",
    "held_position",
    "holders_of",
    "is_active_user",
    "list_columns_of",
    "list_users",
    "live_positions",
    "needs_second_factor",
    "offered_positions",
    "people_rows",
    "person_row",
    "position_label",
    "positions_in",
    "preferences_of",
    "process_steps",
    "sessions_of",
    "tokens_of",
    "uncovered_positions",
    "unused_recovery_codes",
    "user_id_by_name",
]


@dataclass(frozen=True, slots=True)
class UserCard:
    """A person as lists show them."""

    id: int
    username: str
    name: str
    positions: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Grants:
    """What a person may do where, through which positions, and within which warehouses and brands."""

    grants: dict[str, frozenset[int]]
    codes: list[str]
    carriers: dict[str, tuple[tuple[str, int], ...]]
    limits: dict[tuple[str, int], frozenset[int]]
    brands: dict[tuple[str, int], frozenset[str]]


_T = TypeVar("_T")
_Narrow = dict[tuple[str, int], set[_T | None]]


@while_unchanged("people_positionholding", "people_positionsetting")
def grants_of(user_id: int) -> Grants:
    """Capabilities of a person per shop, warehouse and brand: the union of the positions held (ORG-03, ORG-09).

    A position held for one brand carries only what may be held per brand; its tasks and duties are others'.
    """
    live = live_positions()
    rows = PositionHolding.objects.filter(user_id=user_id).order_by("pk")
    held = [Holding(row.position, row.shop_id, row.warehouse_id, row.brand) for row in rows if row.position in live]
    carried = brand_capabilities()
    grants: dict[str, set[int]] = defaultdict(set)
    carriers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    warehouses: _Narrow[int] = defaultdict(set)
    brands: _Narrow[str] = defaultdict(set)
    for each in sorted(held, key=lambda each: len(live[each.position].capabilities)):
        place = EVERY_SHOP if each.shop_id is None else each.shop_id
        rights = live[each.position].capabilities
        for capability in rights & carried if each.brand else rights:
            grants[capability].add(place)
            carriers[capability].append((each.position, place))
            warehouses[capability, place].add(each.warehouse_id)
            brands[capability, place].add(brand_key(each.brand) or None)
    return Grants(
        {capability: frozenset(shops) for capability, shops in grants.items()},
        list(dict.fromkeys(each.position for each in held if not each.brand)),
        {capability: tuple(each) for capability, each in carriers.items()},
        _limits(warehouses),
        _limits(brands),
    )


def _limits(found: _Narrow[_T]) -> dict[tuple[str, int], frozenset[_T]]:
    """The places where a capability is held for some only: no holding there, nor in every shop, is without limit."""
    wide = {key for key, held in found.items() if None in held}
    return {
        key: frozenset(each for each in held if each is not None)
        for key, held in found.items()
        if key not in wide and (key[0], EVERY_SHOP) not in wide
    }


def positions_in(user_id: int, shop_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Codes of the positions that a person holds in each of the shops. One statement."""
    held: dict[int, set[str]] = {shop_id: set() for shop_id in shop_ids}
    for code, shop_id in PositionHolding.objects.filter(user_id=user_id, brand="").values_list("position", "shop_id"):
        for each in held if shop_id is None else {shop_id} & held.keys():
            held[each].add(code)
    return {shop_id: frozenset(codes) for shop_id, codes in held.items()}


def actor_of_user(user_id: int, origin: Origin) -> Actor:
    """The person as services want them: name, positions and capabilities."""
    return actor_of(User.objects.get(pk=user_id), origin)


def actor_of(user: User, origin: Origin) -> Actor:
    """The same for an account that is at hand."""
    held = grants_of(user.pk)
    return Actor(
        user.pk,
        user.shown_name,
        ",".join(held.codes),
        origin,
        held.grants,
        carriers=held.carriers,
        limits=held.limits,
        brands=held.brands,
    )


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


_PREFERENCES = ("language", "theme", "density", "are_single_keys_on", "is_sound_on")


def preferences_of(user_id: int) -> dict[str, Any]:
    """Language, theme, density and switches of a person."""
    kept = _kept(user_id)
    return {name: kept[name] for name in _PREFERENCES}


@while_unchanged("people_user")
def _kept(user_id: int) -> dict[str, Any]:
    return dict(User.objects.values(*_PREFERENCES, "list_columns").get(pk=user_id))


def list_columns_of(user_id: int, name: str) -> tuple[str, ...]:
    """The columns that a person chose for a list, in order; empty when the shipped ones stand."""
    if not user_id:
        return ()
    return tuple(_kept(user_id)["list_columns"].get(name, ()))


def is_active_user(user_id: int) -> bool:
    """Whether the account is open."""
    return User.objects.filter(pk=user_id, is_active=True).exists()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the people page shows them; `dormant_days` counts from the last sign-in."""

    id: int
    username: str
    name: str
    is_active: bool
    must_change_password: bool
    has_second_factor: bool
    created_at: datetime
    last_login: datetime | None
    holdings: tuple[Holding, ...]

    @property
    def dormant_days(self) -> int:
        """Days since the last sign-in, or since the account was made."""
        return (now() - (self.last_login or self.created_at)).days


def people_rows(shop_ids: Collection[int] | None, *, username: str | None = None) -> list[PersonRow]:
    """People who hold a position in the shops (None: in any), by name; those without positions always.

    Open accounts first. With `username` only that person.
    """
    return [
        row
        for row in _every_person(username)
        if shop_ids is None or not row.holdings or any(_reaches(each, shop_ids) for each in row.holdings)
    ]


@while_unchanged("people_user", "people_positionholding", "mfa_authenticator")
def _every_person(username: str | None) -> list[PersonRow]:
    held: dict[int, list[Holding]] = defaultdict(list)
    for row in PositionHolding.objects.order_by("pk"):
        held[row.user_id].append(Holding(row.position, row.shop_id, row.warehouse_id, row.brand))
    guarded = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    users = User.objects.order_by("-is_active", "username")
    if username is not None:
        users = users.filter(username__iexact=username)
    return [_person_row(user, tuple(held[user.pk]), has_second_factor=user.pk in guarded) for user in users]


def _reaches(holding: Holding, shop_ids: Collection[int]) -> bool:
    return holding.shop_id is None or holding.shop_id in shop_ids


def _person_row(user: User, holdings: tuple[Holding, ...], *, has_second_factor: bool) -> PersonRow:
    return PersonRow(
        user.pk,
        user.username,
        user.shown_name,
        user.is_active,
        user.must_change_password,
        has_second_factor,
        user.created_at,
        user.last_login,
        holdings,
    )


def person_row(username: str, shop_ids: Collection[int] | None) -> PersonRow:
    """One person within the shops; UserNotFound otherwise."""
    found = people_rows(shop_ids, username=username)
    if not found:
        raise UserNotFound(username)
    return found[0]


def tokens_of(user_id: int) -> list[dict[str, Any]]:
    """A person's API keys that still work, newest first; never the key itself."""
    rows = ApiToken.objects.filter(user_id=user_id, revoked_at=None).order_by("-pk")
    return [dict(row) for row in rows.values("id", "name", "created_at", "last_used_at")]


def sessions_of(user_id: int, current_key: str) -> list[dict[str, Any]]:
    """Where a person is signed in, the present session first, then the last used."""
    rows = UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at")
    alive = set(
        Session.objects.filter(session_key__in=rows.values("session_key"), expire_date__gt=now()).values_list(
            "session_key", flat=True
        )
    )
    found = [
        {
            "id": row.pk,
            "ip": row.ip,
            "user_agent": row.user_agent,
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
            "is_current": row.session_key == current_key,
        }
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda row: not row["is_current"])


def has_second_factor(user_id: int) -> bool:
    """Whether a code is asked for at sign-in."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())


def unused_recovery_codes(user_id: int) -> int:
    """How many codes on paper are left."""
    held = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(held.wrap().get_unused_codes()) if held else 0
