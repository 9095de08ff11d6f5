"""Python and SQL must recognise a line by the same key."""

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhanggui.catalog.services import MATCH_KEY_SQL, match_key

TEXT = st.text(alphabet="ab 颜色：黑;#1", max_size=12)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"sku_code": " TS-1 ", "item_code": "A", "title": "B"}, "TS-1"),
        ({"item_code": "TS001", "attributes": "黑 M", "title": "B"}, "TS001 黑 M"),
        ({"title": "水杯", "attributes": ""}, "水杯"),
        ({}, None),
    ],
)
def test_best_known_part_makes_the_key(parts: dict[str, str], key: str | None) -> None:
    assert match_key(**parts) == key


def test_long_keys_stay_apart() -> None:
    first, second = match_key(title="长" * 300), match_key(title="长" * 299 + "短")

    assert first is not None
    assert second is not None
    assert (len(first), len(second)) == (193, 193)
    assert first != second


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@example(sku_code="", item_code="", attributes="色" * 150, title="长" * 120)
@given(sku_code=TEXT, item_code=TEXT, attributes=TEXT, title=TEXT)
def test_sql_makes_the_same_key(sku_code: str, item_code: str, attributes: str, title: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {MATCH_KEY_SQL} FROM (SELECT %s::text AS sku_code, %s::text AS item_code, %s::text AS attributes,"
            " %s::text AS title) s",
            [sku_code, item_code, attributes, title],
        )
        found = cursor.fetchone()[0]

    assert found == match_key(sku_code=sku_code, item_code=item_code, attributes=attributes, title=title)
