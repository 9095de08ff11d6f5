"""Changing contact or goods of an order with the buyer's consent on record, and taking it back (ORD-07)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import SkuCard, sku_cards, skus_by_code, skus_in_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ConsentMissing, UnknownChoice, UnknownField
from zhanggui.orders.models import AgreedChange, Order, OrderContact, OrderLine
from zhanggui.orders.services.change_contact_fields import CHANGEABLE, apply_contact
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import refuse_unless_waiting
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.services.shortage.owing import withdraw_owed
from zhanggui.orders.values import HOLD_ORDERS, CheckSummary, Consent, ConsentWay, RefundState

LONGEST_WORDS = 500
# Clocks of two machines may differ a little; a consent of tomorrow is a slip of the pen.
_AHEAD, _OLDEST = timedelta(minutes=5), timedelta(days=3650)
_GOODS = ("sku_id", "product_id", "sku_code", "attributes", "title")


class GoodsNotOfProduct(InvalidInput):
    """Only another colour or size of the same product can take the place of a line's goods."""

    def __init__(self) -> None:
        super().__init__(
            "orders.goods_not_of_product",
            _("Choose another colour or size of the same product; other goods need an order of their own."),
        )


class ConsentInFuture(InvalidInput):
    """A buyer cannot have agreed later than now, or before there was an order."""

    def __init__(self) -> None:
        super().__init__("orders.consent_in_future", _("The buyer cannot have agreed at that time; mend it."))


class ChangeNotFound(NotFound):
    """The shop has no such change."""

    def __init__(self) -> None:
        super().__init__("orders.change_not_found", _("There is no such change on this order."))


class ChangeCovered(Conflict):
    """A later change stands on top of it, or it was undone before."""

    def __init__(self) -> None:
        super().__init__(
            "orders.change_covered",
            _("This change was undone already, or something newer stands in its place. Nothing was changed."),
        )


def agree_change(
    *,
    actor: Actor,
    shop_id: int,
    order_id: int,
    consent: Consent,
    contact: Mapping[str, str] | None = None,
    goods: Mapping[int, int] | None = None,
    may_be_other_product: bool = False,
) -> CheckSummary:
    """Change receiver, phone, address, or colour and size of lines, before the order enters a batch (ORD-07).

    `contact` maps fields to new values, `goods` line ids to SKUs of the same product; in place of short goods
    other products may come too (`may_be_other_product`, ORD-08). What the buyer paid stays as it is. The consent
    (how, when, in which words) and before and after are kept; promised stock follows and the order is checked again. An import that still brings the old values leaves the agreed ones alone.
    Errors: no consent, an unknown field, other goods, an order in a batch or shipped.
    """
    require(actor, HOLD_ORDERS, shop_id)
    _refuse_bad(consent)
    unknown = [name for name in contact or {} if name not in CHANGEABLE]
    if unknown:
        raise UnknownField(unknown[0], CHANGEABLE)
    with transaction.atomic():
        lock_checking(shop_id)
        found = locked_by_ids(shop_id, [order_id])
        refuse_unless_waiting(found)
        changes = _change_contact(shop_id, order_id, contact or {})
        changes |= _change_goods(shop_id, order_id, goods or {}, may_be_other_product)
        if not changes:
            return CheckSummary()
        made = AgreedChange.objects.create(
            shop_id=shop_id,
            order_id=order_id,
            changes=changes,
            how=consent.how,
            agreed_at=consent.at or now(),
            words=consent.words.strip()[:LONGEST_WORDS],
            made_at=now(),
            made_by=actor.name,
            made_by_id=actor.user_id,
        )
        _tell(actor, made, found[0].number)
        Order.objects.filter(pk=order_id).update(updated_at=now())
        return check_ids(actor, shop_id, [order_id])


def goods_of_codes(shop_id: int, order_id: int, codes: Mapping[int, str]) -> dict[int, int]:
    """Line positions and SKU codes as people write them, as line ids and SKU ids; GoodsNotOfProduct."""
    if not codes:
        return {}
    lines = dict(OrderLine.objects.filter(order_id=order_id).values_list("position", "pk"))
    skus = skus_by_code(shop_id, codes.values())
    if any(position not in lines or code not in skus for position, code in codes.items()):
        raise GoodsNotOfProduct
    return {lines[position]: skus[code] for position, code in codes.items()}


def undo_change(*, actor: Actor, shop_id: int, change_id: int) -> CheckSummary:
    """Put back what stood before an agreed change, while the order is in no batch, and check it again.

    ChangeCovered when a later change stands on top of it; PaidBackAlready when the difference of cheaper goods
    was paid back.
    """
    require(actor, HOLD_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        change = AgreedChange.objects.filter(shop_id=shop_id, pk=change_id).first()
        if change is None:
            raise ChangeNotFound
        found = locked_by_ids(shop_id, [change.order_id])
        change.refresh_from_db()
        refuse_unless_waiting(found)
        if change.undone_at is not None or not _still_stands(change):
            raise ChangeCovered
        withdraw_owed(actor, shop_id, change.order_id, change.pk)
        _put_back(change)
        AgreedChange.objects.filter(pk=change.pk).update(undone_at=now(), undone_by=actor.name)
        Order.objects.filter(pk=change.order_id).update(updated_at=now())
        subject = Subject("order", change.order_id, found[0].number)
        data = {"change": change.pk, "fields": _field_names(change.changes)}
        record(actor, "order.change_undone", shop_id=shop_id, subject=subject, data=data)
        return check_ids(actor, shop_id, [change.order_id])


def _refuse_bad(consent: Consent) -> None:
    if not consent.words.strip():
        raise ConsentMissing
    if consent.how not in ConsentWay.values:
        raise UnknownChoice("how", consent.how, ConsentWay.values)
    if consent.at is not None and not now() - _OLDEST < consent.at <= now() + _AHEAD:
        raise ConsentInFuture


def _change_contact(shop_id: int, order_id: int, contact: Mapping[str, str]) -> dict[str, list[Any]]:
    if not contact:
        return {}
    order = Order.objects.get(pk=order_id)
    row, _made = OrderContact.objects.get_or_create(
        order_id=order_id, defaults={"shop_id": shop_id, "sort_at": order.sort_at}
    )
    before = {name: getattr(row, name) for name in contact}
    wanted = {name: value.strip() for name, value in contact.items() if before[name] != value.strip()}
    if wanted:
        apply_contact(row, wanted)
    return {name: [before[name], getattr(row, name)] for name in wanted}


def _change_goods(
    shop_id: int, order_id: int, goods: Mapping[int, int], may_be_other_product: bool
) -> dict[str, list[Any]]:
    if not goods:
        return {}
    lines = {line.pk: line for line in OrderLine.objects.filter(order_id=order_id, pk__in=list(goods))}
    cards = sku_cards(skus_in_shop(shop_id, goods.values()))
    changes: dict[str, list[Any]] = {}
    for line_id, sku_id in goods.items():
        line, card = lines.get(line_id), cards.get(sku_id)
        if line is None or card is None or not _fits(line, card, may_be_other_product):
            raise GoodsNotOfProduct
        if line.sku_id == sku_id:
            continue
        before = {name: getattr(line, name) for name in _GOODS}
        after = {
            "sku_id": card.id,
            "product_id": card.product_id,
            "sku_code": card.code,
            "attributes": card.attributes,
            "title": line.title if line.product_id == card.product_id else card.title,
        }
        OrderLine.objects.filter(pk=line_id).update(**after)
        changes[f"line:{line_id}"] = [before, after]
    return changes


def _fits(line: OrderLine, card: SkuCard, may_be_other_product: bool) -> bool:
    return (may_be_other_product or line.product_id == card.product_id) and line.refund_state != RefundState.REFUNDED


def _tell(actor: Actor, change: AgreedChange, number: str) -> None:
    """One event for contact, one for goods; values and words lie in their erasable part."""
    subject = Subject("order", change.order_id, number)
    goods = [name for name in change.changes if name.startswith("line:")]
    contact = [name for name in change.changes if name not in goods]
    for kind, names in (("order.contact_changed", contact), ("order.goods_changed", goods)):
        if names:
            record(
                actor,
                kind,
                shop_id=change.shop_id,
                subject=subject,
                data={"change": change.pk, "how": change.how, "fields": _field_names(names)},
                personal={name: change.changes[name] for name in names} | {"consent": change.words},
            )


def _field_names(names: Mapping[str, Any] | list[str]) -> list[str]:
    return sorted({"goods" if name.startswith("line:") else name for name in names})


def _still_stands(change: AgreedChange) -> bool:
    contact = OrderContact.objects.filter(order_id=change.order_id).first()
    lines = {f"line:{line.pk}": line for line in OrderLine.objects.filter(order_id=change.order_id)}
    for name, (_before, after) in change.changes.items():
        if name.startswith("line:"):
            line = lines.get(name)
            if line is None or line.sku_id != after["sku_id"]:
                return False
        elif contact is None or getattr(contact, name) != after:
            return False
    return True


def _put_back(change: AgreedChange) -> None:
    contact = {name: pair[0] for name, pair in change.changes.items() if not name.startswith("line:")}
    if contact:
        apply_contact(OrderContact.objects.get(order_id=change.order_id), contact)
    for name, (before, _after) in change.changes.items():
        if name.startswith("line:"):
            OrderLine.objects.filter(pk=int(name.partition(":")[2])).update(**before)
