"""Rules as data: drafts, the second person, versions, order; and the pages and endpoints that show them."""

import json
from typing import Any

import pytest
from django.test import Client

from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.approvals.verbs import OwnRequest, approve, refuse
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.models import CheckResult, CheckRule, CheckRuleVersion, OrderHold
from zhanggui.orders.services import check_orders
from zhanggui.orders.services.rules import (
    RuleChange,
    ask_switch,
    draft_new_rule,
    draft_rule,
    drop_draft,
    move_rule,
    return_to_version,
    switch_draft,
    withdraw_switch,
)
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, open_reasons
from zhanggui.orders.tests.page_helpers import clerk
from zhanggui.people.queries import actor_by_name
from zhanggui.people.services import create_api_token
from zhanggui.people.tests.factories import make_person
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db
OVER_EIGHT = {"all": [{"fact": "max_line_quantity", "op": "over", "value": 8}]}
URGENT = {"any": [{"fact": "buyer_note", "op": "contains", "value": ["加急"]}]}


def people() -> tuple[Actor, Actor]:
    """A manager and a supervisor."""
    for name, position in (("xu", "shop_manager"), ("shen", "supervisor")):
        make_person(name, position)
    return actor_by_name("xu", Origin.WEB), actor_by_name("shen", Origin.WEB)


def in_use(shop_id: int, code: str) -> tuple[int, bool, Any]:
    """Version, on or off, and condition that checking uses."""
    row = CheckRule.objects.get(shop_id=shop_id, code=code)
    return row.version, row.is_on, row.condition


def versions(code: str) -> list[tuple[int, str]]:
    """Every version of a rule with its state, oldest first."""
    return list(CheckRuleVersion.objects.filter(rule__code=code).order_by("version").values_list("version", "state"))


def test_a_draft_comes_into_use_by_a_second_person_and_can_be_taken_back() -> None:
    shop = make_shop()
    manager, supervisor = people()
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 7)])
    before = in_use(shop.id, "unusual_quantity")

    draft_rule(
        actor=manager, shop_id=shop.id, code="unusual_quantity", change=RuleChange(OVER_EIGHT), why="茶包常买七八盒"
    )
    assert in_use(shop.id, "unusual_quantity") == before
    ask_switch(actor=manager, shop_id=shop.id, code="unusual_quantity")
    request = Approval.objects.get()
    with pytest.raises(OwnRequest):
        approve(actor=manager, approval_id=request.pk)
    assert in_use(shop.id, "unusual_quantity") == before
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert open_reasons(order) == ["unusual_quantity"]

    approve(actor=supervisor, approval_id=request.pk)

    assert in_use(shop.id, "unusual_quantity") == (2, True, OVER_EIGHT)
    assert versions("unusual_quantity") == [(1, "replaced"), (2, "used")]
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert open_reasons(order) == []
    used = next(one for one in CheckResult.objects.get(order=order).rules if one["rule"] == "unusual_quantity")
    assert (used["version"], used["values"]) == (2, {"max_line_quantity": 7})
    kept = CheckRuleVersion.objects.get(rule__code="unusual_quantity", version=2)
    assert (kept.made_by, kept.approved_by, kept.why) == (manager.name, supervisor.name, "茶包常买七八盒")

    return_to_version(actor=supervisor, shop_id=shop.id, code="unusual_quantity", version=1, why="又改回")
    ask_switch(actor=supervisor, shop_id=shop.id, code="unusual_quantity")
    approve(actor=manager, approval_id=Approval.objects.get(state="waiting").pk)
    assert in_use(shop.id, "unusual_quantity") == (3, True, before[2])
    kinds = Event.objects.filter(subject_kind="check_rule").order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[:4] == ["check_rule.drafted", "check_rule.asked", "check_rule.replaced", "check_rule.switched"]


def test_a_refused_or_withdrawn_request_leaves_the_draft() -> None:
    shop = make_shop()
    manager, supervisor = people()
    switch_draft(actor=manager, shop_id=shop.id, code="flag_present", is_on=False, why="旗子太多")
    ask_switch(actor=manager, shop_id=shop.id, code="flag_present")
    with pytest.raises(Conflict):
        switch_draft(actor=manager, shop_id=shop.id, code="flag_present", is_on=False, why="再写一次")

    refuse(actor=supervisor, approval_id=Approval.objects.get().pk, answer="先看回测")
    assert versions("flag_present") == [(1, "used"), (2, "draft")]
    ask_switch(actor=manager, shop_id=shop.id, code="flag_present")
    withdraw_switch(actor=manager, shop_id=shop.id, code="flag_present")
    drop_draft(actor=manager, shop_id=shop.id, code="flag_present")

    assert versions("flag_present") == [(1, "used"), (2, "dropped")]
    assert in_use(shop.id, "flag_present")[:2] == (1, True)


def test_a_shop_of_one_person_switches_at_once() -> None:
    shop = make_shop()
    manager, _supervisor = people()
    change_settings(actor=SYSTEM, shop_id=shop.id, is_rule_approval_needed=False)

    made = draft_new_rule(actor=manager, shop_id=shop.id, change=RuleChange(URGENT, name="留言写加急"), why="先看一眼")
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)], contact={"buyer_note": "麻烦加急谢谢"})
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert open_reasons(order) == ["buyer_note"]
    ask_switch(actor=manager, shop_id=shop.id, code=made.rule.code)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert open_reasons(order) == ["buyer_note", "own_rule"]
    hold = OrderHold.objects.get(order=order, reason="own_rule")
    assert (hold.rule_code, hold.rule_version, "加急" in str(hold.cause)) == ("own_1", 1, False)


def test_a_rule_that_was_never_used_goes_with_its_draft() -> None:
    shop = make_shop()
    made = draft_new_rule(actor=SYSTEM, shop_id=shop.id, change=RuleChange(URGENT, name="x"), why="y")

    drop_draft(actor=SYSTEM, shop_id=shop.id, code=made.rule.code)

    assert not CheckRule.objects.filter(code="own_1").exists()


def test_what_a_rule_cannot_be_is_refused_and_nothing_is_kept() -> None:
    shop = make_shop()
    _manager, _supervisor = people()
    make_person("zhou", "checking_clerk")
    checker = actor_by_name("zhou", Origin.WEB)
    same = RuleChange(CheckRule.objects.get(shop_id=shop.id, code="flag_present").condition)

    def write(actor: Actor = SYSTEM, code: str = "flag_present", change: RuleChange = same, why: str = "w") -> None:
        draft_rule(actor=actor, shop_id=shop.id, code=code, change=change, why=why)

    for error, call in (
        (NotAllowed, lambda: write(actor=checker)),
        (InvalidInput, lambda: write(change=RuleChange(OVER_EIGHT), why=" ")),
        (InvalidInput, write),
        (InvalidInput, lambda: write(change=RuleChange({"all": []}))),
        (NotFound, lambda: write(code="none")),
        (InvalidInput, lambda: draft_new_rule(actor=SYSTEM, shop_id=shop.id, change=RuleChange(URGENT), why="w")),
        (Conflict, lambda: ask_switch(actor=SYSTEM, shop_id=shop.id, code="flag_present")),
        (NotFound, lambda: return_to_version(actor=SYSTEM, shop_id=shop.id, code="flag_present", version=9, why="w")),
        (InvalidInput, lambda: move_rule(actor=SYSTEM, shop_id=shop.id, code="flag_present", direction="left")),
    ):
        with pytest.raises(error):
            call()
    assert not CheckRuleVersion.objects.filter(state="draft").exists()


def test_a_rule_moves_up_and_down() -> None:
    shop = make_shop()
    codes = list(CheckRule.objects.order_by("position").values_list("code", flat=True))

    assert move_rule(actor=SYSTEM, shop_id=shop.id, code=codes[1], direction="up")
    assert not move_rule(actor=SYSTEM, shop_id=shop.id, code=codes[1], direction="up")

    assert list(CheckRule.objects.order_by("position").values_list("code", flat=True)) == [
        codes[1],
        codes[0],
        *codes[2:],
    ]


def test_a_home_of_the_first_program_gets_the_newer_rules_once() -> None:
    shop = make_shop()
    CheckRule.objects.exclude(code__in=["note_present", "cod_without_call"]).delete()
    old = {"all": [{"fact": "is_cod", "op": "present"}, {"fact": "call_count", "op": "equals", "value": 0}]}
    CheckRule.objects.filter(code="cod_without_call").update(version=1, condition=old)
    CheckRuleVersion.objects.filter(rule__code="cod_without_call").update(version=1, condition=old)

    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert versions("cod_without_call") == [(1, "replaced"), (2, "used")]
    assert CheckRule.objects.filter(shop_id=shop.id).count() == 16
    assert set(CheckRule.objects.values_list("code", "version")) == {
        (row.rule.code, row.version) for row in CheckRuleVersion.objects.filter(state="used").select_related("rule")
    }


def post(client: Client, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    """Post JSON to the shop's rules."""
    answer = client.post(f"/api/v1/shops/qinghe{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_api_writes_switches_and_shows_rules() -> None:
    make_shop()
    user = make_person("xu", "shop_manager")
    client = Client(
        headers={"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=user.user_id or 0, name='t')}"}
    )

    assert len(client.get("/api/v1/shops/qinghe/rules").json()["rules"]) == 16
    status, made = post(client, "/rules", {"condition": URGENT, "why": "看一眼", "name": "加急", "name_en": "Urgent"})
    assert (status, made["code"], made["version"], made["draft"]["condition"]) == (200, "own_1", 0, URGENT)
    assert post(client, "/rules/own_1/draft", {"condition": {"all": []}, "why": "x", "name": "加急"})[0] == 422
    assert post(client, "/rules/own_1/switch", {})[1]["draft"]["state"] == "waiting"
    assert post(client, "/rules/own_1/withdraw", {})[1]["draft"]["state"] == "draft"
    assert post(client, "/rules/own_1/move", {"to": "top"})[1]["rules"][0]["code"] == "own_1"
    assert len(post(client, "/rules/own_1/drop", {})[1]["rules"]) == 16
    assert post(client, "/rules/flag_present/return", {"version": 1, "why": "x"})[0] == 422


def test_pages_list_rules_build_a_condition_and_lead_to_use() -> None:
    shop = make_shop()
    manager, second = clerk("shop_manager"), clerk("supervisor")
    base = f"/desk/rules/{shop.code}"
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 6)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    listing = manager.get("/desk/rules").content.decode()
    assert "pieces of one item over the shop’s “unusual quantity” (now 5)" in listing.replace("&#x27;", "’")
    assert "{&quot;" not in listing
    form = {"joiner": "all", "g0": "all", "g0-0-what": "max_line_quantity|over", "g0-0-value": "8", "why": "常买"}
    more = manager.post(f"{base}/unusual_quantity/edit", {**form, "do": "add-0"})
    assert (more.status_code, "g0-1-what" in more.content.decode()) == (200, True)
    refused = manager.post(f"{base}/unusual_quantity/edit", {**form, "g0-0-value": "很多", "do": "save"})
    assert (refused.status_code, "“很多”" in refused.content.decode()) == (422, True)
    assert manager.post(f"{base}/unusual_quantity/edit", {**form, "do": "save"}).status_code == 302
    assert "pieces of one item over 8" in manager.get(f"{base}/unusual_quantity").content.decode()
    assert manager.post(f"{base}/unusual_quantity/ask").status_code == 302
    approval = Approval.objects.get()
    assert "pieces of one item over 8" in second.get(f"/desk/approvals/{approval.pk}").content.decode()
    approve(actor=SYSTEM, approval_id=approval.pk)
    page = manager.get(f"{base}/unusual_quantity").content.decode()
    assert f"{base}/unusual_quantity/return/1" in page
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert open_reasons(order) == []

    own = {**form, "g1": "any", "g1-0-what": "buyer_note|contains", "g1-0-value": "加急，急用"}
    own |= {"g1-1-what": "channel|equals|tmall", "name": "大单加急", "reason": "own_rule", "do": "save"}
    assert manager.post(f"{base}/new", own).status_code == 302
    assert CheckRule.objects.get(code="own_1").condition == {
        "all": [
            {"fact": "max_line_quantity", "op": "over", "value": 8},
            {
                "any": [
                    {"fact": "buyer_note", "op": "contains", "value": ["加急", "急用"]},
                    {"fact": "channel", "op": "equals", "value": "tmall"},
                ]
            },
        ]
    }
    assert 'value="加急, 急用"' in manager.get(f"{base}/own_1/edit").content.decode().replace("，", ", ").replace(
        "、", ", "
    )


def test_a_clerk_reads_rules_but_changes_none() -> None:
    shop = make_shop()
    page = clerk("checking_clerk")

    assert page.get("/desk/rules").status_code == 200
    assert page.get(f"/desk/rules/{shop.code}/flag_present").status_code == 200
    assert page.get(f"/desk/rules/{shop.code}/flag_present/edit").status_code == 403
    assert page.post(f"/desk/rules/{shop.code}/flag_present/move", {"to": "up"}).status_code == 403
