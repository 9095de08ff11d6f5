"""Orders in the words of the desk: causes of holds, rules with their values, where an order stands."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.orders.queries.rows import ContactRow, HoldRow, OrderRow
from zhanggui.orders.rules.fact_kinds import ADDRESS_REASONS
from zhanggui.orders.ui.rule_values import rule_values, value_detail
from zhanggui.orders.values import CallStanding, CheckSummary, Flag, HoldReason, OrderState, OrderStep, Verdict

ADDRESS_WORDS = ADDRESS_REASONS
_CALM = 2


def step_of(order: OrderRow) -> int:
    """How many of the five bars are filled."""
    if order.state in {OrderState.SHIPPED, OrderState.COMPLETED}:
        return 5
    if order.state != OrderState.PAID:
        return 0
    return 1 + list(OrderStep).index(OrderStep(order.step))


def standing_words(order: OrderRow) -> str:
    """The word beside the rail."""
    if order.state == OrderState.PAID:
        return str(OrderStep(order.step).label)
    return str(OrderState(order.state).label)


def hold_label(reason: str) -> str:
    """The typed reason as the chip shows it."""
    return str(HoldReason(reason).label) if reason in HoldReason.values else reason


def quoted(text: str, limit: int = 40) -> str:
    """A buyer's own words, short."""
    plain = " ".join(text.split())
    return _("“%(text)s”") % {"text": plain if len(plain) <= limit else f"{plain[:limit]}…"}


def hold_cause(hold: HoldRow, contact: ContactRow) -> str:
    """The concrete cause of a hold, in a few words."""
    write = _CAUSES.get(hold.reason)
    return write(hold, contact) if write else hold.note


def _note_cause(hold: HoldRow, contact: ContactRow) -> str:
    if contact.buyer_note:
        return quoted(contact.buyer_note)
    return rule_values(hold.cause)


def _flag_cause(hold: HoldRow, _contact: ContactRow) -> str:
    flag = hold.cause.get("flag")
    if flag is None:
        return _("a flag of other positions")
    return str(Flag(flag).label) if flag in Flag.values else str(flag)


def _address_cause(hold: HoldRow, contact: ContactRow) -> str:
    reason = contact.address_reason or hold.cause.get("address_reason", "")
    return str(ADDRESS_WORDS.get(reason, reason))


def _masked_cause(_hold: HoldRow, _contact: ContactRow) -> str:
    return _("ship it with the marketplace's own waybill")


def _items_cause(hold: HoldRow, _contact: ContactRow) -> str:
    if not hold.cause.get("line_count"):
        return _("no goods named; import the item file")
    unknown = hold.cause.get("unknown_line_count") or 0
    if unknown:
        return ngettext("%(count)d line has no known SKU", "%(count)d lines have no known SKU", unknown) % {
            "count": unknown
        }
    missing = hold.cause.get("missing_piece_count") or 0
    return ngettext("%(count)d piece is not named", "%(count)d pieces are not named", missing) % {"count": missing}


def _quantity_cause(hold: HoldRow, _contact: ContactRow) -> str:
    most, limit = hold.cause.get("max_line_quantity"), hold.cause.get("unusual_quantity")
    return _("%(most)s of one item, usual up to %(limit)s") % {"most": most, "limit": limit}


def _call_cause(hold: HoldRow, _contact: ContactRow) -> str:
    standing = hold.cause.get("call_standing", "none")
    if standing in {"none", ""}:
        if hold.cause.get("is_cod_detail") or hold.cause.get("is_first_cod"):
            return _("first cash on delivery of this buyer, not called yet")
        return _("not called yet; call before shipping")
    tries = hold.cause.get("call_standing_detail", {}).get("tries", 0)
    words = CallStanding(standing).label if standing in CallStanding.values else standing
    return ngettext("%(words)s · %(count)d try", "%(words)s · %(count)d tries", tries) % {
        "words": words,
        "count": tries,
    }


def _seller_note_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return rule_values(hold.cause)


def _price_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return value_detail("price_off_percent", hold.cause) or rule_values(hold.cause)


def _duplicate_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return value_detail("duplicate_count", hold.cause) or rule_values(hold.cause)


def _household_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return value_detail("household_score", hold.cause) or rule_values(hold.cause)


def _values_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return rule_values(hold.cause)


def short_items(cause: Mapping[str, Any]) -> dict[str, int]:
    """What a shortage lacks, by SKU code."""
    found = cause.get("short_items") or {}
    return dict(found) if isinstance(found, Mapping) else {}


def _short_cause(hold: HoldRow, _contact: ContactRow) -> str:
    short = short_items(hold.cause)
    pieces = sum(short.values())
    words = ngettext("%(count)d piece short", "%(count)d pieces short", pieces) % {"count": pieces}
    codes = ", ".join(list(short)[:_CALM])
    return f"{words} · {codes}" if codes else words


def _refund_cause(_hold: HoldRow, _contact: ContactRow) -> str:
    return _("the buyer asked for money back, not decided")


def _manual_cause(hold: HoldRow, _contact: ContactRow) -> str:
    return hold.note or _("held by %(name)s") % {"name": hold.placed_by}


_CAUSES: dict[str, Callable[[HoldRow, ContactRow], str]] = {
    HoldReason.BUYER_NOTE: _note_cause,
    HoldReason.FLAGGED: _flag_cause,
    HoldReason.ADDRESS_INCOMPLETE: _address_cause,
    HoldReason.ADDRESS_DOUBTFUL: _address_cause,
    HoldReason.CONTACT_MASKED: _masked_cause,
    HoldReason.ITEMS_UNKNOWN: _items_cause,
    HoldReason.UNUSUAL_QUANTITY: _quantity_cause,
    HoldReason.COD_CALL: _call_cause,
    HoldReason.FIRST_COD: _call_cause,
    HoldReason.SELLER_NOTE: _seller_note_cause,
    HoldReason.PRICE_FAR: _price_cause,
    HoldReason.DUPLICATE: _duplicate_cause,
    HoldReason.HOUSEHOLD: _household_cause,
    HoldReason.PROMISE_RISK: _values_cause,
    HoldReason.OWN_RULE: _values_cause,
    HoldReason.STOCK_SHORT: _short_cause,
    HoldReason.REFUND_OPEN: _refund_cause,
    HoldReason.MANUAL: _manual_cause,
}

VERDICT_TAGS: dict[str, str] = {Verdict.HOLD: "is-hold", Verdict.RELEASED: "is-accent"}


def summary_words(summary: CheckSummary) -> str:
    """What a check came to, for a toast."""
    parts = []
    if summary.released:
        parts.append(
            ngettext("%(count)d order passed", "%(count)d orders passed", summary.released)
            % {"count": summary.released}
        )
    if summary.held:
        reasons = ", ".join(f"{hold_label(reason)} {count}" for reason, count in summary.held.items())
        parts.append(_("still held: %(reasons)s") % {"reasons": reasons})
    if summary.to_verify:
        parts.append(
            ngettext(
                "%(count)d order waits for somebody to verify it",
                "%(count)d orders wait for somebody to verify them",
                summary.to_verify,
            )
            % {"count": summary.to_verify}
        )
    return _("; ").join(parts) or _("Nothing to check: these orders are past checking already")
