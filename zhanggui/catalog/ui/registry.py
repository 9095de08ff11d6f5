"""What products show elsewhere: their place in the navigation, the kind of task that a draft opens."""

from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.services.drafts import DRAFT_TASK
from zhanggui.catalog.values import VIEW_CATALOG
from zhanggui.kernel.pages.registry import NavItem, register_nav
from zhanggui.kernel.tasks.verbs import TaskKind, register_task_kind

register_task_kind(
    TaskKind(DRAFT_TASK, _("draft products to complete"), _("Fill in what is missing"), "catalog:draft", icon="tag")
)
register_nav(NavItem("goods", 605, _("Products"), "catalog:products", "tag", VIEW_CATALOG, is_rare=True))
