"""Couriers as other modules see them: who may carry, for how much, in how many days, and why one was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.confidential import COST, declare_field

# How many couriers a shop should work with (LOG-02).
FEWEST_PARTNERS, MOST_PARTNERS = 2, 3


class CourierState(models.TextChoices):
    """Whether the shop may use a courier."""

    PROPOSED = "proposed", _("Not approved yet")
    APPROVED = "approved", _("In use")
    RETIRED = "retired", _("No longer used")


class NumberSource(models.TextChoices):
    """Where the waybill numbers of a courier come from."""

    LATER = "later", _("The number comes later")
    POOL = "pool", _("From the courier's file of numbers")


class ChoiceRule(models.TextChoices):
    """Why a courier was chosen."""

    WISH = "wish", _("The buyer's wish")
    REMOTE = "remote", _("Remote region")
    FASTEST = "fastest", _("Fewest transit days")
    PERSON = "person", _("Chosen by a person")
    NONE = "none", _("No approved courier goes there")


class WishRefusal(models.TextChoices):
    """Why a buyer's wish cannot be met."""

    UNKNOWN = "unknown", _("the shop has no such courier")
    NOT_APPROVED = "not_approved", _("this courier is not approved")
    NOT_COVERED = "not_covered", _("this courier does not go there")


class PartnerPolicy(models.TextChoices):
    """How the number of approved couriers compares with the shop's policy."""

    EMPTY = "empty", _("No courier is registered; every courier is accepted")
    FEW = "few", _("Fewer than two approved couriers")
    GOOD = "good", _("Two or three approved couriers")
    MANY = "many", _("More than three approved couriers")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a parcel goes, as the order says it."""

    province: str
    city: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone of a price list: provinces, weights in kilograms, prices in the shop's currency."""

    name: str
    provinces: tuple[str, ...]
    first_kg: Decimal
    first_price: Decimal
    step_kg: Decimal
    step_price: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """One registered courier for one destination: may it be used, does it go there, how long, how much."""

    code: str
    name: str
    is_approved: bool
    covers: bool
    days: int | None
    price: Decimal | None

    @property
    def is_usable(self) -> bool:
        """Whether it can be chosen."""
        return self.is_approved and self.covers


@dataclass(frozen=True, slots=True)
class Choice:
    """Which courier carries a parcel, by which rule, and what the others would have done (LOG-03).

    `difference` is what the buyer's wish costs more than the rule's courier; None when a price is missing.
    """

    courier: str
    name: str
    rule: str
    days: int | None = None
    price: Decimal | None = None
    wish: str = ""
    wish_refused: str = ""
    instead_of: str = ""
    difference: Decimal | None = None
    others: tuple[Offer, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form kept with a parcel and given to programs."""
        return {
            "courier": self.courier,
            "rule": str(self.rule),
            "days": self.days,
            "price": _money(self.price),
            "wish": self.wish,
            "wish_refused": str(self.wish_refused),
            "instead_of": self.instead_of,
            "difference": _money(self.difference),
            "others": [
                {
                    "courier": offer.code,
                    "days": offer.days,
                    "price": _money(offer.price),
                    "approved": offer.is_approved,
                    "covers": offer.covers,
                }
                for offer in self.others
            ],
        }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


@dataclass(frozen=True, slots=True)
class CourierCard:
    """A registered courier."""

    id: int
    code: str
    name: str
    state: str
    number_source: str

    @property
    def is_approved(self) -> bool:
        """Whether parcels may leave with it."""
        return self.state == CourierState.APPROVED


@dataclass(frozen=True, slots=True)
class Performance:
    """How a courier did: delivered parcels with a known promise, and how many of them were in time."""

    delivered: int = 0
    on_time: int = 0
    in_transit: int = 0
    average_days: Decimal | None = None

    @property
    def on_time_percent(self) -> Decimal | None:
        """Share of delivered parcels that came by their expected day."""
        return None if not self.delivered else (Decimal(100) * self.on_time / self.delivered).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class TransitRow:
    """Normal days from a province to a province or city; `is_proposal` while the shop has not set its own."""

    origin: str
    province: str
    city: str
    days: int
    is_proposal: bool = False


@dataclass(frozen=True, slots=True)
class NewPrices:
    """A price list to be entered: its version, from when it holds, its zones."""

    version: str
    valid_from: date
    zones: tuple[Zone, ...] = field(default_factory=tuple)


FACTS: Mapping[str, int] = {"name": 60, "contact_name": 60, "contact_phone": 40, "note": 500}

VIEW_COURIERS = declare("couriers.view", _("See couriers, prices and transit days"))
# What the key and salt of the tracking service are encrypted for.
ACCOUNT_PURPOSE = "tracking account"
MANAGE_COURIERS = declare("couriers.manage", _("Manage couriers, contracts and prices"))
# Who enters prices must see them; everybody else needs the right to see costs.
CONTRACT_PRICES = declare_field(
    "couriers.contract_prices", COST, _("Contract prices of couriers"), place=VIEW_COURIERS, also=(MANAGE_COURIERS,)
)
FREIGHT = declare_field(
    "couriers.freight",
    COST,
    _("What a parcel costs us, and what another courier would cost"),
    place=VIEW_COURIERS,
    also=(MANAGE_COURIERS,),
)
