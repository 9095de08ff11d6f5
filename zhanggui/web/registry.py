"""The desk's own places in the navigation: the workbench and what waits."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clocks import own  # noqa: F401  reason: registers the clocks of the kernel's machines
from zhanggui.kernel.pages.registry import HomeSource, NavItem, register_home, register_nav
from zhanggui.kernel.rulebook.verbs import VIEW_VALUES
from zhanggui.people.values import DO_TASKS
from zhanggui.web.clocks import clock_rows

register_nav(
    NavItem("", 10, _("Workbench"), "home", "home", None, key="G H"),
    NavItem("", 20, _("My tasks"), "tasks", "task", None, key="G T"),
    NavItem("shop", 804, _("Notices"), "notices", "bell", None, key="G Z"),
    NavItem("shop", 803, _("All deadlines"), "clocks", "clock", None, key="G J"),
    NavItem("shop", 825, _("Legal values and timers"), "values", "lock", VIEW_VALUES),
    NavItem("shop", 805, _("Approvals"), "approvals", "key", None, key="G A"),
)
register_home(HomeSource(905, DO_TASKS, rows=clock_rows))
