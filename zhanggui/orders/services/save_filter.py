"""Keeping a filter of the desk under a name, for oneself or for everybody in a shop (ORD-16)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.models import SavedFilter
from zhanggui.orders.queries.saved import saved_row
from zhanggui.orders.values import VIEW_ORDERS

LONGEST_NAME, LONGEST_QUERY = 40, 1_000


class FilterNameMissing(InvalidInput):
    """A saved filter is found again by its name."""

    def __init__(self) -> None:
        super().__init__("orders.filter_name_missing", _("Give the filter a name."))


class FilterNameTaken(Conflict):
    """There is one of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "orders.filter_name_taken",
            _("There is a filter “%(name)s” already. Choose another name, or delete that one first."),
            name=name,
        )


class FilterNotFound(NotFound):
    """The filter is gone, or another person's own."""

    def __init__(self) -> None:
        super().__init__("orders.filter_not_found", _("There is no such saved filter among yours."))


def save_filter(*, actor: Actor, name: str, query: str, shop_id: int | None = None) -> int:
    """Keep the conditions of a list under a name; returns the id.

    With a shop everybody there sees it. `query` is the address's query string. Errors: no name, a
    name that is taken, conditions that are too long.
    """
    require(actor, VIEW_ORDERS, shop_id)
    words = _name(name)
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("orders.filter_too_long", _("These conditions are too many to save. Take some away."))
    at = now()
    try:
        with transaction.atomic():
            made = SavedFilter.objects.create(
                shop_id=shop_id,
                owner_id=actor.user_id,
                owner_name=actor.name,
                name=words,
                query=query,
                created_at=at,
                updated_at=at,
            )
            _tell(actor, "orders.filter_saved", made, {"name": words, "query": query})
    except IntegrityError as error:
        raise FilterNameTaken(words) from error
    return made.pk


def rename_filter(*, actor: Actor, filter_id: int, name: str) -> None:
    """Give a saved filter another name: one's own, or a shared one with the right to manage rules."""
    words = _name(name)
    found = _changeable(actor, filter_id)
    before = found.name
    try:
        with transaction.atomic():
            SavedFilter.objects.filter(pk=filter_id).update(name=words, updated_at=now())
            _tell(actor, "orders.filter_renamed", found, {"name": [before, words]})
    except IntegrityError as error:
        raise FilterNameTaken(words) from error


def change_filter_query(*, actor: Actor, filter_id: int, query: str) -> None:
    """Give a saved filter other conditions or columns: one's own, or a shared one with the right to manage rules."""
    found = _changeable(actor, filter_id)
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("orders.filter_too_long", _("These conditions are too many to save. Take some away."))
    before = found.query
    with transaction.atomic():
        SavedFilter.objects.filter(pk=filter_id).update(query=query, updated_at=now())
        _tell(actor, "orders.filter_changed", found, {"query": [before, query]})


def delete_filter(*, actor: Actor, filter_id: int) -> None:
    """Forget a saved filter; no order changes."""
    found = _changeable(actor, filter_id)
    with transaction.atomic():
        _tell(actor, "orders.filter_deleted", found, {"name": found.name, "query": found.query})
        SavedFilter.objects.filter(pk=filter_id).delete()


def _name(name: str) -> str:
    words = " ".join(name.split())[:LONGEST_NAME]
    if not words:
        raise FilterNameMissing
    return words


def _changeable(actor: Actor, filter_id: int) -> SavedFilter:
    found = SavedFilter.objects.filter(pk=filter_id).first()
    if found is None or not saved_row(found, actor).can_change:
        raise FilterNotFound
    require(actor, VIEW_ORDERS, found.shop_id)
    return found


def _tell(actor: Actor, kind: str, found: SavedFilter, personal: dict[str, object]) -> None:
    # Names and conditions may hold a buyer's phone or name, so they lie in the erasable part.
    subject = Subject("saved_filter", found.pk)
    data = {"is_shared": found.shop_id is not None}
    record(actor, kind, shop_id=found.shop_id, subject=subject, data=data, personal=personal)
