"""Every change to the register of couriers, one file a verb."""

from zhanggui.couriers.services.contracts import add_contract, end_contract, remind_of_contract
from zhanggui.couriers.services.prices import enter_prices
from zhanggui.couriers.services.read_tables import read_prices, read_transit
from zhanggui.couriers.services.register import add_courier, approve_courier, change_courier, retire_courier
from zhanggui.couriers.services.tracking_account import set_tracking_account
from zhanggui.couriers.services.transit import TransitEntry, set_transit_days

__all__ = [
    "TransitEntry",
    "add_contract",
    "add_courier",
    "approve_courier",
    "change_courier",
    "end_contract",
    "enter_prices",
    "read_prices",
    "read_transit",
    "remind_of_contract",
    "retire_courier",
    "set_tracking_account",
    "set_transit_days",
]
