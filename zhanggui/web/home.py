"""What stands on a role's home page: rows and figures that modules registered."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import Scope
from zhanggui.kernel.pages.registry import HomeRow, home_sources
from zhanggui.kernel.values import Actor

_GROUPS = ("late", "today", "new")


def home_context(actor: Actor, scope: Scope) -> dict[str, Any]:
    """Groups of rows (overdue, due today, new), figure panels, and the heading that is the next action."""
    grouped: dict[str, list[HomeRow]] = {name: [] for name in _GROUPS}
    panels = []
    for source in home_sources():
        shops = [shop.id for shop in scope.shops if actor.can(source.capability, shop.id)]
        if not shops:
            continue
        for row in source.rows(actor, shops) if source.rows else []:
            grouped[row.group].append(row)
        panel = source.panel(actor, shops) if source.panel else None
        if panel is not None:
            panels.append({"template": source.panel_template, "panel": panel})
    first = next((rows[0] for rows in grouped.values() if rows), None)
    return {
        "groups": [
            {"name": name, "label": label, "rows": grouped[name]}
            for name, label in (("late", _("Overdue")), ("today", _("Due today")), ("new", _("New")))
            if grouped[name]
        ],
        "panels": panels,
        "heading": _heading(actor, grouped, first),
        "first": first,
        "now": now(),
    }


def _heading(actor: Actor, grouped: dict[str, list[HomeRow]], first: HomeRow | None) -> str:
    late = sum(row.count or 1 for row in grouped["late"])
    if late:
        text = ngettext("%(name)s, first %(count)d order that is overdue", "%(name)s, first %(count)d orders that are overdue", late)
        return text % {"name": actor.name, "count": late}
    if first is not None:
        return _("%(name)s, next: %(title)s") % {"name": actor.name, "title": first.title}
    return _("%(name)s, nothing waits for you") % {"name": actor.name}
