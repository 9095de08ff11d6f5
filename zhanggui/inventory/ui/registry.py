"""Where stock stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from zhanggui.inventory.values import VIEW_STOCK
from zhanggui.kernel.pages.registry import NavItem, register_nav

register_nav(NavItem("goods", 600, _("Stock"), "inventory:list", "stock", VIEW_STOCK, key="G S"))
register_nav(NavItem("goods", 602, _("Storage places"), "inventory:places", "pin", VIEW_STOCK, is_rare=True))
