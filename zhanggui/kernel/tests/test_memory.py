"""Answers that pages keep while their tables are unchanged."""

import pytest
from django.db import connection, transaction

from zhanggui.kernel.memory import one_page, watched_tables, while_unchanged
from zhanggui.kernel.rulebook.models import RuleValue

_asked: list[int] = []


@while_unchanged("kernel_rulevalue")
def _values(shop_id: int) -> list[int]:
    _asked.append(shop_id)
    return list(RuleValue.objects.filter(shop_id=shop_id).order_by("value").values_list("value", flat=True))


def _on_a_page(shop_id: int = 1) -> list[int]:
    with one_page():
        return _values(shop_id)


def _add(value: int) -> None:
    RuleValue.objects.create(
        code=f"test.{value}", shop_id=1, value=value, changed_by="x", reason="", changed_at="2026-11-22T10:00:00Z"
    )


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_its_table_changed() -> None:
    _add(1)
    _asked.clear()

    assert (_on_a_page(), _on_a_page(), _on_a_page(2)) == ([1], [1], [])
    assert _asked == [1, 2]
    with transaction.atomic():
        _add(2)
        # What is not committed is seen here and kept for nobody.
        assert _on_a_page() == [1, 2]
        transaction.set_rollback(True)
    assert _on_a_page() == [1]
    _add(3)
    RuleValue.objects.filter(value=1).update(value=4)
    assert (_on_a_page(), _values(1)) == ([3, 4], [3, 4])
    RuleValue.objects.all().delete()
    assert _on_a_page() == []
    _add(5)
    assert _on_a_page() == [5]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_rulevalue")
    assert _on_a_page() == []


@pytest.mark.django_db
def test_every_table_that_answers_rely_on_is_watched() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'stamp%' GROUP BY 1")
        watched = dict(cursor.fetchall())
        cursor.execute("SELECT name FROM kernel_tablechange")
        stamped = {name for (name,) in cursor.fetchall()}

    assert {table: watched.get(table) for table in watched_tables()} == dict.fromkeys(watched_tables(), 2)
    assert watched_tables() <= stamped
