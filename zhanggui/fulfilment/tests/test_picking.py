"""The pick route: numbered places first, on slips, parcels and the picking list (INV-04)."""

import pytest

from zhanggui.fulfilment.models import ParcelLine
from zhanggui.fulfilment.queries.picking import picking_list
from zhanggui.fulfilment.rules.pick_route import route_key
from zhanggui.fulfilment.tests.factories import closed, ready_shop
from zhanggui.inventory.errors import BadPlace, UnknownSku
from zhanggui.inventory.models import StoragePlace
from zhanggui.inventory.queries import places, storage_places
from zhanggui.inventory.services import describe_place, put_away
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.tests.factories import make_person, signed_in
from zhanggui.shops.queries import default_warehouse

pytestmark = pytest.mark.django_db


@pytest.mark.req_part("INV-04")
def test_numbered_places_come_first_on_parcels_and_on_the_picking_list() -> None:
    shop_id = ready_shop()
    warehouse = default_warehouse(shop_id).id
    keeper = signed_in(make_person("keeper", "keeper"))
    main = default_warehouse(shop_id).code
    url = f"/desk/places/qinghe/{main}"
    for facts in (
        {"code": "a-tea", "route_no": "2", "stack_limit": "50", "note": "玻璃，轻放"},
        {"code": "A-MUG", "route_no": "1"},
    ):
        assert keeper.post(f"{url}/describe", facts).status_code == 302
    assert keeper.post(f"{url}/describe", {"code": "", "route_no": "0"}).status_code == 422
    assert keeper.post(f"{url}/put", {"sku": "nothing", "place": "B-1"}).status_code == 422
    page = keeper.get("/desk/places").content.decode()
    assert page.index("A-MUG") < page.index("A-TEA")
    assert [(row.code, row.is_too_high, row.most) for row in storage_places(shop_id, warehouse)] == [
        ("A-MUG", False, 100),
        ("A-TEA", True, 100),
    ]

    batch = closed(shop_id)
    first = list(ParcelLine.objects.filter(parcel__position=1).order_by("pk").values_list("sku_code", flat=True))
    assert first == ["mug", "tea"]
    assert [(row.sku_code, row.pieces, row.parcels, row.note) for row in picking_list(batch)] == [
        ("mug", 3, 3, ""),
        ("tea", 6, 3, "玻璃，轻放"),
    ]
    walked = keeper.get(f"/desk/batches/qinghe/{batch.number}/picking").content.decode()
    assert walked.index("A-mug") < walked.index("玻璃，轻放")


def test_sku_is_put_away_and_bad_places_are_refused() -> None:
    shop_id = ready_shop()
    tea = next(sku for sku, place in places(shop_id, range(1, 10_000)).items() if place == "A-tea")

    assert put_away(actor=SYSTEM, shop_id=shop_id, places={tea: "b-07"}) == 1
    assert put_away(actor=SYSTEM, shop_id=shop_id, places={tea: "B-07"}) == 0
    assert places(shop_id, [tea]) == {tea: "B-07"}
    with pytest.raises(UnknownSku):
        put_away(actor=SYSTEM, shop_id=shop_id, places={tea: "C-1", 10**9: "C-1"})
    for facts in ({"code": ""}, {"code": "X" * 31}, {"code": "X", "route_no": 0}, {"code": "X", "stack_limit": 10**6}):
        with pytest.raises(BadPlace):
            describe_place(actor=SYSTEM, shop_id=shop_id, **facts)
    assert (places(shop_id, [tea]), StoragePlace.objects.count()) == ({tea: "B-07"}, 0)


def test_route_numbers_beat_names() -> None:
    found = sorted(["A-10", "A-2", "", "C-1"], key=lambda place: route_key(place, {"C-1": 1}))
    assert found == ["C-1", "A-2", "A-10", ""]
