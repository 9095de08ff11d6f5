"""The words of the shipped rules; a shop's own rules bring theirs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SHIPPED_NAMES: Mapping[str, Any] = {
    "note_present": _("The buyer left a note"),
    "flag_present": _("The order has a flag"),
    "address_incomplete": _("Address reaches the house"),
    "address_doubtful": _("Address names are known"),
    "contact_masked": _("Contact is readable"),
    "items_unknown": _("All goods are known"),
    "unusual_quantity": _("Usual quantity"),
    "cod_without_call": _("Cash on delivery, called before"),
    "first_cod": _("First cash on delivery, confirmed"),
    "price_far": _("Usual price"),
    "possible_duplicate": _("Ordered only once"),
    "seller_note_present": _("A seller's note is there"),
    "same_household": _("No other order of the household"),
    "promise_at_risk": _("Promise can be kept at the next close"),
    "refund_open": _("No refund asked"),
    "stock_short": _("Goods in stock"),
}


def rule_name(code: str, name: str = "", name_en: str = "") -> str:
    """The words of a rule in the language of the page."""
    if code in SHIPPED_NAMES:
        return str(SHIPPED_NAMES[code])
    language = get_language() or ""
    return (name if language.startswith("zh") or not name_en else name_en) or code
