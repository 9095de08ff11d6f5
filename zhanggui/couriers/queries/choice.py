"""Choosing couriers for many parcels at once: the register is read once, each destination judged once (LOG-03)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.couriers.models import Courier, TransitDays
from zhanggui.couriers.queries.known import courier_label
from zhanggui.couriers.queries.prices import zones_valid_on
from zhanggui.couriers.queries.transit import origin_of
from zhanggui.couriers.rules.choice import choose
from zhanggui.couriers.rules.known import couriers
from zhanggui.couriers.rules.prices import freight, zone_of
from zhanggui.couriers.rules.regions import proposed_days, short_city, short_province
from zhanggui.couriers.values import Choice, ChoiceRule, CourierState, Destination, Offer, WishRefusal, Zone
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.confidential import MARK
from zhanggui.shops.queries import settings_of, shop_by_id


class Chooser:
    """A shop's register in memory, to choose by. Four statements, whatever the number of parcels."""

    def __init__(self, shop_id: int, day: date) -> None:
        settings = settings_of(shop_id)
        self.origin = origin_of(shop_id)
        self.weight_g: int = settings["parcel_weight_g"]
        self._remote_courier: str = settings["remote_courier"]
        self._remote = frozenset(map(short_province, settings["remote_provinces"].split()))
        self._couriers = list(Courier.objects.filter(shop_id=shop_id).order_by("code"))
        ids = [courier.pk for courier in self._couriers]
        self._zones = zones_valid_on(ids, day)
        self._days = {
            (row.courier_id, row.province, row.city): row.days
            for row in TransitDays.objects.filter(courier_id__in=ids, origin=self.origin)
        }
        self._known: dict[tuple[Destination, str, tuple[str, ...], int], Choice] = {}

    @property
    def has_register(self) -> bool:
        """Whether the shop has registered any courier."""
        return bool(self._couriers)

    def source_of(self, code: str) -> str:
        """Where the numbers of a courier come from; an unregistered one's come later."""
        return next((courier.number_source for courier in self._couriers if courier.code == code), "later")

    def choose(
        self, destination: Destination, wish: str = "", avoid: tuple[str, ...] = (), *, weight_g: int | None = None
    ) -> Choice:
        """The courier for a parcel of this or the usual weight, with the rule and the alternatives."""
        place = Destination(short_province(destination.province), short_city(destination.city))
        grams = weight_g or self.weight_g
        found = self._known.get((place, wish, avoid, grams))
        if found is None:
            offers = [self._offer(courier, place, grams) for courier in self._couriers]
            is_remote = place.province in self._remote
            found = choose(offers, is_remote=is_remote, remote_courier=self._remote_courier, wish=wish, avoid=avoid)
            self._known[place, wish, avoid, grams] = found
        return found

    def days(self, code: str, destination: Destination) -> int | None:
        """Normal transit days of a courier, registered or not."""
        place = Destination(short_province(destination.province), short_city(destination.city))
        mine = next((courier for courier in self._couriers if courier.code == code), None)
        if mine is not None:
            return self._transit(mine, place)
        known = couriers().get(code)
        return proposed_days(self.origin, place.province, known.pace if known else 0)

    def price(self, code: str, destination: Destination, weight_g: int) -> Decimal | None:
        """What a parcel of this weight costs with a registered courier; None without price for the place."""
        mine = next((courier for courier in self._couriers if courier.code == code), None)
        zones = self._zones.get(mine.pk, ()) if mine else ()
        return self._price(zone_of(zones, short_province(destination.province)), weight_g)

    def _offer(self, courier: Courier, place: Destination, grams: int) -> Offer:
        names = {place.province, f"{place.province} {place.city}"}
        zone = zone_of(self._zones.get(courier.pk, ()), place.province)
        return Offer(
            code=courier.code,
            name=courier.name,
            is_approved=courier.state == CourierState.APPROVED,
            covers=not names & set(courier.not_covered),
            days=self._transit(courier, place),
            price=self._price(zone, grams),
        )

    @staticmethod
    def _price(zone: Zone | None, grams: int) -> Decimal | None:
        return None if zone is None else freight(zone, grams)

    def _transit(self, courier: Courier, place: Destination) -> int | None:
        for city in (place.city, ""):
            days = self._days.get((courier.pk, place.province, city))
            if days is not None:
                return days
        known = couriers().get(courier.code)
        return proposed_days(self.origin, place.province, known.pace if known else 0)


def chooser_of(shop_id: int) -> Chooser:
    """The chooser with today's prices, by the shop's clock."""
    return Chooser(shop_id, now().astimezone(shop_zone(shop_by_id(shop_id).timezone)).date())


def choice_words_of(kept: Mapping[str, Any]) -> str:
    """One sentence: which rule, how many days, what it costs, what became of a wish; empty for no choice.

    `kept` is a choice as `choice_for` gives it, without amounts for whom they are not meant.
    """
    if not kept:
        return ""
    parts = [str(ChoiceRule(kept["rule"]).label)]
    if kept.get("days"):
        parts.append(ngettext("%(days)s day", "%(days)s days", kept["days"]) % {"days": kept["days"]})
    if kept.get("hidden"):
        parts.append(_("freight %(price)s") % {"price": MARK})
    if kept.get("price") is not None:
        parts.append(_("freight %(price)s") % {"price": kept["price"]})
    if kept.get("difference") is not None:
        more = Decimal(kept["difference"])
        words = _("%(amount)s more than %(courier)s") if more >= 0 else _("%(amount)s less than %(courier)s")
        parts.append(words % {"amount": f"{abs(more):.2f}", "courier": courier_label(kept["instead_of"])})
    if kept.get("wish_refused"):
        wish = courier_label(kept["wish"])
        why = WishRefusal(kept["wish_refused"]).label
        parts.append(_("wished for %(courier)s, but %(why)s") % {"courier": wish, "why": why})
    return " · ".join(parts)
