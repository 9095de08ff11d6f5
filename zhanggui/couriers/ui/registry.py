"""Where couriers stand in the navigation, and what home pages say of the policy (LOG-02)."""

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries.register import partner_policies
from zhanggui.couriers.values import MANAGE_COURIERS, VIEW_COURIERS, PartnerPolicy
from zhanggui.kernel.pages.access import all_shops
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, NavItem, register_home, register_nav
from zhanggui.kernel.values import Actor


def policy_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """One row for each shop with fewer than two or more than three approved couriers."""
    names = {shop.id: shop.name for shop in all_shops()}
    return [
        HomeRow("truck", policy.label, names.get(shop_id, ""), _("Look"), address("couriers:register"), group="new")
        for shop_id, policy in partner_policies(shop_ids).items()
        if policy in (PartnerPolicy.FEW, PartnerPolicy.MANY)
    ]


register_nav(
    NavItem("outbound", 450, _("Couriers"), "couriers:register", "truck", VIEW_COURIERS, key="G K", is_rare=True)
)
register_home(HomeSource(90, MANAGE_COURIERS, rows=policy_rows))
