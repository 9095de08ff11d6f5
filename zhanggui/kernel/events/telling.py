"""Telling open pages that something changed: once a transaction and shop, after it is committed."""

from dataclasses import dataclass

from django.db import connection, transaction

from zhanggui.kernel.jobs.progress import notify


@dataclass(frozen=True, slots=True)
class _Telling:
    shop_id: int | None

    def __call__(self) -> None:
        notify({"kind": "change", "shop": self.shop_id})


def tell_of_change(shop_id: int | None) -> None:
    """Let pages that show figures fetch them again; without a shop, the pages of all shops."""
    telling = _Telling(shop_id)
    if not any(waiting[1] == telling for waiting in connection.run_on_commit):
        transaction.on_commit(telling, robust=True)
