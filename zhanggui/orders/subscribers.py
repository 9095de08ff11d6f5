"""What orders do when another module has news."""

from django.utils.translation import gettext_lazy

from zhanggui.inventory.events import StockSet
from zhanggui.kernel.approvals.verbs import ApprovalDecided, ApprovalKind, register_approval_kind
from zhanggui.kernel.erasure import register_eraser, register_personal
from zhanggui.kernel.events.announce import subscribe
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.news import notify
from zhanggui.orders.events import OrdersImported, RulesChanged
from zhanggui.orders.models import OrderHold
from zhanggui.orders.queries.exports import export_facts
from zhanggui.orders.queries.rules import version_facts
from zhanggui.orders.services import ensure_note_rules, ensure_rules, settle_export
from zhanggui.orders.services.erase_buyer import empty_order
from zhanggui.orders.services.instructions import read_batch_notes
from zhanggui.orders.services.request_export import APPROVAL_KIND
from zhanggui.orders.services.rules import APPROVAL_KIND as RULE_KIND
from zhanggui.orders.services.rules import settle_rule
from zhanggui.orders.values import APPROVE_EXPORT, APPROVE_RULES, HoldReason
from zhanggui.shops.events import ShopCreated
from zhanggui.shops.queries import settings_of

CHECK_JOB = "orders.check_shop"
register_approval_kind(
    ApprovalKind(APPROVAL_KIND, gettext_lazy("Export of orders"), APPROVE_EXPORT, export_facts, "download")
)
register_approval_kind(
    ApprovalKind(RULE_KIND, gettext_lazy("Change of a checking rule"), APPROVE_RULES, version_facts, "desk")
)


_CONTACT = (
    "buyer_nick receiver_name mobile phone phone_tail address province city district division_code postcode"
    " buyer_note invoice_title extra"
)
register_personal("order", "orders_ordercontact", _CONTACT.split())
register_eraser("order", empty_order)


@subscribe(ShopCreated)
def on_shop_created(event: ShopCreated) -> None:
    """A new shop starts with the shipped rules."""
    ensure_rules(event.shop_id)
    ensure_note_rules(event.shop_id)


@subscribe(OrdersImported)
def on_orders_imported(event: OrdersImported) -> None:
    """What came in is checked by itself where the shop wants that; open desks learn of it."""
    read_batch_notes(event.shop_id, event.batch_id)
    notify({"kind": "orders", "id": event.batch_id, "shop": event.shop_id})
    if settings_of(event.shop_id)["is_checked_automatically"]:
        enqueue_check(event.shop_id)


@subscribe(StockSet)
def on_stock_set(event: StockSet) -> None:
    """Goods arrived: orders that waited for them are tried again."""
    is_waiting = OrderHold.objects.filter(
        shop_id=event.shop_id, reason=HoldReason.STOCK_SHORT, released_at=None
    ).exists()
    if is_waiting and settings_of(event.shop_id)["is_checked_automatically"]:
        enqueue_check(event.shop_id)


def enqueue_check(shop_id: int) -> None:
    """Let the worker check the shop; checks of one shop run one after the other."""
    enqueue(CHECK_JOB, lock=f"check-{shop_id}", shop_id=shop_id)


@subscribe(ApprovalDecided)
def on_approval_decided(event: ApprovalDecided) -> None:
    """An export, or a change of a checking rule, was approved or refused."""
    if event.kind == APPROVAL_KIND:
        settle_export(event)
    if event.kind == RULE_KIND:
        settle_rule(event)


@subscribe(RulesChanged)
def on_rules_changed(event: RulesChanged) -> None:
    """Orders that wait are tried under the new rule where the shop checks by itself."""
    if settings_of(event.shop_id)["is_checked_automatically"]:
        enqueue_check(event.shop_id)
