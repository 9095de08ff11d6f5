"""Who holds which position where."""

from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.models import PositionHolding
from zhanggui.people.services.accounts import Account, account_of, locked_user
from zhanggui.people.services.reach import keep_an_owner, require_known, require_over
from zhanggui.people.values import Holding


def change_positions(*, actor: Actor, username: str, holdings: Collection[Holding]) -> Account:
    """Give a person exactly these positions; a holding without a shop means every shop (ORG-03).

    A holding with a warehouse counts for that warehouse's batches and parcels only, one with a brand
    for that brand's products only (ORG-09).

    The actor must manage people wherever something is added or taken. Errors: UserNotFound,
    UnknownPosition, OtherShops, LastOwner.
    """
    holdings = [replace(each, brand=each.brand.strip()) for each in holdings]
    with transaction.atomic():
        user = locked_user(username)
        rows = {
            Holding(row.position, row.shop_id, row.warehouse_id, row.brand): row
            for row in PositionHolding.objects.filter(user=user)
        }
        require_known(holdings, held={each.position for each in rows})
        added = [each for each in dict.fromkeys(holdings) if each not in rows]
        taken = [each for each in rows if each not in set(holdings)]
        for each in (*added, *taken):
            require_over(actor, each.shop_id)
        if not added and not taken:
            return account_of(user)
        keep_an_owner(user, kept=set(holdings))
        PositionHolding.objects.filter(pk__in=[rows[each].pk for each in taken]).delete()
        PositionHolding.objects.bulk_create(
            PositionHolding(
                user=user,
                position=each.position,
                shop_id=each.shop_id,
                warehouse_id=each.warehouse_id,
                brand=each.brand,
            )
            for each in added
        )
        record(
            actor,
            "user.positions_changed",
            shop_id=None,
            subject=Subject("user", user.pk),
            data={"added": [_words(each) for each in added], "taken": [_words(each) for each in taken]},
        )
        return account_of(user)


def _words(holding: Holding) -> list[str | int | None]:
    place: list[str | int | None] = [holding.position, holding.shop_id]
    if holding.brand:
        return [*place, holding.warehouse_id, holding.brand]
    return place if holding.warehouse_id is None else [*place, holding.warehouse_id]
