"""What shops show elsewhere: the settings in the navigation, and what an owner should look at."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.confidential import VIEW_PLAN
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, NavItem, register_home, register_nav
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import sender_of, shop_by_id
from zhanggui.shops.ui.plan import plan_panel
from zhanggui.shops.values import MANAGE_SHOPS, VIEW_SETTINGS


def home_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Shops whose sender is not whole yet."""
    rows = []
    for shop_id in shop_ids:
        sender = sender_of(shop_id)
        if not sender.phone or not sender.address:
            shop = shop_by_id(shop_id)
            url = f"{reverse('shops:shop', args=[shop.code])}#sender"
            rows.append(HomeRow("pin", _("Sender's address is missing"), shop.name, _("Fill in"), url, group="new"))
    return rows


register_nav(NavItem("shop", 820, gettext_lazy("Settings"), "shops:settings", "settings", VIEW_SETTINGS, is_rare=True))
register_home(HomeSource(910, MANAGE_SHOPS, rows=home_rows))
register_home(HomeSource(70, VIEW_PLAN, panel=plan_panel, panel_template="shops/home/plan.html"))
