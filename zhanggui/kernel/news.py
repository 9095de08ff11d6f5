"""Telling the live process what changed; the pages that listen fetch the rest themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

CHANNEL = "zg_live"


def notify(payload: Mapping[str, Any]) -> None:
    """Tell it at once; within a transaction it hears when that commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(payload)])


@dataclass(frozen=True, slots=True)
class _Telling:
    shop_id: int | None

    def __call__(self) -> None:
        notify({"kind": "change", "shop": self.shop_id})


def tell_of_change(shop_id: int | None) -> None:
    """Let pages that show figures fetch them again, once a transaction; without a shop, the pages of all shops."""
    telling = _Telling(shop_id)
    if not any(waiting[1] == telling for waiting in connection.run_on_commit):
        transaction.on_commit(telling, robust=True)
