"""What fulfilment shows elsewhere: places in the navigation, rows and panels of home pages, search."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.fulfilment.queries import close_outlook
from zhanggui.fulfilment.queries.desk import (
    find_batches,
    find_parcels,
    held_count,
    newest_batch,
    open_work,
)
from zhanggui.fulfilment.queries.exceptions import exception_counts
from zhanggui.fulfilment.queries.late_numbers import count_late
from zhanggui.fulfilment.services.tracking import SILENT
from zhanggui.fulfilment.ui import duties, handling, promises  # noqa: F401  reason: they register what they show
from zhanggui.fulfilment.ui.frame import next_close
from zhanggui.fulfilment.values import (
    CLOSE_BATCH,
    CONFIRM_REPORT,
    GIVE_BATCH,
    MAKE_INVOICES,
    PACK_PARCELS,
    SHIP_PARCELS,
    TAKE_BATCH,
    VIEW_BATCHES,
    VIEW_REPORT,
    BatchState,
    OpenReason,
    ParcelState,
)
from zhanggui.inventory.queries import low_stock
from zhanggui.kernel.pages.access import all_shops
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
from zhanggui.kernel.tasks.verbs import open_task_counts
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import held_before_close


def clerk_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Papers that wait to be printed or counted."""
    work = open_work(shop_ids)
    close = address("fulfilment:close")
    rows = []
    if work.to_print:
        rows.append(_row("print", _("batches to print"), _("closed, papers missing"), _("Print"), close, work.to_print))
    if work.to_take:
        detail = _("printed, not handed over yet")
        rows.append(_row("hand", _("batches to hand over"), detail, _("Count"), close, work.to_take))
    return rows


def blocked_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Orders that would miss the next close."""
    rows = []
    held_in = held_before_close(shop_ids)
    for shop in all_shops():
        held = held_in.get(shop.id, 0)
        if held:
            closes_at = next_close(shop)[1]
            title = _("held orders miss the %(at)s close") % {"at": f"{closes_at:%H:%M}"}
            url = address("fulfilment:close")
            rows.append(HomeRow("hold", title, shop.name, _("Look"), url, count=held, due_at=closes_at))
    return rows


def keeper_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Papers handed over, parcels to pack, what has no number, no stamp, little stock."""
    work = open_work(shop_ids)
    waybills = address("fulfilment:waybills")
    pack = address("fulfilment:pack")
    low = low_stock(shop_ids)
    rows = [
        _row(
            "hand",
            _("batches to take over"),
            _("count the papers"),
            _("Count"),
            address("fulfilment:close"),
            work.to_take,
        ),
        _row("box", _("parcels to pack"), _("against their slips"), _("Pack"), pack, work.to_pack),
        _row("truck", _("parcels without number"), _("packed"), _("Enter"), waybills, work.without_number),
        _row("stamp", _("slips without stamp"), _("shipped"), _("Stamp"), f"{waybills}?view=stamp", work.unstamped),
        _row(
            "stock",
            _("goods low in stock"),
            _("fewer than 5 available"),
            _("Look"),
            address("inventory:list"),
            low,
            "new",
        ),
    ]
    return [row for row in rows if row.count]


def late_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Parcels whose number is late, for who leads or closes; the keeper has it as a task (FUL-15)."""
    count = count_late(shop_ids)
    title, detail = _("numbers are late"), _("packed too long ago")
    row = HomeRow("clock", title, detail, _("Look"), address("fulfilment:late"), count=count, group="late")
    return [row] if count else []


def post_back_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Numbers that the marketplace does not know yet."""
    count = open_work(shop_ids).to_post_back
    url = f"{reverse('fulfilment:waybills')}?view=post"
    title, detail = _("numbers not posted back"), _("the marketplace still shows them as unshipped")
    return [_row("truck", title, detail, _("Write the file"), url, count)] if count else []


def manager_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Signed reports that wait for the manager."""
    count = open_work(shop_ids).to_confirm
    url = address("fulfilment:report")
    title, detail = _("reports to confirm"), _("signed by the keeper")
    return [_row("report", title, detail, _("Confirm"), url, count)] if count else []


def _row(icon: str, title: str, detail: str, verb: str, url: str, count: int, group: str = "today") -> HomeRow:
    return HomeRow(icon, title, detail, verb, url, count=count, group=group)


def close_panel(_actor: Actor, shop_ids: list[int]) -> dict[str, Any] | None:
    """Countdown and meter of the next close; only for one shop at a time."""
    if len(shop_ids) != 1:
        return None
    shop = next(shop for shop in all_shops() if shop.id == shop_ids[0])
    outlook = close_outlook(shop.id)
    waiting = sum(row.orders for row in outlook.blocked if row.reason in (OpenReason.TO_CHECK, OpenReason.COMPANION))
    last = newest_batch(shop.id)
    return {
        "url": address("fulfilment:close"),
        "closes_at": next_close(shop)[1],
        "ready": outlook.ready,
        "waiting": waiting,
        "held": held_count(shop.id),
        "last": last,
        "last_url": reverse("fulfilment:batch", args=[shop.code, last.number]) if last else "",
        "last_state": BatchState(last.state).label if last else "",
    }


def find_things(_actor: Actor, shop_ids: list[int], text: str) -> list[Hit]:
    """Parcels by parcel, slip or waybill number; batches by number."""
    codes = {shop.id: shop.code for shop in all_shops()}
    hits = []
    for parcel in find_parcels(shop_ids, text):
        detail = " ".join(filter(None, (str(ParcelState(parcel.state).label), parcel.waybill_no, parcel.order_number)))
        hits.append(Hit(_("Parcel"), parcel.number, detail, reverse("fulfilment:parcel", args=[parcel.pk])))
    for batch in find_batches(shop_ids, text):
        url = reverse("fulfilment:batch", args=[codes[batch.shop_id], batch.number])
        hits.append(Hit(_("Batch number"), batch.number, str(BatchState(batch.state).label), url))
    return hits


def _silent(shop_ids: list[int]) -> int:
    """Open tasks about parcels without news; counting parcels themselves would be dear on every page."""
    return sum(count for (kind, _position), count in open_task_counts(shop_ids).items() if kind == SILENT)


register_nav(
    NavItem("outbound", 400, gettext_lazy("The close"), "fulfilment:close", "clock", VIEW_BATCHES, key="G C"),
    NavItem("outbound", 410, gettext_lazy("Batches"), "fulfilment:batches", "print", VIEW_BATCHES, key="G B"),
    NavItem(
        "outbound",
        420,
        gettext_lazy("Pack"),
        "fulfilment:pack",
        "box",
        PACK_PARCELS,
        key="G P",
        count=lambda shop_ids: open_work(shop_ids).to_pack,
    ),
    NavItem(
        "outbound",
        430,
        gettext_lazy("Waybills"),
        "fulfilment:waybills",
        "truck",
        VIEW_BATCHES,
        key="G W",
        count=lambda shop_ids: open_work(shop_ids).without_number,
    ),
    NavItem(
        "outbound",
        435,
        gettext_lazy("Tracking"),
        "fulfilment:tracking",
        "pin",
        VIEW_BATCHES,
        key="G L",
        count=_silent,
        is_rare=True,
    ),
    NavItem(
        "outbound",
        437,
        gettext_lazy("Parcel exceptions"),
        "fulfilment:exceptions",
        "trouble",
        VIEW_BATCHES,
        key="G Z",
        count=lambda shop_ids: exception_counts(shop_ids)["open"],
    ),
    NavItem("outbound", 440, gettext_lazy("Courier numbers"), "fulfilment:numbers", "tag", VIEW_BATCHES, is_rare=True),
    NavItem("outbound", 445, gettext_lazy("Invoices"), "fulfilment:invoices", "note", MAKE_INVOICES, is_rare=True),
    NavItem("outbound", 455, gettext_lazy("Vouchers"), "fulfilment:vouchers", "stamp", VIEW_BATCHES, is_rare=True),
    NavItem("goods", 620, gettext_lazy("Daily report"), "fulfilment:report", "report", VIEW_REPORT, key="G R"),
)
register_home(
    HomeSource(10, CLOSE_BATCH, panel=close_panel, panel_template="fulfilment/_home_close.html"),
    HomeSource(20, GIVE_BATCH, rows=clerk_rows),
    HomeSource(30, TAKE_BATCH, rows=keeper_rows),
    HomeSource(40, CLOSE_BATCH, rows=blocked_rows),
    HomeSource(45, CLOSE_BATCH, rows=late_rows),
    HomeSource(50, SHIP_PARCELS, rows=post_back_rows),
    HomeSource(60, CONFIRM_REPORT, rows=manager_rows),
)
register_actions(
    ActionItem(10, gettext_lazy("Close the batch"), "fulfilment:close", "clock", CLOSE_BATCH),
    ActionItem(30, gettext_lazy("Pack the next parcel"), "fulfilment:pack", "box", PACK_PARCELS),
    ActionItem(32, gettext_lazy("Enter waybill numbers"), "fulfilment:waybills", "truck", SHIP_PARCELS),
)
register_search(SearchSource(300, VIEW_BATCHES, find_things))
