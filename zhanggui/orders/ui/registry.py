"""What orders show elsewhere: places in the navigation, rows and figures of home pages, search."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.registry import (
    ActionItem,
    HomeSource,
    NavItem,
    SearchSource,
    register_actions,
    register_home,
    register_nav,
    register_search,
)
from zhanggui.orders.queries import open_counts
from zhanggui.orders.queries.difficult import difficult_counts
from zhanggui.orders.queries.shortages import shortage_counts
from zhanggui.orders.ui import clocks, duties  # noqa: F401  reason: register clocks and targets
from zhanggui.orders.ui.difficult import rows_of_followed
from zhanggui.orders.ui.finding import find_orders
from zhanggui.orders.ui.home import checked_panel, reasons_panel, rows_of_clerk, shops_panel
from zhanggui.orders.ui.shortages import rows_of_short
from zhanggui.orders.values import ARRANGE_ORDERS, CHECK_ORDERS, FOLLOW_ORDERS, VIEW_ORDERS


def _count(view: str, shop_ids: list[int]) -> int:
    return open_counts(shop_ids)[view]


register_nav(
    NavItem(
        "orders", 100, _("Order desk"), "orders:list", "desk", VIEW_ORDERS, "G O", lambda shops: _count("open", shops)
    ),
    NavItem(
        "orders", 110, _("On hold"), "orders:held", "pause", VIEW_ORDERS, "G Q", lambda shops: _count("held", shops)
    ),
)
register_nav(NavItem("orders", 190, _("Checking rules"), "orders:rules", "settings", VIEW_ORDERS, "G U", is_rare=True))
register_nav(
    NavItem(
        "orders",
        118,
        _("Difficult orders"),
        "orders:difficult",
        "trouble",
        VIEW_ORDERS,
        "G F",
        lambda shops: difficult_counts(shops)["open"],
    ),
    NavItem("orders", 191, _("Note reader"), "orders:note_rules", "note", VIEW_ORDERS, "G N", is_rare=True),
)
register_nav(
    NavItem(
        "orders",
        115,
        _("Short goods"),
        "orders:shortages",
        "stock",
        VIEW_ORDERS,
        "G X",
        lambda shops: sum(shortage_counts(shops)[name] for name in ("open", "asked")),
    )
)
register_nav(NavItem("goods", 610, _("Compare shops"), "orders:compare", "chart", VIEW_ORDERS, "G V", is_rare=True))
register_home(
    HomeSource(60, VIEW_ORDERS, panel=shops_panel, panel_template="orders/home/shops.html"),
    HomeSource(85, CHECK_ORDERS, rows=rows_of_short),
    HomeSource(90, FOLLOW_ORDERS, rows=rows_of_followed),
    HomeSource(100, CHECK_ORDERS, rows=rows_of_clerk),
    HomeSource(120, CHECK_ORDERS, panel=checked_panel, panel_template="orders/home/checked.html"),
    HomeSource(130, CHECK_ORDERS, panel=reasons_panel, panel_template="orders/home/reasons.html"),
)
register_actions(
    ActionItem(20, _("Check one by one"), "orders:run", "desk", CHECK_ORDERS),
    ActionItem(22, _("Ship orders together"), "orders:together", "box", ARRANGE_ORDERS),
    ActionItem(80, _("My exports"), "orders:exports", "download", VIEW_ORDERS),
    ActionItem(82, _("Saved filters"), "orders:filters", "star", VIEW_ORDERS),
)
register_search(SearchSource(100, VIEW_ORDERS, find_orders))
