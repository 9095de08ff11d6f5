from decimal import Decimal

import pytest

from zhanggui.couriers.rules.choice import choose
from zhanggui.couriers.rules.prices import freight, zone_of
from zhanggui.couriers.rules.regions import proposed_days, provinces, short_city, short_province
from zhanggui.couriers.tests.factories import zone
from zhanggui.couriers.values import Offer


def offer(
    code: str, days: int | None, price: str | None = None, *, approved: bool = True, covers: bool = True
) -> Offer:
    return Offer(code, code, approved, covers, days, Decimal(price) if price else None)


ZTO, YTO, SF = offer("ZTO", 2, "4.50"), offer("YTO", 3, "4.00"), offer("SF", 1, "18.00")


@pytest.mark.parametrize(
    ("case", "offers", "told", "courier", "rule"),
    [
        ("fewest days", [ZTO, YTO], {}, "ZTO", "fastest"),
        ("same days, cheaper", [ZTO, offer("YTO", 2, "4.00")], {}, "YTO", "fastest"),
        ("same days and price, by code", [offer("YTO", 2), offer("STO", 2)], {}, "STO", "fastest"),
        ("unknown days come last", [offer("STO", None, "1.00"), YTO], {}, "YTO", "fastest"),
        ("not approved", [ZTO, offer("JD", 1, approved=False)], {}, "ZTO", "fastest"),
        ("does not go there", [ZTO, offer("JD", 1, covers=False)], {}, "ZTO", "fastest"),
        ("remote", [ZTO, offer("SF", 4)], {"is_remote": True}, "SF", "remote"),
        ("remote, the courier is missing", [ZTO, YTO], {"is_remote": True}, "ZTO", "fastest"),
        ("wish before remote", [ZTO, SF], {"is_remote": True, "wish": "ZTO"}, "ZTO", "wish"),
        ("to be avoided", [ZTO, YTO], {"avoid": ("ZTO",)}, "YTO", "fastest"),
        ("to be avoided, but alone", [ZTO], {"avoid": ("ZTO",)}, "ZTO", "fastest"),
        ("nobody", [offer("JD", 1, approved=False)], {}, "", "none"),
    ],
)
def test_choice_follows_wish_then_remote_then_days(
    case: str, offers: list[Offer], told: dict[str, object], courier: str, rule: str
) -> None:
    found = choose(offers, **{"is_remote": False, "remote_courier": "SF", **told})  # type: ignore[arg-type]  # cases

    assert (found.courier, found.rule) == (courier, rule), case


def test_met_wish_says_what_it_costs_more() -> None:
    found = choose([ZTO, YTO, SF], is_remote=False, remote_courier="", wish="SF")

    assert (found.courier, found.rule, found.instead_of, found.difference) == ("SF", "wish", "", None)
    slower = choose([ZTO, YTO, offer("EMS", 5, "9.00")], is_remote=False, remote_courier="", wish="EMS")
    assert (slower.instead_of, slower.difference) == ("ZTO", Decimal("4.50"))


@pytest.mark.parametrize(
    ("offers", "refused"),
    [
        ([ZTO], "unknown"),
        ([ZTO, offer("SF", 1, approved=False)], "not_approved"),
        ([ZTO, offer("SF", 1, covers=False)], "not_covered"),
    ],
)
def test_wish_that_cannot_be_met_keeps_its_reason(offers: list[Offer], refused: str) -> None:
    found = choose(offers, is_remote=False, remote_courier="SF", wish="SF")

    assert (found.courier, found.wish, found.wish_refused) == ("ZTO", "SF", refused)


@pytest.mark.parametrize(
    ("grams", "cost"), [(1, "4.50"), (1000, "4.50"), (1001, "5.50"), (2000, "5.50"), (2100, "6.50")]
)
def test_freight_counts_each_begun_step(grams: int, cost: str) -> None:
    assert freight(zone("4.50"), grams) == Decimal(cost)
    assert zone_of([zone("4.50", provinces=("浙江",))], "广东") is None


def test_proposals_know_every_pair_of_provinces() -> None:
    names = list(provinces())

    assert len(names) == 34
    assert {type(proposed_days(a, b)) for a in names for b in names} == {int}
    assert [proposed_days("浙江", to) for to in ("浙江", "上海", "广东", "新疆", "西藏")] == [1, 2, 3, 6, 6]
    assert (proposed_days("浙江", "广东", -1), proposed_days("浙江", "火星")) == (2, None)


def test_places_are_known_by_their_short_names() -> None:
    assert [short_province(name) for name in ("浙江省", "内蒙古自治区", "广西壮族自治区", "上海", "Hawaii")] == [
        "浙江",
        "内蒙古",
        "广西",
        "上海",
        "Hawaii",
    ]
    assert [short_city(name) for name in ("杭州市", "沙市", "阿坝州")] == ["杭州", "沙市", "阿坝州"]
