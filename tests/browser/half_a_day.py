"""A shop in the middle of its day, with at least one of everything that has a page of its own."""

from datetime import time, timedelta
from pathlib import Path

from tests.browser.courier_partners import courier_examples, know_couriers
from tests.browser.desk import SKUS, do_queued_work, open_shop, write_orders
from tests.browser.places import Places, find_places, places_of_newcomer
from zhanggui.catalog.models import Sku
from zhanggui.catalog.services import NewAccessory, SpecFacts, describe_packing
from zhanggui.channels.connectors.taobao.compose import compose_skus
from zhanggui.channels.services.mappings import install_mapping
from zhanggui.fulfilment.models import Batch, CourierList, Invoice, Parcel, PrintJob, PromiseBreach, Voucher
from zhanggui.fulfilment.services import (
    InvoiceFacts,
    close_batch,
    enter_waybill,
    hand_over,
    make_courier_list,
    pack_parcel,
    print_batch,
    reprint_parcels,
    request_invoice,
    scan_item,
)
from zhanggui.fulfilment.services.breaches import note_breaches
from zhanggui.fulfilment.services.exceptions import open_exception
from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.clock import now
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.models import Order, OrderHold, OrderLine, SavedFilter
from zhanggui.orders.queries import OrderFilters
from zhanggui.orders.services import (
    add_instruction,
    check_orders,
    choose_shortage,
    mark_difficult,
    request_export,
    save_filter,
)
from zhanggui.orders.services.rules import RuleChange, draft_rule, start_backtest
from zhanggui.orders.services.shortage.choosing import ShortagePlan
from zhanggui.orders.tests.factories import make_order, make_stocked_sku
from zhanggui.people.models import User
from zhanggui.people.queries import actor_of_user
from zhanggui.people.queries.routines import routine_tasks
from zhanggui.people.services import (
    Attachment,
    RoutineChange,
    add_routine,
    give_task,
    run_routines,
    tick_routine_task,
)
from zhanggui.people.tests.factories import make_person, make_shop
from zhanggui.shops.values import ShopCard

MIXED = {"buyer_note": 0.4, "masked": 0.2, "flag": 0.2, "incomplete_address": 0.2, "cash_on_delivery": 0.2}
OLIST = Path(__file__).parents[2] / "zhanggui" / "channels" / "mappings" / "olist.yaml"
NEWCOMER = "newcomer"
SHORT = "9000000000000000002"


def person(username: str) -> Actor:
    """Somebody of the shop, as at the desk."""
    return actor_of_user(User.objects.get(username=username).pk, Origin.WEB)


def live_half_a_day(folder: Path) -> ShopCard:
    """One batch is being packed, the next morning's orders are in, some of them held; a second shop is still empty."""
    shop = open_shop(is_checked_automatically=False)
    make_person(NEWCOMER, "owner", shop=make_shop("new", "新店"))
    _ship_a_batch(shop, folder)
    for seed, count, skus in ((4, 24, SKUS), (5, 1, compose_skus(60, seed=20)[-1:])):
        _orders, files = write_orders(folder, count, seed=seed, skus=skus, **MIXED)
        run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    _use_the_desk(shop)
    do_queued_work()
    return shop


def _ship_a_batch(shop: ShopCard, folder: Path) -> None:
    clerk, keeper = person("gaoyang"), person("hejianguo")
    _orders, files = write_orders(folder, 6, seed=3, buyer_note=0, seller_note=0)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch = close_batch(actor=clerk, shop_id=shop.id)
    print_batch(actor=clerk, batch_id=batch.pk)
    hand_over(give=clerk, take=keeper, batch_id=batch.pk)
    parcel = batch.parcels.earliest("position")
    line = parcel.lines.earliest("pk")
    scan_item(actor=keeper, shop_id=shop.id, number=parcel.number, code=line.sku_code)
    _use_the_warehouse(shop, batch)
    describe_packing(
        actor=SYSTEM,
        shop_id=shop.id,
        product_id=Sku.objects.get(shop_id=shop.id, code=line.sku_code).product_id,
        spec=SpecFacts(box="5 号箱", is_neutral=True),
        accessories=[NewAccessory("说明书"), NewAccessory("礼盒", 1, "6930000000018")],
    )


def _use_the_warehouse(shop: ShopCard, batch: Batch) -> None:
    """The last parcel has left with a courier who has yet to sign, its papers were printed twice, an invoice waits."""
    clerk, keeper = person("gaoyang"), person("hejianguo")
    last = batch.parcels.latest("position")
    codes = [f"{line.sku_code}*{line.quantity}" for line in last.lines.all()]
    pack_parcel(actor=keeper, shop_id=shop.id, number=last.number, codes=codes)
    enter_waybill(actor=keeper, shop_id=shop.id, number=last.number, courier="ZTO", waybill_no="73112345678901")
    make_courier_list(actor=keeper, shop_id=shop.id, courier="ZTO", day=batch.day)
    reprint_parcels(actor=clerk, batch_id=batch.pk, numbers=[last.number], reason="卡纸")
    facts = InvoiceFacts("杭州云栖设计有限公司", "91330106MA2B1C3D4E")
    request_invoice(actor=clerk, shop_id=shop.id, order_number=last.order_number, facts=facts)


def _use_the_desk(shop: ShopCard) -> None:
    checker, owner = person("zhoumin"), person("linlan")
    save_filter(actor=owner, name="大单", query="view=all&pieces=5", shop_id=shop.id)
    for asker in (owner, checker):
        request_export(
            actor=asker, shop_id=shop.id, filters=OrderFilters(), file_format="csv", is_clear=False, reason="对账"
        )
    start_run(owner, "orders_pass", shop_id=shop.id, label="审核 24 单")
    know_couriers(owner, shop.id)
    install_mapping(actor=owner, source=OLIST.read_text("utf-8"), shop_id=shop.id)


def _more(shop: ShopCard, calm: Order, parcel: Parcel) -> dict[str, list[str]]:
    """Pages that an address alone does not name, by the person who looks at them."""
    return {
        "": ["/desk/sign-in"],
        "linlan": [
            f"/desk/orders/{shop.code}/{calm.number}",
            "/desk/close?next=1",
            "/desk/orders?view=all",
            "/desk/waybills?view=post",
            f"/desk/orders/{shop.code}/{SHORT}/shortage?kind=wait",
            "/desk/shortages?view=asked",
        ],
        "hejianguo": ["/desk/", f"/desk/pack?parcel={parcel.number}"],
    }


def rule_examples(shop: ShopCard, order_id: int) -> dict[str, object]:
    """A rule with a draft that was tried, and an order for the manager's word."""
    change = RuleChange({"all": [{"fact": "max_line_quantity", "op": "over", "value": 2}]})
    draft_rule(actor=person("linlan"), shop_id=shop.id, code="unusual_quantity", change=change, why="想多看几单")
    made = start_backtest(actor=person("linlan"), shop_id=shop.id, code="unusual_quantity")
    return {"rules/code": "unusual_quantity", "rules/version": 1, "backtest_id": made.pk, "orders/order_id": order_id}


def wish_examples(shop: ShopCard, order: Order) -> dict[str, object]:
    """A wish on an order, its first line, the order followed as difficult, a missed promise, and other troubles."""
    boss = person("linlan")
    note_breaches([shop.id], at=now() + timedelta(days=5))
    step = NextStep("催网点", now() + timedelta(hours=6))
    return {
        "note-rules/code": "courier_sf",
        "breach_id": PromiseBreach.objects.latest("pk").pk,
        "line_id": OrderLine.objects.filter(order=order).earliest("position").pk,
        **trouble_examples(shop),
        "instruction_id": add_instruction(actor=boss, shop_id=shop.id, order_id=order.pk, kind="urgent", text="等着用"),
        "difficulty_id": mark_difficult(actor=boss, shop_id=shop.id, order_id=order.pk, kind="stuck", step=step),
    }


def trouble_examples(shop: ShopCard) -> dict[str, object]:
    """One order that was decided for want of goods, one still to decide, and a parcel that went wrong."""
    boss, sku = person("linlan"), make_stocked_sku(shop.id, "SHORT-1", 0)
    decided, _open = (make_order(shop.id, number, [(sku, 2)]) for number in ("9000000000000000001", SHORT))
    check_orders(actor=SYSTEM, shop_id=shop.id)
    plan = ShortagePlan("wait", wait_until=(now() + timedelta(days=6)).date())
    _shown, [choice] = choose_shortage(actor=boss, shop_id=shop.id, order_ids=[decided.pk], plan=plan)
    parcel = Parcel.objects.get(state="shipped")
    step = NextStep("催网点", now() + timedelta(hours=6))
    return {
        "choice_id": choice.id,
        "shortages/sku_id": sku,
        "shortages/order_id": decided.pk,
        "exceptions/number": parcel.number,
        "exception_id": open_exception(actor=boss, shop_id=shop.id, parcel=parcel.number, kind="lost", step=step),
    }


def routine_examples(shop: ShopCard) -> dict[str, object]:
    """A routine of the shop's own and its task with evidence; running them makes what else is due."""
    boss = person("linlan")
    rule = RoutineChange(
        position="keeper",
        title_zh="清点纸箱",
        rhythm="daily",
        at=time(23, 59),
        day_off="keep",
        checklist=["大箱", "小箱"],
    )
    code = add_routine(actor=boss, shop_id=shop.id, change=rule).code
    run_routines(actor=boss, shop_id=shop.id, at=now() + timedelta(days=1))
    task = next(each for each in routine_tasks(boss, [shop.id], "open") if each.routine == code)
    tick_routine_task(actor=boss, task_id=task.pk, ticks=[0], files=[Attachment("纸箱.txt", "大箱 12".encode())])
    return {"routines/code": code, "routines/task_id": task.pk, "routines/file_id": task.files.get().pk}


def task_examples(shop: ShopCard) -> dict[str, object]:
    """A given task with a file."""
    given = give_task(
        actor=person("linlan"),
        shop_id=shop.id,
        to="hejianguo",
        title="清点毛巾",
        due_at=now() + timedelta(hours=5),
        expected="每种颜色各有多少条",
        files=[Attachment("毛巾.txt", "白、蓝、灰".encode())],
    )
    return {"task_id": given.pk, "file_id": given.files.get().pk}


def places_of(shop: ShopCard) -> Places:
    """Every page of the desk, with the things of this shop; and those of a person whose shop is empty."""
    held = OrderHold.objects.filter(order__shop_id=shop.id, released_at=None).earliest("pk")
    calm = Order.objects.filter(shop_id=shop.id, is_held=False, step="checked").earliest("number")
    parcel = Parcel.objects.filter(state="batched").latest("position")
    draft = Sku.objects.filter(state="draft").earliest("pk")
    examples = {
        "shop": shop.code,
        "orders/number": held.order.number,
        "hold_id": held.pk,
        "batches/number": Batch.objects.get().number,
        "batches/kind": "label",
        "part": 1,
        "parcels/number": parcel.number,
        "pack/number": parcel.number,
        "parcel_id": parcel.pk,
        "imports/number": ImportBatch.objects.latest("pk").number,
        "mappings/name": "olist",
        "import/kind": "stock",
        "goods/sku_id": draft.pk,
        "stock/sku_id": draft.pk,
        "run_id": start_run(person("linlan"), "orders_hold", shop_id=shop.id, label="暂扣 24 单").pk,
        "approval_id": Approval.objects.latest("pk").pk,
        "filter_id": SavedFilter.objects.latest("pk").pk,
        "orders/colour": 1,
        "username": "hejianguo",
        "people/code": "keeper",
        **courier_examples(),
        **rule_examples(shop, held.order.pk),
        **wish_examples(shop, held.order),
        **task_examples(shop),
        **routine_examples(shop),
        "ending": "xlsx",
        "export_id": 1,
        "waybills/name": "none.csv",
        "batch_id": Batch.objects.get().pk,
        "batches/job": PrintJob.objects.get(kind="copy").number,
        "invoices/number": Invoice.objects.get().order_number,
        "invoice_id": Invoice.objects.get().pk,
        "vouchers/number": CourierList.objects.get().number,
        "voucher_id": Voucher.objects.earliest("pk").pk,
        "products/product_id": draft.product_id,
        "packing/insert_id": 0,
    }
    found = find_places(
        ["linlan", "hejianguo", "zhoumin"],
        {name: str(value) for name, value in examples.items()},
        _more(shop, calm, parcel),
    )
    found.found[NEWCOMER] = places_of_newcomer(NEWCOMER)
    return found
