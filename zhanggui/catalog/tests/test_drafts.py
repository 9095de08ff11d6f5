"""Draft SKUs of what an import sells and nobody has entered."""

import pytest
from django.contrib.postgres.search import SearchQuery

from zhanggui.catalog.models import Product, Sku
from zhanggui.catalog.queries import sku_cards, skus_by_code
from zhanggui.catalog.services import DraftItem, make_drafts, pinyin_initials, remove_drafts, search_words
from zhanggui.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db
SHOP = 7
BLACK = DraftItem("TS-BLK", "TS-BLK", "TS001", "夏季纯棉短袖T恤", "黑")
WHITE = DraftItem("TS-WHT", "TS-WHT", "TS001", "夏季纯棉短袖T恤", "白")
CUP = DraftItem("水杯", "", "", "水杯", "")


def test_variants_share_a_product_and_each_has_a_task() -> None:
    assert make_drafts(shop_id=SHOP, batch_id=1, items=[BLACK, WHITE, CUP]) == 3

    assert Product.objects.count() == 2
    assert Task.objects.filter(kind="draft_sku", subject_kind="sku", position="shop_manager").count() == 3
    assert Sku.objects.get(match_key="水杯").code.startswith("D-")
    assert skus_by_code(SHOP, ["TS-BLK", "水杯", "nothing"]).keys() == {"TS-BLK", "水杯"}


def test_making_the_same_drafts_again_makes_none() -> None:
    make_drafts(shop_id=SHOP, batch_id=1, items=[BLACK])

    assert make_drafts(shop_id=SHOP, batch_id=2, items=[BLACK, WHITE]) == 1

    assert (Product.objects.count(), Sku.objects.count(), Task.objects.count()) == (1, 2, 2)


def test_code_of_another_sku_is_not_taken_twice() -> None:
    make_drafts(shop_id=SHOP, batch_id=1, items=[BLACK])

    make_drafts(shop_id=SHOP, batch_id=1, items=[DraftItem("other key", "TS-BLK", "", "x", "")])

    assert Sku.objects.get(match_key="other key").code.startswith("D-")


def test_draft_is_found_by_chinese_words_and_code() -> None:
    make_drafts(shop_id=SHOP, batch_id=1, items=[BLACK, CUP])

    for word in ("纯棉", "短袖", "ts001"):
        found = Product.objects.filter(search=SearchQuery(word, config="simple"))
        assert [product.item_code for product in found] == ["TS001"]


def test_unused_drafts_of_a_batch_are_removed_with_their_tasks() -> None:
    make_drafts(shop_id=SHOP, batch_id=1, items=[BLACK, WHITE, CUP])
    kept = Sku.objects.get(match_key="TS-BLK").pk

    assert remove_drafts(shop_id=SHOP, batch_id=1, used=[kept]) == 2

    assert list(Sku.objects.values_list("pk", flat=True)) == [kept]
    assert list(Task.objects.order_by("pk").values_list("state", flat=True)) == ["open", "cancelled", "cancelled"]
    assert (Product.objects.count(), sku_cards([kept])[kept].title) == (1, "夏季纯棉短袖T恤")


def test_words_and_initials() -> None:
    assert pinyin_initials("夏季T恤 2") == "xjtx 2"
    assert pinyin_initials("Cup") == "cup"
    assert "纯棉" in search_words("夏季纯棉T恤").split()
