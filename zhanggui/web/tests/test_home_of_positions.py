"""The workbench of each position of appendix A: what is overdue, due today and new for it (TSK-01)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zhanggui.fulfilment.jobs import tell_of_late_numbers
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.services import sign_report
from zhanggui.fulfilment.tests.factories import KEEPER, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import make_order
from zhanggui.people.services import RoutineChange, add_routine, run_routines
from zhanggui.people.tests.factories import make_person, signed_in
from zhanggui.people.values import POSITIONS
from zhanggui.web.tabbar import DAILY

pytestmark = pytest.mark.django_db
OWN = {"Routine"}
# Beside the position's own routine: what the state of the shop below must put before it.
SHOWN = {
    "owner": {"numbers are late", "positions with duties that nobody holds", "Held by hand", "reports to confirm"},
    "supervisor": {"numbers are late", "Held by hand", "reports to confirm"},
    "shop_manager": {"numbers are late", "Held by hand", "reports to confirm"},
    "checking_clerk": {"Held by hand"},
    "after_sales": {"Held by hand"},
    "order_clerk": {"numbers are late"},
    "keeper": {"parcels whose number is late", "parcels without number"},
}


@pytest.mark.req_part("TSK-01")
def test_every_position_sees_its_own_work_overdue_first() -> None:
    shop_id = ready_shop()
    inside = [code for code, each in POSITIONS.items() if each.is_on and not each.is_outside and code != "shop_admin"]
    people = {code: make_person(f"p-{code}", code) for code in inside}
    parcel = packed(shop_id)[0]
    Parcel.objects.filter(pk=parcel.pk).update(packed_at=now() - timedelta(hours=3))
    tell_of_late_numbers()
    sign_report(actor=KEEPER, shop_id=shop_id, day=parcel.batch.day)
    make_order(shop_id, "700001", [])
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=["700001"], reason="rings back")
    run_routines(actor=SYSTEM, shop_id=shop_id, at=now() - timedelta(days=1))
    for code in inside:
        rule = RoutineChange(position=code, title_en=f"For {code}", rhythm="daily", day_off="keep")
        add_routine(actor=SYSTEM, shop_id=shop_id, change=rule)
    run_routines(actor=SYSTEM, shop_id=shop_id, at=now() + timedelta(days=1))

    seen = {code: signed_in(person).get("/desk/").context for code, person in people.items()}

    for code, context in seen.items():
        groups = [group["name"] for group in context["groups"]]
        assert groups == [name for name in ("late", "today", "new") if name in groups], code
        rows = [row for group in context["groups"] for row in group["rows"]]
        assert {str(row.title) for row in rows} >= OWN | SHOWN.get(code, set()), code
        foreign = set().union(*SHOWN.values()) - SHOWN.get(code, set()) - {"parcels without number"}
        assert not {str(row.title) for row in rows} & foreign, code
        for group in context["groups"]:
            dues = [row.due_at for row in group["rows"] if row.due_at is not None]
            assert dues == sorted(dues), code
    for code, names in DAILY.items():
        bar = [item["url"] for item in seen[code]["tabbar"]] if code in seen else []
        assert bar in ([], [reverse("home"), *(reverse(name) for name in names)]), code
    assert [item["url"] for item in seen["keeper"]["tabbar"]][1] == "/desk/pack"
    assert [panel["template"] for panel in seen["order_clerk"]["panels"]["side"]][:1] == ["fulfilment/_home_close.html"]
    assert {panel["template"] for panel in seen["checking_clerk"]["panels"]["side"]} >= {"orders/home/checked.html"}
