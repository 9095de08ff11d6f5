"""Words and tones of the register's pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.values import CourierState, PartnerPolicy
from zhanggui.kernel.pages.timeline import timeline_row

TONES = {CourierState.APPROVED: "good", CourierState.PROPOSED: "risk", CourierState.RETIRED: ""}
POLICY_TONES = {
    PartnerPolicy.EMPTY: "risk",
    PartnerPolicy.FEW: "risk",
    PartnerPolicy.GOOD: "good",
    PartnerPolicy.MANY: "risk",
}
POLICY_ADVICE: dict[str, Any] = {
    PartnerPolicy.EMPTY: _(
        "Add the couriers that collect from you and approve them; from then on only they carry parcels."
    ),
    PartnerPolicy.FEW: _("If that one fails, nothing leaves. Approve a second one."),
    PartnerPolicy.GOOD: _("Enough to fall back on, few enough for good prices."),
    PartnerPolicy.MANY: _("Volume spread over many couriers costs discounts. Retire one."),
}
_EVENTS: dict[str, Any] = {
    "courier.added": _("Courier added"),
    "courier.changed": _("Courier changed"),
    "courier.approved": _("Courier approved"),
    "courier.retired": _("Courier retired"),
    "courier.prices_entered": _("Price list entered"),
    "courier.transit_set": _("Transit days set"),
    "courier.contract_added": _("Contract entered"),
    "courier.contract_paper": _("Signed paper kept"),
    "courier.contract_ended": _("Contract closed"),
    "courier.route_mark_set": _("Routing mark set"),
    "courier.contract_ends": _("Contract is about to end"),
}


def event_words(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a courier's timeline as the kit draws it."""
    data = entry["data"]
    detail = entry["reason"] or str(data.get("version") or data.get("number") or "")
    return timeline_row(entry, _EVENTS, detail)
