import pytest

from zhanggui.fulfilment.tests.factories import handed_over, packed, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of
from zhanggui.fulfilment.ui.registry import clerk_rows, close_panel, find_things, keeper_rows, manager_rows
from zhanggui.kernel.testing.factories import SYSTEM

pytestmark = pytest.mark.django_db


def counts(rows: list) -> list[tuple[str, int]]:
    return [(row.icon, row.count) for row in rows]


def test_rows_follow_the_batch() -> None:
    shop_id = ready_shop()
    assert counts(clerk_rows(SYSTEM, [shop_id])) == []
    printed(shop_id)
    assert counts(clerk_rows(SYSTEM, [shop_id])) == [("hand", 1)]
    assert counts(keeper_rows(SYSTEM, [shop_id]))[0] == ("hand", 1)


def test_keeper_sees_what_to_pack_and_what_lacks_a_number() -> None:
    shop_id = ready_shop()
    handed_over(shop_id)
    assert ("box", 3) in counts(keeper_rows(SYSTEM, [shop_id]))

    other = ready_shop("other")
    packed(other)
    assert ("truck", 3) in counts(keeper_rows(SYSTEM, [other]))
    assert manager_rows(SYSTEM, [other]) == []


def test_panel_and_navigation() -> None:
    shop_id = ready_shop()

    assert close_panel(SYSTEM, [shop_id])["ready"] == 3
    home = text_of(browser("order_clerk", shop_id=shop_id).get("/desk/"))
    assert 'href="/desk/close"' in home
    assert 'href="/desk/pack"' not in home
    assert 'href="/desk/pack"' in text_of(browser("keeper", shop_id=shop_id).get("/desk/"))


def test_search_finds_parcels_and_batches() -> None:
    shop_id = ready_shop()
    parcel = handed_over(shop_id).parcels.get(position=1)

    assert [hit.title for hit in find_things(SYSTEM, [shop_id], parcel.slip_number.lower())] == [parcel.number]
    assert [hit.title for hit in find_things(SYSTEM, [shop_id], parcel.batch.number[:5])] == [parcel.batch.number]
    assert find_things(SYSTEM, [shop_id + 1], parcel.number) == []
