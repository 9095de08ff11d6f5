"""How a check writes what it found: few indexes, each word told to the right order, thousands at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop, make_stocked_sku

_WAITS_FOR_NO_DISK = "SET LOCAL synchronous_commit = off"


@contextmanager
def _new_connections() -> Iterator[list[BaseDatabaseWrapper]]:
    """The connections that are made meanwhile; they write down their statements."""
    made: list[BaseDatabaseWrapper] = []

    def take(connection: BaseDatabaseWrapper, **_facts: Any) -> None:
        connection.force_debug_cursor = True
        made.append(connection)

    connection_created.connect(take)
    try:
        yield made
    finally:
        connection_created.disconnect(take)


@pytest.mark.django_db
def test_what_a_check_changes_of_an_order_stands_in_no_index() -> None:
    # With one such column, as key or as condition, each checked order is written into all indexes again.
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'orders_order'")
        definitions = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT reloptions FROM pg_class WHERE oid = 'orders_order'::regclass")
        options = cursor.fetchone()[0]

    assert [text for text in definitions if re.search(r"\b(step|is_held|updated_at)\b", text)] == []
    assert options == ["fillfactor=50"]


@pytest.mark.django_db
def test_orders_held_alike_and_otherwise_are_each_told_their_own_reasons() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    note = {"contact": {"buyer_note": "x"}, "has_buyer_note": True}
    alike = [make_order(shop.id, number, [(tea, 1)], flag=1) for number in ("1", "2")]
    both = make_order(shop.id, "3", [(tea, 1)], flag=1, **note)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    told = dict(Event.objects.filter(kind="order.held").values_list("subject_id", "data"))
    flagged = {"reasons": ["flagged"], "rules": ["flag_present"]}
    assert {order.pk: told[order.pk] for order in alike} == {order.pk: flagged for order in alike}
    assert sorted(told[both.pk]["reasons"]) == ["buyer_note", "flagged"]
    holds = OrderHold.objects.filter(order__number__in=["1", "2"]).values_list(
        "reason", "rule_code", "cause", "sort_at"
    )
    assert sorted(holds) == [("flagged", "flag_present", {"flag": 1}, order.sort_at) for order in alike]


@pytest.mark.django_db(transaction=True)
def test_thousands_after_thousands_are_committed_and_the_last_waits_for_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_module("zhanggui.orders.services.check_orders"), "CHUNK", 2)
    shop = make_shop()
    tea = make_stocked_sku(shop.id, on_hand=4)
    for number in range(5):
        make_order(shop.id, str(number), [(tea, 1)], ship_by_at=PAID_AT + timedelta(hours=number))

    with _new_connections() as made:
        summary = check_orders(actor=SYSTEM, shop_id=shop.id)

    ran = ["\n".join(item["sql"] for item in one.queries_log) for one in made]
    transactions = [text for of_one in ran for text in of_one.split("\nCOMMIT\n")]
    writing = [text for text in transactions if "INSERT INTO orders_checkresult" in text]
    assert summary.as_json() == {"checked": 5, "released": 4, "held": {"stock_short": 1}}
    # Two connections took turns; only the last thousands waited for the disk.
    assert len(ran) == 2
    assert sorted(_WAITS_FOR_NO_DISK in text for text in writing) == [False, True, True, True, True]
    assert list(Order.objects.filter(is_held=True).values_list("number", flat=True)) == ["4"]
    assert Order.objects.filter(step="checked").count() == 4
