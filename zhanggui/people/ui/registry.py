"""What people show elsewhere: their place in the navigation, and rows on the owner's home page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import (
    ActionItem,
    Hit,
    HomeRow,
    HomeSource,
    NavItem,
    SearchSource,
    register_actions,
    register_home,
    register_nav,
    register_search,
)
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import people_rows, uncovered_positions
from zhanggui.people.rules.security import DORMANT_DAYS
from zhanggui.people.ui import (
    clocks,  # noqa: F401  reason: registers its clock
    given_tasks,
)
from zhanggui.people.values import DO_TASKS, GIVE_TASKS, MANAGE_PEOPLE, OWNER, VIEW_PEOPLE

_MOST_HITS = 5


def home_rows(actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """What wants a look: accounts never used or dormant, the owner's missing second factor, duties without anybody."""
    rows = []
    people = [row for row in people_rows(shop_ids) if row.is_active]
    unused = [row for row in people if row.last_login is None and row.id != actor.user_id]
    dormant_days = rule_value(DORMANT_DAYS)
    dormant = [row for row in people if row.last_login is not None and row.dormant_days >= dormant_days]
    unguarded = {row.id for row in people if not row.has_second_factor}
    if OWNER in actor.position.split(",") and actor.user_id in unguarded:
        rows.append(
            HomeRow(
                "lock",
                _("Your account has no second factor"),
                _("an owner's password alone opens everything"),
                _("Switch on"),
                address("people:second_factor"),
                group="new",
            )
        )
    gaps = uncovered_positions(shop_ids)
    if gaps:
        names = "、".join(position_words(code) for code in gaps[:3])
        title = _("positions with duties that nobody holds")
        rows.append(HomeRow("people", title, names, _("Look"), address("people:duties"), count=len(gaps), group="new"))
    if unused:
        names = "、".join(row.name for row in unused[:3])
        rows.append(_row("user", _("accounts never signed in"), names, len(unused)))
    if dormant:
        detail = _("no sign-in for %(days)d days") % {"days": dormant_days}
        rows.append(_row("user", _("dormant accounts"), detail, len(dormant)))
    return rows


def _row(icon: str, title: str, detail: str, count: int) -> HomeRow:
    return HomeRow(icon, title, detail, _("Look"), address("people:list"), count=count, group="new")


def find_people(_actor: Actor, shop_ids: list[int], text: str) -> list[Hit]:
    """People by sign-in name or display name."""
    wanted = text.casefold()
    return [
        Hit(_("People"), row.name, row.username, reverse("people:person", args=[row.username]))
        for row in people_rows(shop_ids)
        if wanted in row.name.casefold() or wanted in row.username.casefold()
    ][:_MOST_HITS]


register_actions(
    ActionItem(40, gettext_lazy("Give a task"), "people:give_task", "hand", GIVE_TASKS),
    ActionItem(90, gettext_lazy("Add a person"), "people:new", "user", MANAGE_PEOPLE),
)
register_nav(
    NavItem("shop", 800, gettext_lazy("Given tasks"), "people:tasks", "hand", DO_TASKS, key="G E", is_rare=True),
    NavItem("shop", 801, gettext_lazy("Routines"), "people:routines", "calendar", DO_TASKS, is_rare=True),
    NavItem("shop", 802, gettext_lazy("My duties"), "people:duties", "rows", None, key="G D", is_rare=True),
)
register_home(HomeSource(20, DO_TASKS, rows=given_tasks.home_rows))
register_nav(
    NavItem("shop", 810, gettext_lazy("People and positions"), "people:list", "people", VIEW_PEOPLE, is_rare=True)
)
register_home(HomeSource(900, MANAGE_PEOPLE, rows=home_rows))
register_search(SearchSource(900, VIEW_PEOPLE, find_people))
