"""Values of law and house in one place: shown with source and date, changed within bounds, used (CMP-01)."""

import pytest

from zhanggui.kernel.errors import NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.rulebook.read import rule_value, value_rows
from zhanggui.kernel.rulebook.verbs import change_value
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.shops.queries import settings_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("CMP-01")
def test_values_stand_with_source_and_date_and_change_what_modules_read() -> None:
    shop, other = make_shop(), make_shop("other", "另一家")
    owner = signed_in(make_person("owner", "owner"))
    url = f"/desk/values/{shop.code}"

    page = owner.get(url)
    lines = {line["kind"].code: line for area in page.context["areas"] for line in area["rows"]}
    text = page.content.decode()
    assert (lines["law.return_days"]["row"].value, lines["law.return_days"]["kind"].dated) == (7, "2013-10-25")
    assert "Consumer Rights Protection Law, article 25" in text
    assert (lines["platform.ship_within_hours"]["row"].value, lines["law.record_years"]["row"].value) == (48, 3)
    assert lines["platform.refund_auto_days"]["row"].value == 15
    # Return, promotion, price display, advertising and privacy stand in the same place.
    assert {
        code: (lines[code]["row"].value, lines[code]["kind"].dated)
        for code in (
            "law.prize_ceiling",
            "law.reference_price_days",
            "law.advertising_record_years",
            "law.privacy_record_years",
        )
    } == {
        "law.prize_ceiling": (50_000, "2020-12-01"),
        "law.reference_price_days": (7, "2020-12-01"),
        "law.advertising_record_years": (3, "2023-05-01"),
        "law.privacy_record_years": (3, "2021-08-20"),
    }
    unsourced = [row.kind.code for row in value_rows(shop.id) if not str(row.kind.source)]
    assert unsourced == []
    undated = [
        row.kind.code for row in value_rows(shop.id) if row.kind.area in {"law", "platform"} and not row.kind.dated
    ]
    assert undated == []

    assert owner.post(url, {"code": "law.return_days", "value": 6, "reason": "less"}).status_code == 422
    assert owner.post(url, {"code": "law.return_days", "value": 15, "reason": " "}).status_code == 422
    assert owner.post(url, {"code": "law.return_days", "value": "many", "reason": "x"}).status_code == 422
    assert rule_value("law.return_days", shop.id) == 7
    assert owner.post(url, {"code": "law.return_days", "value": 15, "reason": "shop promise"}).status_code == 302
    assert (rule_value("law.return_days", shop.id), rule_value("law.return_days", other.id)) == (15, 7)

    assert owner.post(url, {"code": "platform.ship_within_hours", "value": 24, "reason": "fresh"}).status_code == 302
    assert settings_of(shop.id)["ship_within_hours"] == 24
    event = Event.objects.filter(kind="rulebook.changed").order_by("-pk")[0]
    assert (event.data["code"], event.data["before"], event.data["after"], event.reason) == (
        "platform.ship_within_hours",
        48,
        24,
        "fresh",
    )


def test_only_who_manages_every_shop_changes_what_holds_everywhere() -> None:
    shop = make_shop()
    make_person("owner", "owner")
    local, boss = make_person("local", "owner", shop=shop), make_person("boss", "supervisor")

    with pytest.raises(NotAllowed):
        change_value(actor=local, shop_id=shop.id, code="security.lock_tries", value=3, reason="stricter")
    with pytest.raises(NotAllowed):
        change_value(actor=boss, shop_id=shop.id, code="law.return_days", value=8, reason="more")
    with pytest.raises(NotFound):
        change_value(actor=local, shop_id=shop.id, code="no.such", value=3, reason="x")

    assert rule_value("security.lock_tries") == 5
