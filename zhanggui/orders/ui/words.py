"""Orders in the words of the desk: causes of holds, rules with their values, where an order stands."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.orders.queries.rows import ContactRow, HoldRow, OrderRow
from zhanggui.orders.values import CheckSummary, Flag, HoldReason, OrderState, OrderStep, Verdict

ADDRESS_WORDS: dict[str, Any] = {
    "": gettext_lazy("it does not reach the house"),
    "empty": gettext_lazy("there is no address"),
    "province_only": gettext_lazy("it ends at the province"),
    "city_only": gettext_lazy("it ends at the city"),
    "district_only": gettext_lazy("it ends at the district"),
    "street_only": gettext_lazy("house or building is missing"),
    "detail_too_short": gettext_lazy("the detail is too short"),
    "division_unknown": gettext_lazy("no province or city is known in it"),
    "district_ambiguous": gettext_lazy("several districts bear this name"),
    "city_not_in_province": gettext_lazy("the city is not in this province"),
    "city_unknown": gettext_lazy("the city is not known"),
    "city_missing": gettext_lazy("the city is missing"),
    "district_not_in_city": gettext_lazy("the district is not in this city"),
    "district_unknown": gettext_lazy("the district is not known"),
    "district_missing": gettext_lazy("the district is missing"),
    "contradicting": gettext_lazy("its parts contradict each other"),
    "masked": gettext_lazy("the marketplace hides it"),
    "confirmed": gettext_lazy("confirmed by a person"),
}
RULE_WORDS: dict[str, Any] = {
    "note_present": gettext_lazy("The buyer left a note"),
    "flag_present": gettext_lazy("The order has a flag"),
    "address_incomplete": gettext_lazy("Address reaches the house"),
    "address_doubtful": gettext_lazy("Address names are known"),
    "contact_masked": gettext_lazy("Contact is readable"),
    "items_unknown": gettext_lazy("All goods are known"),
    "unusual_quantity": gettext_lazy("Usual quantity"),
    "cod_without_call": gettext_lazy("Cash on delivery, called before"),
    "refund_open": gettext_lazy("No refund asked"),
    "stock_short": gettext_lazy("Goods in stock"),
}
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
    return _("%(most)s pieces of one item, usual up to %(limit)s") % {"most": most, "limit": limit}


def _call_cause(_hold: HoldRow, _contact: ContactRow) -> str:
    return _("not called yet; call before shipping")


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
    HoldReason.STOCK_SHORT: _short_cause,
    HoldReason.REFUND_OPEN: _refund_cause,
    HoldReason.MANUAL: _manual_cause,
}

_VALUE_WORDS: dict[str, Any] = {
    "flag": gettext_lazy("flag %(value)s"),
    "flag_label": gettext_lazy("label %(value)s"),
    "address_quality": gettext_lazy("address %(value)s"),
    "contact_masked": gettext_lazy("hidden: %(value)s"),
    "line_count": gettext_lazy("%(value)s lines"),
    "unknown_line_count": gettext_lazy("%(value)s unknown"),
    "missing_piece_count": gettext_lazy("%(value)s pieces not named"),
    "max_line_quantity": gettext_lazy("most of one item %(value)s"),
    "unusual_quantity": gettext_lazy("usual up to %(value)s"),
    "is_cod": gettext_lazy("cash on delivery: %(value)s"),
    "call_count": gettext_lazy("calls %(value)s"),
    "refund_open": gettext_lazy("refund open: %(value)s"),
}
_QUALITY: dict[str, Any] = {
    "complete": gettext_lazy("complete"),
    "incomplete": gettext_lazy("incomplete"),
    "doubtful": gettext_lazy("doubtful"),
    "": gettext_lazy("not judged"),
}


def rule_values(values: Mapping[str, Any]) -> str:
    """The values that a rule looked at, in words."""
    parts = [_value_words(name, value) for name, value in values.items()]
    return " · ".join(part for part in parts if part)


def _value_words(name: str, value: Any) -> str:
    if name == "buyer_note":
        count = (value or {}).get("characters", 0)
        return ngettext("note of %(count)d character", "note of %(count)d characters", count) % {"count": count}
    if name == "short_items":
        return _short_words(value or {})
    if name == "address_reason":
        return str(ADDRESS_WORDS.get(value, value)) if value else ""
    if name == "address_quality":
        value = _QUALITY.get(value, value)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    pattern = _VALUE_WORDS.get(name)
    return str(pattern) % {"value": value} if pattern else f"{name} {value}"


def _short_words(short: Mapping[str, int]) -> str:
    if not short:
        return _("nothing short")
    return ", ".join(f"{code} −{count}" for code, count in short.items())


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
