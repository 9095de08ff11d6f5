"""Completing what an import entered as drafts."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from zhanggui.catalog.models import Product, ProductState, Sku
from zhanggui.catalog.services import DraftItem, make_drafts
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.services import create_user
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    made = create_shop(actor=SYSTEM, code="qinghe", name="Qinghe")
    items = [DraftItem(f"K{n}", f"C{n}", "", f"Pillow {n}", "blue") for n in (1, 2, 3)]
    make_drafts(shop_id=made.id, batch_id=None, items=items)
    return made


def client_of(position: str, shop: ShopCard) -> Client:
    create_user(actor=SYSTEM, username=position, positions=[position], shop_id=shop.id, password="Sieben-Zwerge-9")
    client = Client()
    client.force_login(get_user_model().objects.get(username=position))
    return client


def test_completed_draft_is_active_and_its_task_is_done(shop: ShopCard) -> None:
    client = client_of("shop_manager", shop)
    first, second, _third = Sku.objects.order_by("pk")
    address = reverse("catalog:draft", args=[first.pk])
    assert client.get(address).status_code == 200

    values = {"title": "Soft pillow", "code": "P-1", "attributes": "red", "barcode": "690123", "is_active": "on"}
    answer = client.post(address, values)

    first.refresh_from_db()
    assert answer.headers["Location"] == reverse("catalog:draft", args=[second.pk])
    assert (first.code, first.barcode, first.state, first.match_key) == ("P-1", "690123", ProductState.ACTIVE, "K1")
    assert Product.objects.get(pk=first.product_id).title == "Soft pillow"
    assert Task.objects.get(subject_id=first.pk).state == TaskState.DONE
    assert Task.objects.filter(state=TaskState.OPEN).count() == 2


def test_code_of_another_sku_and_empty_title_are_refused(shop: ShopCard) -> None:
    client = client_of("shop_manager", shop)
    address = reverse("catalog:draft", args=[Sku.objects.order_by("pk")[0].pk])

    assert client.post(address, {"title": "Pillow", "code": "C2"}).status_code == 422
    assert client.post(address, {"title": " ", "code": "P-1"}).status_code == 422
    assert Sku.objects.filter(state=ProductState.DRAFT).count() == 3


def test_ticked_drafts_are_accepted_then_all(shop: ShopCard) -> None:
    client = client_of("shop_manager", shop)
    assert client.get(reverse("catalog:drafts")).status_code == 200
    ids = [sku.pk for sku in Sku.objects.order_by("pk")[:2]]

    client.post(reverse("catalog:accept_drafts"), {"ids": ids, "verb": "accept"})
    assert Sku.objects.filter(state=ProductState.DRAFT).count() == 1
    client.post(reverse("catalog:accept_drafts"), {"everything": "1", "verb": "accept"})
    assert Sku.objects.filter(state=ProductState.DRAFT).count() == 0
    assert Task.objects.filter(state=TaskState.OPEN).count() == 0
    assert client.get(reverse("catalog:drafts")).status_code == 200


def test_clerk_and_other_shops_are_refused(shop: ShopCard) -> None:
    address = reverse("catalog:draft", args=[Sku.objects.order_by("pk")[0].pk])
    other = create_shop(actor=SYSTEM, code="other", name="Other")

    assert client_of("order_clerk", shop).get(address).status_code == 403
    stranger = client_of("shop_manager", other)
    assert stranger.get(address).status_code == 403
    assert stranger.get(reverse("catalog:draft", args=[0])).status_code == 404
    stranger.post(reverse("catalog:accept_drafts"), {"everything": "1"})
    assert Sku.objects.filter(state=ProductState.DRAFT).count() == 3
