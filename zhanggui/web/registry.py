"""The desk's own places in the navigation: the workbench and what waits."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.registry import NavItem, register_nav

register_nav(
    NavItem("", 10, _("Workbench"), "home", "home", None, key="G H"),
    NavItem("", 20, _("My tasks"), "tasks", "task", None, key="G T"),
    NavItem("shop", 805, _("Approvals"), "approvals", "key", None, key="G A"),
)
