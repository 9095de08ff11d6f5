"""Positions: the shipped templates, the owner's changes, several positions at once, warehouses, refused attempts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, ZhangguiError
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Origin, Subject
from zhanggui.people.errors import UnknownPosition
from zhanggui.people.queries import actor_of_user, live_positions, process_steps
from zhanggui.people.queries.my_duties import my_duties
from zhanggui.people.rules.duties import RHYTHMS, duties, roles, routines
from zhanggui.people.services import (
    add_position,
    change_position,
    change_positions,
    create_user,
    name_step_position,
    reset_position,
)
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.people.values import MUST_NOT, OWNER_KEEPS, POSITIONS, Holding
from zhanggui.shops.services import open_warehouse

pytestmark = pytest.mark.django_db
# Every internal role of appendix A, and those who stand outside the shop.
ROLES = {
    "owner",
    "supervisor",
    "shop_manager",
    "shop_admin",
    "checking_clerk",
    "sales",
    "after_sales",
    "callback_clerk",
    "growth_clerk",
    "member_clerk",
    "ranking_clerk",
    "order_clerk",
    "keeper",
    "logistics",
    "purchaser",
    "product",
    "designer",
    "editor",
    "planner",
    "promoter",
    "analyst",
    "finance",
    "security",
    "recruiting",
    "merchant",
    "distributor",
    "agency",
    "supplier",
    "buyer",
}


@pytest.mark.req("ORG-02")
def test_every_role_has_a_template_with_duties_rights_and_routines() -> None:
    make_shop()
    owner = signed_in(make_person("owner", "owner"))

    assert set(POSITIONS) == set(roles()) == set(duties()) == ROLES
    inside = {code for code, position in POSITIONS.items() if not position.is_outside}
    assert {code for code in inside if not POSITIONS[code].capabilities} == set()
    assert inside - set(routines()) == set()
    assert {each.rule.rhythm for found in routines().values() for each in found} == set(RHYTHMS)
    touched = {code: POSITIONS[code].capabilities & kept for code, kept in MUST_NOT.items()}
    assert {code: each for code, each in touched.items() if each} == {}
    named = {duty.capability for found in duties().values() for duty in found} - {""}
    assert named - set(capabilities()) == set()
    carried = [
        (duty.position, duty.capability)
        for found in duties().values()
        for duty in found
        if duty.capability and duty.capability not in POSITIONS[duty.position].capabilities
    ]
    assert carried == []
    spoken = {}
    for language in ("en", "zh-hans"):
        with override(language):
            spoken[language] = {str(duty.words) for found in duties().values() for duty in found}
    assert spoken["en"] & spoken["zh-hans"] == set()

    assert "promoter" not in [
        column["position"].code for column in owner.get("/desk/people/positions").context["columns"]
    ]
    with pytest.raises(UnknownPosition):
        create_user(actor=SYSTEM, username="pia", positions=["promoter"])
    assert owner.post("/desk/people/positions/promoter", {"verb": "on"}).status_code == 302
    create_user(actor=SYSTEM, username="pia", positions=["promoter"])
    refused = owner.post("/desk/people/positions/promoter", {"verb": "off"})
    assert (refused.status_code, "held by somebody" in refused.context["error"]) == (422, True)
    assert live_positions()["promoter"].is_on is True


@pytest.mark.req("ORG-03")
def test_several_positions_add_up_and_each_event_names_the_one_that_carries_it() -> None:
    shop = make_shop()
    anna = make_person("anna", "keeper", "checking_clerk")

    assert anna.can("fulfilment.pack", shop.id) is True
    assert anna.can("orders.check", shop.id) is True
    require(anna, "fulfilment.pack", shop.id)
    packed = record(anna, "test.packed", shop_id=shop.id, subject=Subject("order", 1))
    require(anna, "orders.check", shop.id)
    checked = record(anna, "test.checked", shop_id=shop.id, subject=Subject("user", anna.user_id or 0))
    everything = make_person("all", *[code for code, each in live_positions().items() if each.is_on])
    require(everything, "orders.call", shop.id)
    called = record(everything, "test.called", shop_id=shop.id, subject=Subject("order", 1))

    assert (packed.position, checked.position, called.position) == ("keeper", "checking_clerk", "sales")
    page = signed_in(make_person("owner", "owner")).get("/desk/people/-/anna").content.decode()
    assert "anna · Checking clerk" in page
    assert "Warehouse keeper" in page
    home = signed_in(anna).get("/desk/").content.decode()
    assert all(f'href="{url}"' in home for url in ("/desk/pack", "/desk/orders")), "the union of both positions"


@pytest.mark.req("ORG-17")
def test_duties_page_shows_targets_and_live_figures_of_the_held_positions() -> None:
    shop = make_shop()
    client = signed_in(make_person("anna", "order_clerk", "keeper", shop=shop))

    page = client.get("/desk/me/duties")

    shown = {
        (row["held"].position.code, each.duty.code): (str(each.target), each.figure.is_met if each.figure else None)
        for row in page.context["mine"]
        for each in row["held"].duties
    }
    assert {code for code, _duty in shown} == {"order_clerk", "keeper"}
    assert shown["order_clerk", "close"] == ("closed within 15 minutes of the hour", None)
    assert shown["keeper", "numbers"] == ("number entered within 2 hours of the stamp", None)
    assert "Close the batch at 14:00" in page.content.decode()
    owner = make_person("owner", "owner")
    covered = next(each for each in my_duties(owner, [shop.id])[0].duties if each.duty.code == "positions")
    assert covered.figure is not None
    assert covered.figure.is_met is False
    assert "Duties that nobody carries" in signed_in(owner).get("/desk/me/duties").content.decode()


def _grant(code: str, *added: str) -> Callable[[Any], object]:
    def change(owner: Any) -> object:
        return change_position(actor=owner, code=code, capabilities=live_positions()[code].capabilities | set(added))

    return change


@pytest.mark.req("ORG-09")
def test_owner_ticks_rights_per_action_and_scope_and_refusals_are_listed() -> None:
    shop, other = make_shop(), make_shop("other", "另一家")
    second = open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="North")
    owner, ben = make_person("owner", "owner"), make_person("ben", "keeper", shop=shop)
    desk = signed_in(owner)
    rights = sorted(POSITIONS["keeper"].capabilities - {"fulfilment.ship"} | {"report.confirm"})

    assert signed_in(ben).get("/desk/people/positions/keeper").status_code == 403
    assert desk.post("/desk/people/positions/keeper", {"right": rights}).status_code == 302
    now_ben = actor_of_user(ben.user_id or 0, Origin.WEB)
    assert (now_ben.can("fulfilment.ship", shop.id), now_ben.can("report.confirm", shop.id)) == (False, True)
    assert now_ben.can("report.confirm", other.id) is False
    event = Event.objects.get(kind="position.changed")
    assert (event.data["added"], event.data["taken"]) == (["report.confirm"], ["fulfilment.ship"])

    delicate = desk.post("/desk/people/positions/keeper", {"right": [*rights, "orders.view"]})
    assert (delicate.status_code, live_positions()["keeper"].capabilities) == (422, frozenset(rights))
    assert (
        desk.post("/desk/people/positions/keeper", {"right": [*rights, "orders.view"], "reason": "alone"}).status_code
        == 302
    )
    reset_position(actor=owner, code="keeper")
    assert live_positions()["keeper"].capabilities == POSITIONS["keeper"].capabilities

    place = f"keeper:{shop.id}:{second.id}"
    assert desk.post("/desk/people/-/ben/positions", {"hold": [place]}).status_code == 302
    limited = actor_of_user(ben.user_id or 0, Origin.WEB)
    assert limited.can("fulfilment.pack", shop.id, second.id) is True
    assert limited.can("fulfilment.pack", shop.id, second.id + 1000) is False
    with pytest.raises(NotAllowed):
        require(limited, "fulfilment.pack", shop.id, second.id + 1000)

    listed = desk.get("/desk/people/denied").context["rows"]
    assert [(each["row"].username, each["row"].capability, each["shop"]) for each in listed] == [
        ("ben", "fulfilment.pack", "青禾家居"),
        ("ben", "people.view", ""),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_grant("keeper", "no.such"), "people.unknown_capability"),
        (lambda owner: change_position(actor=owner, code="owner", capabilities=["orders.view"]), "people.owner_keeps"),
        (lambda owner: change_position(actor=owner, code="owner", is_on=False), "people.owner_keeps"),
        (lambda owner: change_position(actor=owner, code="king", is_on=False), "people.no_position"),
        (lambda owner: add_position(actor=owner, code="Keeper 2", label_zh="仓"), "people.bad_code"),
        (lambda owner: add_position(actor=owner, code="keeper", label_zh="仓"), "people.position_exists"),
        (lambda owner: add_position(actor=owner, code="night", label_zh=" "), "people.no_label"),
        (lambda owner: name_step_position(actor=owner, step="pick", position="sales"), "people.step_without_rights"),
        (lambda owner: name_step_position(actor=owner, step="fly", position="keeper"), "people.no_step"),
    ],
)
def test_impossible_change_is_refused_and_nothing_changes(change: Callable[[Any], object], code: str) -> None:
    owner = make_person("owner", "owner")
    before = live_positions()

    with pytest.raises(ZhangguiError) as caught:
        change(owner)

    assert caught.value.code == code
    assert live_positions() == before
    assert live_positions()["owner"].capabilities >= OWNER_KEEPS


def test_own_position_of_a_shop_is_held_there_only() -> None:
    shop, other = make_shop(), make_shop("other", "另一家")
    local = make_person("local", "owner", shop=shop)
    make_person("ben", "keeper", shop=shop)

    made = add_position(actor=local, code="night_keeper", label_zh="夜班仓管", like="keeper", shop_id=shop.id)
    change_positions(actor=local, username="ben", holdings=[Holding("night_keeper", shop.id)])

    assert made.capabilities == POSITIONS["keeper"].capabilities
    assert position_words("night_keeper") == "夜班仓管"
    with pytest.raises(UnknownPosition):
        change_positions(actor=SYSTEM, username="ben", holdings=[Holding("night_keeper", other.id)])
    with pytest.raises(NotAllowed):
        change_position(actor=local, code="keeper", capabilities=[])
    with pytest.raises(Conflict):
        reset_position(actor=local, code="night_keeper")


def test_delicate_right_needs_a_reason() -> None:
    owner = make_person("owner", "owner")

    with pytest.raises(InvalidInput) as caught:
        _grant("order_clerk", "fulfilment.ship")(owner)

    assert caught.value.code == "people.delicate"


@pytest.mark.req_part("ORG-08")
def test_steps_page_names_who_answers_and_who_only_looks() -> None:
    make_shop()
    owner = make_person("owner", "owner")
    client = signed_in(owner)

    rows = {row["step"].code: row for row in client.get("/desk/people/steps").context["rows"]}

    assert list(rows) == ["receive", "verify", "document", "pick", "ship", "after_sales"]
    assert {code: row["position"].code for code, row in rows.items()} == {
        "receive": "shop_manager",
        "verify": "checking_clerk",
        "document": "order_clerk",
        "pick": "keeper",
        "ship": "keeper",
        "after_sales": "after_sales",
    }
    for found in process_steps():
        able = {code for codes in found.actions.values() for code in codes}
        assert found.position in able
    assert "Order clerk" in [str(label) for label in rows["pick"]["watching"]]
    change_position(
        actor=owner, code="order_clerk", capabilities=["fulfilment.pack", "fulfilment.view"], reason="small shop"
    )
    client.post("/desk/people/steps", {"step": "pick", "position": "order_clerk"})
    assert {each.step.code: each.position for each in process_steps()}["pick"] == "order_clerk"
