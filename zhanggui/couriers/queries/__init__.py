"""Every reading of couriers: the known ones, a shop's register, prices, transit days and the choice."""

from zhanggui.couriers.queries.account import TrackingKeys, all_tracking_keys, tracking_keys
from zhanggui.couriers.queries.choice import Chooser, choice_words_of, chooser_of
from zhanggui.couriers.queries.costs import choice_for
from zhanggui.couriers.queries.known import courier_label
from zhanggui.couriers.queries.register import (
    approved_codes,
    approved_words,
    courier_by_code,
    partner_policy,
    refuse_unapproved,
    register_of,
)
from zhanggui.couriers.queries.transit import origin_of, transit_rows
from zhanggui.couriers.rules.known import (
    OTHER,
    Courier,
    check_waybill,
    courier_code,
    couriers,
    guess_couriers,
    normal_waybill,
)
from zhanggui.couriers.rules.regions import provinces, short_city, short_province

__all__ = [
    "OTHER",
    "Chooser",
    "Courier",
    "TrackingKeys",
    "all_tracking_keys",
    "approved_codes",
    "approved_words",
    "check_waybill",
    "choice_for",
    "choice_words_of",
    "chooser_of",
    "courier_by_code",
    "courier_code",
    "courier_label",
    "couriers",
    "guess_couriers",
    "normal_waybill",
    "origin_of",
    "partner_policy",
    "provinces",
    "refuse_unapproved",
    "register_of",
    "short_city",
    "short_province",
    "tracking_keys",
    "transit_rows",
]
