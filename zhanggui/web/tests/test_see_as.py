"""Looking at the desk as another role: the rights of both, read-only, with everything hidden named (SEC-05, ORG-09)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from zhanggui.kernel.confidential import confidential_fields
from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.onlooker import common_grants, common_limits
from zhanggui.kernel.values import EVERY_SHOP
from zhanggui.orders.models import Order
from zhanggui.orders.tests.factories import make_order
from zhanggui.people.models import User
from zhanggui.people.queries.hidden import hidden_json
from zhanggui.people.queries.see_as import Seen, onlooker
from zhanggui.people.services import give_task
from zhanggui.people.services.see_as import start_seeing
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.people.values import POSITIONS
from zhanggui.web.seeing import ReadOnlyView, reading_only

pytestmark = pytest.mark.django_db
EVERYWHERE = frozenset({EVERY_SHOP})


def test_rights_are_those_of_both_and_never_more() -> None:
    ours, theirs = make_shop(), make_shop("other", "另一家")
    lead = make_person("lead", "supervisor", shop=ours)
    make_person("anna", "keeper", "checking_clerk", shop=theirs)

    keeper, owner = onlooker(lead, Seen("position", "keeper")), onlooker(lead, Seen("position", "owner"))

    assert keeper.can("inventory.set", ours.id) is True
    assert keeper.can("inventory.set", theirs.id) is False
    assert keeper.can("fulfilment.pack") is False, "the keeper may, the supervisor may not"
    assert "fulfilment.pack" in keeper.rights_not_mine
    assert keeper.can("orders.view") is False, "the supervisor may, the keeper may not"
    assert dict(owner.grants) == {code: {ours.id} for code in POSITIONS["supervisor"].capabilities}
    for wrong in (Seen("person", "anna"), Seen("position", "nobody"), Seen("cat", "keeper")):
        with pytest.raises((NotFound, InvalidInput)):
            start_seeing(actor=lead, seen=wrong)
    with pytest.raises(NotAllowed):
        start_seeing(actor=make_person("clerk", "checking_clerk"), seen=Seen("position", "keeper"))
    assert Event.objects.filter(kind="user.see_as_started").count() == 0
    limits = common_limits({("a", 1): frozenset({5, 6})}, {("a", 1): frozenset({6, 7}), ("b", 1): frozenset({8})})
    assert limits == {("a", 1): {6}, ("b", 1): {8}}
    assert common_grants({"a": EVERYWHERE, "b": frozenset({1})}, {"a": frozenset({2}), "b": frozenset({2})}) == {
        "a": {2}
    }


def test_the_list_of_hidden_fields_and_actions_is_exact_for_two_roles() -> None:
    make_shop()

    clerk, keeper = hidden_json("checking_clerk"), hidden_json("keeper")

    costs = ["catalog.sku.cost_price", "couriers.contract_prices", "couriers.freight"]
    contact = ["orders.contact.address", "orders.contact.buyer", "orders.contact.phone", "orders.contact.receiver"]
    assert [row["code"] for row in clerk["fields"]] == [*costs, "shops.plan", "people.wage"]
    assert [row["code"] for row in keeper["fields"]] == [*contact, *costs, "shops.plan", "people.wage"]
    assert [row["data_class"] for row in clerk["fields"]] == ["cost", "cost", "cost", "plan", "wages"]
    assert [row["is_place_open"] for row in clerk["fields"]] == [True, True, True, False, False]
    assert clerk["fields"][1]["rights"] == ["data.cost", "couriers.manage"]
    assert all(row["why"] for row in (*clerk["fields"], *keeper["fields"]))
    reasons = {row["right"]: row["reason"] for row in keeper["actions"]}
    assert (reasons["orders.view"], reasons["people.manage"], reasons["catalog.edit"]) == ("kept", "kept", "absent")
    assert "fulfilment.pack" not in reasons
    owner = hidden_json("owner")
    assert (owner["fields"], {row["right"] for row in owner["actions"]} & POSITIONS["owner"].capabilities) == (
        [],
        set(),
    )
    assert len(confidential_fields()) == len(keeper["fields"])


def test_the_desk_is_the_keepers_and_says_what_it_hides_until_it_is_ended() -> None:
    shop = make_shop()
    order = make_order(shop.id, "2611220001")
    boss = make_person("boss", "owner", "keeper")
    give_task(actor=boss, shop_id=shop.id, to="boss", title="of my own", due_at=order.created_at + timedelta(days=9))
    desk = signed_in(boss)
    assert "/desk/see-as?position=keeper" in desk.get("/desk/see-as").content.decode()
    preview = desk.get("/desk/see-as?position=keeper").context
    assert (preview["field_count"], preview["role"]) == (9, "Warehouse keeper")
    found = desk.get("/desk/search?q=keeper", headers={"accept": "application/json"}).json()
    assert {"label": "See as", "items": [{"label": "Warehouse keeper", "hint": "keeper"} | _at("keeper")]} in found[
        "groups"
    ]

    assert desk.post("/desk/see-as", {"position": "keeper"}).headers["Location"] == "/desk/"
    home = desk.get("/desk/")

    own = signed_in(make_person("kim", "keeper")).get("/desk/").context
    assert _places(home.context) == _places(own)
    shown = home.content.decode()
    assert "You see the desk as Warehouse keeper." in shown
    assert 'data-key="G G"' in shown
    assert "of my own" not in shown
    assert desk.get(f"/desk/orders/{shop.code}/{order.number}").status_code == 403
    assert "You see the desk as Warehouse keeper." in desk.get("/desk/orders").content.decode()
    assert Event.objects.filter(kind="permission.denied").count() == 0
    couriers = desk.get("/desk/couriers").context["shell"]["seen_as"]
    assert "Manage couriers, contracts and prices" in couriers["actions"]
    listed = desk.get("/desk/seen-as")
    assert [kind["label"] for kind in listed.context["classes"]] == ["Customer data", "Costs", "Plans", "Wages"]
    assert desk.get("/desk/see-as").status_code == 403, "from inside nobody looks on as somebody else"
    assert [desk.get(path).status_code for path in ("/desk/me", "/desk/me/sessions")] == [403, 403]
    assert desk.get("/desk/me/duties").context["shell"]["seen_as"]["name"] == "Warehouse keeper"

    assert desk.post("/desk/see-as/end").status_code == 302
    after = desk.get("/desk/")
    assert (after.context["shell"]["seen_as"], "of my own" in after.content.decode()) == (None, True)
    told = list(Event.objects.filter(kind__startswith="user.see_as").order_by("pk").values_list("kind", "data"))
    assert told == [
        ("user.see_as_started", {"position": "keeper"}),
        ("user.see_as_ended", {"position": "keeper", "ended": "person"}),
    ]
    log = desk.get("/desk/people/-/boss").content.decode()
    assert "Looked at the desk as another role" in log


def test_nothing_is_changed_through_other_eyes_by_form_script_or_reading() -> None:
    shop = make_shop()
    order = make_order(shop.id, "2611220001")
    make_person("kim", "checking_clerk")
    desk = signed_in(make_person("boss", "owner"))
    desk.post("/desk/see-as", {"person": "kim"})
    kept = Order.objects.values().get(pk=order.pk)

    refused = [
        desk.post(f"/desk/orders/{shop.code}/{order.number}/{verb}", {"reason": "manual", "note": "x", "flag": "1"})
        for verb in ("hold", "flag", "reveal")
    ]
    scripted = desk.post(f"/desk/orders/{shop.code}/{order.number}/reveal", headers={"HX-Request": "true"})
    others = [
        desk.post(path) for path in ("/desk/theme", "/desk/keys", "/desk/language", "/setup/demo", "/desk/people/new")
    ]
    odd = [getattr(desk, verb)("/desk/orders") for verb in ("put", "patch", "delete")]

    assert [answer.status_code for answer in (*refused, scripted, *others, *odd)] == [403] * 12
    assert "nothing can be changed" in refused[0].content.decode()
    assert (scripted.headers["HX-Retarget"], "nothing can be changed" in scripted.content.decode()) == (
        "#zg-toasts",
        True,
    )
    assert Order.objects.values().get(pk=order.pk) == kept
    assert Event.objects.latest("pk").kind == "user.see_as_started"

    def writes() -> object:
        with connection.cursor() as cursor:
            cache.set("seen", 1)
            for sql in ("SELECT 1 FOR UPDATE", "WITH t AS (SELECT 1) SELECT * FROM t"):
                cursor.execute(sql)
            for sql in (
                "UPDATE people_user SET name = 'x'",
                " (INSERT INTO shops_shop DEFAULT VALUES)",
                "WITH gone AS (DELETE FROM people_user RETURNING id) SELECT 1",
                "SELECT procrastinate_defer_jobs_v1('{}')",
            ):
                with pytest.raises(ReadOnlyView):
                    cursor.execute(sql)
        return None

    reading_only(writes)  # type: ignore[arg-type]  # what it answers does not matter here
    assert User.objects.filter(name="x").count() == 0
    desk.post("/desk/sign-out")
    assert desk.get("/desk/").status_code == 302


def test_it_ends_after_an_hour_and_with_the_right() -> None:
    make_shop()
    boss, lead = make_person("boss", "owner"), make_person("lead", "supervisor")
    desk, other = signed_in(boss), signed_in(lead)
    for browser in (desk, other):
        browser.post("/desk/see-as", {"position": "keeper"})
    session = desk.session
    kept = session["zg_seen_as"]
    assert 3590 < kept["until"] - Event.objects.filter(kind="user.see_as_started").earliest("pk").at.timestamp() < 3610

    session["zg_seen_as"] = {**kept, "until": kept["until"] - 3601}
    session.save()
    back = desk.get("/desk/")
    rights = sorted(POSITIONS["supervisor"].capabilities - {"people.see_as"})
    desk.post("/desk/people/positions/supervisor", {"verb": "rights", "right": rights})

    assert back.context["shell"]["seen_as"] is None
    assert "you see the desk as yourself again" in back.content.decode()
    assert other.get("/desk/").context["shell"]["seen_as"] is None
    ended = Event.objects.filter(kind="user.see_as_ended").order_by("pk")
    assert [(event.actor_name, event.data["ended"]) for event in ended] == [("boss", "time"), ("lead", "person")]


def _at(code: str) -> dict[str, str]:
    return {"url": f"/desk/see-as?position={code}"}


def _places(context: dict[str, object]) -> list[str]:
    return [item["url"] for group in context["nav"] for item in group["items"]]  # type: ignore[attr-defined]
