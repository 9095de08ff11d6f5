"""Whose eyes one may look through, and what the desk then is: the rights of both, no more (SEC-05, ORG-09)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.onlooker import Onlooker, common_grants, common_limits
from zhanggui.kernel.values import EVERY_SHOP, Actor, Origin
from zhanggui.people.queries import actor_of_user, person_row
from zhanggui.people.queries.hidden import position_of_code
from zhanggui.people.values import GIVE_TASKS, SEE_AS, VIEW_PEOPLE

POSITION, PERSON = "position", "person"


@dataclass(frozen=True, slots=True)
class Seen:
    """A role to look as: a position by its code, or a person by sign-in name."""

    kind: str
    name: str


def may_look(actor: Actor) -> bool:
    """Whether the actor may see the desk as another role at all."""
    return actor.can(SEE_AS) and actor.can(VIEW_PEOPLE)


def onlooker(actor: Actor, seen: Seen) -> Onlooker:
    """The desk as the role has it, narrowed to what the actor may do.

    A position counts in every shop; nothing of one person is in it. A person's own lists (given tasks,
    saved filters) are there when the actor may look at everybody's tasks. Errors: a position or person
    that the actor does not know.
    """
    if seen.kind == POSITION:
        live = position_of_code(seen.name)
        grants = {code: frozenset({EVERY_SHOP}) for code in live.capabilities}
        theirs = Actor(0, str(live.label), live.code, Origin.WEB, grants)
    elif seen.kind == PERSON:
        row = person_row(seen.name, actor.shops_for(VIEW_PEOPLE))
        theirs = actor_of_user(row.id, Origin.WEB)
    else:
        raise InvalidInput("people.see_as_what", _("One looks as a position or as a person."))
    is_personal = seen.kind == PERSON and actor.can(GIVE_TASKS)
    return Onlooker(
        theirs.user_id if is_personal else 0,
        theirs.name,
        theirs.position,
        Origin.WEB,
        common_grants(actor.grants, theirs.grants),
        carriers=theirs.carriers,
        limits=common_limits(actor.limits, theirs.limits),
        brands=common_limits(actor.brands, theirs.brands),
        real=actor,
        role_rights=frozenset(theirs.grants),
        seen_code=seen.name if seen.kind == POSITION else "",
    )
