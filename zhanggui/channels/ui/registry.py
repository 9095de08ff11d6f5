"""What imports show elsewhere: places in the navigation and rows of the workbench."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.channels.queries.pages import count_to_decide, recent_batches
from zhanggui.channels.ui.words import error_text
from zhanggui.channels.values import RUN_IMPORTS, UNDO_IMPORTS
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.pages.access import all_shops
from zhanggui.kernel.pages.registry import (
    ActionItem,
    HomeRow,
    HomeSource,
    NavItem,
    register_actions,
    register_home,
    register_nav,
)
from zhanggui.kernel.values import Actor

_SHOWN = 60


def conflict_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Conflicts of imports that a person must decide."""
    count = count_to_decide(shop_ids)
    if not count:
        return []
    url = f"{reverse('channels:list')}?view=open"
    detail = _("file and stored value differ")
    return [HomeRow("merge", _("import conflicts to decide"), detail, _("Decide"), url, count=count)]


def import_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Imports that failed, and dry runs that nobody brought in."""
    rows = [_failed_row(batch) for batch in recent_batches(shop_ids, ImportState.FAILED)[:3]]
    waiting = recent_batches(shop_ids, ImportState.CHECKED)
    if waiting:
        url = f"{reverse('channels:list')}?view=open" if len(waiting) > 1 else _url(waiting[0])
        detail = _("tried, nothing written yet")
        rows.append(
            HomeRow("upload", _("dry runs to bring in"), detail, _("Look"), url, count=len(waiting), group="new")
        )
    return rows


def _failed_row(batch: ImportBatch) -> HomeRow:
    title = _("Import %(number)s failed") % {"number": batch.number}
    return HomeRow("alert", title, error_text(batch)[:_SHOWN], _("See why"), _url(batch), group="new")


def _url(batch: ImportBatch) -> str:
    code = next((shop.code for shop in all_shops() if shop.id == batch.shop_id), "")
    return reverse("channels:batch", args=[code, batch.number])


register_nav(NavItem("goods", 720, gettext_lazy("Import"), "channels:import", "upload", RUN_IMPORTS, key="G I"))
register_actions(ActionItem(5, gettext_lazy("Import a file"), "channels:import", "upload", RUN_IMPORTS))
register_home(
    HomeSource(300, UNDO_IMPORTS, rows=conflict_rows),
    HomeSource(310, RUN_IMPORTS, rows=import_rows),
)
