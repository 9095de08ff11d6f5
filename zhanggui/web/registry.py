"""The desk's own places in the navigation: the workbench and what waits."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clocks import own  # noqa: F401  reason: registers the clocks of the kernel's machines
from zhanggui.kernel.pages.registry import (
    HomeSource,
    NavItem,
    SearchSource,
    register_home,
    register_nav,
    register_search,
)
from zhanggui.kernel.rulebook.verbs import VIEW_VALUES
from zhanggui.people.values import DO_TASKS, SEE_AS
from zhanggui.web.clocks import clock_rows
from zhanggui.web.seeing_pages import find_roles

register_nav(
    NavItem("", 10, _("Workbench"), "home", "home", None, key="G H"),
    NavItem("", 20, _("My tasks"), "tasks", "task", None, key="G T"),
    NavItem("shop", 804, _("Notices"), "notices", "bell", None, is_rare=True),
    NavItem("shop", 803, _("All deadlines"), "clocks", "clock", None, key="G J", is_rare=True),
    NavItem("shop", 825, _("Legal values and timers"), "values", "lock", VIEW_VALUES, is_rare=True),
    NavItem("shop", 805, _("Approvals"), "approvals", "key", None, key="G A", is_rare=True),
)
register_home(HomeSource(905, DO_TASKS, rows=clock_rows))
register_nav(NavItem("shop", 812, _("See as a role"), "see_as", "eye", SEE_AS, is_rare=True))
register_search(SearchSource(910, SEE_AS, find_roles))
