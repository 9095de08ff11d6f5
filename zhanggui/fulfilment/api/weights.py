"""Endpoint of the scale: what a parcel weighs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.fulfilment.services.weigh import weigh_parcel, weighed_json
from zhanggui.fulfilment.values import PACK_PARCELS
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class WeightIn(Schema):
    """What the scale says: `1.25kg`, or grams."""

    weight: str


class WeightOut(Schema):
    """The weight that was kept, what the goods should weigh, and the freight of the parcel's courier."""

    parcel: str
    weight_g: int
    expected_g: int | None
    is_far_off: bool
    freight: str | None


@router.post("/shops/{shop}/parcels/{parcel}/weight", **endpoint(WeightOut, PACK_PARCELS))
def weigh(request: HttpRequest, shop: str, parcel: str, body: WeightIn) -> dict[str, Any]:
    """Keep the weight of a parcel that has not left; its freight is counted anew."""
    found = shop_for(request, shop, PACK_PARCELS)
    return weighed_json(weigh_parcel(actor=acting(request), shop_id=found.id, number=parcel, weight=body.weight))
