"""The facts that a condition may name: their words, what can be asked of them, what past orders still tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.orders.values import CallStanding, Channel, Flag

YES_NO, TEXT, NUMBER, MONEY, CHOICE, GOODS = "yes_no", "text", "number", "money", "choice", "goods"

OPERATORS_OF: Mapping[str, tuple[str, ...]] = {
    YES_NO: ("present", "absent"),
    TEXT: ("present", "absent", "contains"),
    NUMBER: ("over", "under", "equals"),
    MONEY: ("over", "under"),
    CHOICE: ("present", "absent", "equals", "in"),
    GOODS: ("present", "absent"),
}
ADDRESS_QUALITIES: Mapping[Any, Any] = {
    "complete": _("complete"),
    "incomplete": _("incomplete"),
    "doubtful": _("doubtful"),
}
ADDRESS_REASONS: Mapping[Any, Any] = {
    "": _("it does not reach the house"),
    "empty": _("there is no address"),
    "province_only": _("it ends at the province"),
    "city_only": _("it ends at the city"),
    "district_only": _("it ends at the district"),
    "street_only": _("house or building is missing"),
    "detail_too_short": _("the detail is too short"),
    "division_unknown": _("no province or city is known in it"),
    "district_ambiguous": _("several districts bear this name"),
    "city_not_in_province": _("the city is not in this province"),
    "city_unknown": _("the city is not known"),
    "city_missing": _("the city is missing"),
    "district_not_in_city": _("the district is not in this city"),
    "district_unknown": _("the district is not known"),
    "district_missing": _("the district is missing"),
    "contradicting": _("its parts contradict each other"),
    "masked": _("the marketplace hides it"),
    "confirmed": _("confirmed by a person"),
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact: its words, its type, its choices, and the shop's settings it may be compared with.

    `is_readable`: whether a past order still tells it when no check stored it. `is_personal`: its
    words stay out of results, which outlive the erasing of a person.
    """

    label: Any
    kind: str
    choices: Mapping[Any, Any] | None = None
    settings: tuple[str, ...] = ()
    is_readable: bool = True
    is_personal: bool = False


FACTS: Mapping[str, FactKind] = {
    "buyer_note": FactKind(_("note by the buyer"), TEXT, is_personal=True),
    "seller_note": FactKind(_("note by us"), TEXT, is_personal=True),
    "flag": FactKind(_("flag"), CHOICE, {flag.value: flag.label for flag in Flag}),
    "flag_label": FactKind(_("label of the flag"), TEXT),
    "address_quality": FactKind(_("address"), CHOICE, ADDRESS_QUALITIES),
    "address_reason": FactKind(_("trouble with the address"), CHOICE, ADDRESS_REASONS),
    "contact_masked": FactKind(_("the marketplace hides the contact"), YES_NO),
    "province": FactKind(_("province"), TEXT, is_personal=True),
    "channel": FactKind(_("channel"), CHOICE, {channel.value: channel.label for channel in Channel}),
    "courier": FactKind(_("courier in the file"), TEXT),
    "paid_amount": FactKind(_("amount paid"), MONEY),
    "line_count": FactKind(_("lines of goods"), NUMBER),
    "unknown_line_count": FactKind(_("lines without a known SKU"), NUMBER),
    "missing_piece_count": FactKind(_("pieces not named"), NUMBER),
    "piece_total": FactKind(_("pieces in all"), NUMBER),
    "max_line_quantity": FactKind(_("pieces of one item"), NUMBER, settings=("unusual_quantity",)),
    "is_cod": FactKind(_("cash on delivery"), YES_NO),
    "is_first_cod": FactKind(_("first cash on delivery of this buyer"), YES_NO),
    "call_count": FactKind(_("tries to call"), NUMBER, settings=("cod_call_tries",), is_readable=False),
    "call_standing": FactKind(
        _("call"), CHOICE, {standing.value: standing.label for standing in CallStanding}, is_readable=False
    ),
    "price_off_percent": FactKind(_("percent away from the usual price"), NUMBER, settings=("price_far_percent",)),
    "duplicate_count": FactKind(_("other orders of the same buyer for the same goods"), NUMBER),
    "household_score": FactKind(
        _("likeness to another order's receiver (0 to 100)"), NUMBER, settings=("household_likeness",)
    ),
    "hours_left_at_close": FactKind(_("hours left at the next close"), NUMBER, settings=("promise_risk_hours",)),
    "short_items": FactKind(_("goods are short"), GOODS, is_readable=False),
    "refund_open": FactKind(_("the buyer asked for money back"), YES_NO, is_readable=False),
}
SETTINGS: Mapping[str, Any] = {
    "unusual_quantity": _("unusual quantity"),
    "price_far_percent": _("unusual price (percent)"),
    "household_likeness": _("likeness of a household"),
    "promise_risk_hours": _("hours left that are a risk"),
    "cod_call_tries": _("tries to call"),
}
# They move with the day and the market, so they do not undo what a person has released.
DRIFTING = frozenset({"price_off_percent", "hours_left_at_close"})
