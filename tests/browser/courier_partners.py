"""Couriers of the shop in the middle of its day: one approved with prices and a signed contract, one proposed."""

from datetime import timedelta
from decimal import Decimal

from zhanggui.couriers.models import CourierContract
from zhanggui.couriers.services import add_contract, add_courier, approve_courier, enter_prices
from zhanggui.couriers.services.contracts import attach_paper
from zhanggui.couriers.values import NewPrices, Zone
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor


def know_couriers(owner: Actor, shop_id: int) -> None:
    """Register them after the parcels left, so that what was shipped stays as it is."""
    today = now().date()
    add_courier(actor=owner, shop_id=shop_id, code="ZTO", number_source="pool", contact_name="吴师傅")
    approve_courier(actor=owner, shop_id=shop_id, code="ZTO")
    add_courier(actor=owner, shop_id=shop_id, code="SF")
    zone = Zone("一区", ("浙江", "上海"), Decimal(1), Decimal("4.50"), Decimal(1), Decimal(1))
    enter_prices(actor=owner, shop_id=shop_id, code="ZTO", prices=NewPrices("2026-1", today, (zone,)))
    made = add_contract(
        actor=owner,
        shop_id=shop_id,
        code="ZTO",
        number="HT-1",
        starts_on=today,
        ends_on=today + timedelta(days=300),
        price_version="2026-1",
    )
    attach_paper(actor=owner, shop_id=shop_id, contract_id=made.pk, name="ht.pdf", data=b"%PDF-1.7")


def courier_examples() -> dict[str, object]:
    """Values for the parameters of the couriers' addresses."""
    return {
        "couriers/code": "ZTO",
        "couriers/name": "prices",
        "contract_id": CourierContract.objects.latest("pk").pk,
    }
