"""Invoices from the buyer's wish to the sheet in the batch, through the API and the pages."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from zhanggui.fulfilment.errors import CountsDiffer
from zhanggui.fulfilment.jobs import tell_of_red_letters
from zhanggui.fulfilment.models import Invoice, RedLetter
from zhanggui.fulfilment.queries import paper_counts
from zhanggui.fulfilment.queries.invoice_copies import copies_of
from zhanggui.fulfilment.queries.red_letters import due_red_letters
from zhanggui.fulfilment.services import give_batch, print_batch, take_batch
from zhanggui.fulfilment.services.erase import empty_invoices
from zhanggui.fulfilment.tests.factories import CLERK, KEEPER, NUMBERS, closed, order_of, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderContact, OrderLine
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku
from zhanggui.people.tests.factories import make_person
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db

TITLE = "杭州青禾家居有限公司"
TAX_NO = "91330110MA2ABCDE1X"


def post(client: Client, url: str, headers: dict[str, str], **body: Any) -> Any:
    return client.post(f"/api/v1/shops/qinghe{url}", body, content_type="application/json", headers=headers)


@pytest.mark.req("FUL-02")
def test_one_printing_makes_report_labels_slips_and_invoices_in_pick_order(tmp_path: Path) -> None:
    shop_id = make_shop().id
    # The way through the shelves is: neither by number of the order nor by letters.
    for number, shelf in zip(NUMBERS, ("10", "2", "9"), strict=True):
        make_order(shop_id, number, [(make_stocked_sku(shop_id, shelf), 1)])
    check_orders(actor=SYSTEM, shop_id=shop_id)
    cora = make_person("cora", "order_clerk")
    change_settings(actor=SYSTEM, shop_id=shop_id, invoice_next="26110098", invoice_last="26110101")
    OrderContact.objects.filter(order__number__in=NUMBERS[:2]).update(invoice_title=TITLE)
    batch = closed(shop_id)
    assert paper_counts(batch) == {"daily_report": 1, "outbound_slip": 3, "label": 3, "invoice": 0}

    files = {file.kind: file for file in print_batch(actor=cora, batch_id=batch.pk, out_dir=tmp_path)}

    assert {kind: (file.pages, file.items) for kind, file in files.items()} == {
        "daily_report": (1, 1),
        "invoice": (2, 2),
        "label": (3, 3),
        "outbound_slip": (3, 3),
    }
    parcels = list(batch.parcels.order_by("position"))
    assert [parcel.order_number for parcel in parcels] == [NUMBERS[1], NUMBERS[2], NUMBERS[0]]
    for kind, numbers in (
        ("label", [parcel.number for parcel in parcels]),
        ("outbound_slip", [parcel.slip_number for parcel in parcels]),
        ("invoice", [parcel.number for parcel in parcels if parcel.order_number in NUMBERS[:2]]),
    ):
        pages = page_texts(Path(files[kind].path))
        assert [number in page for number, page in zip(numbers, pages, strict=True)] == [True] * len(numbers)
    sheets = "\n".join(page_texts(Path(files["invoice"].path)))
    assert TITLE in sheets.replace("\n", "")
    assert "26110098" in sheets
    assert "26110099" in sheets
    assert "非税务发票" in sheets
    assert list(Invoice.objects.order_by("number").values_list("number", "state", "amount")) == [
        (number, "issued", order_of(shop_id, NUMBERS[0]).paid_amount) for number in ("26110098", "26110099")
    ]
    assert not Event.objects.filter(data__icontains=TITLE).exists()


@pytest.mark.req("FUL-18")
def test_invoices_are_counted_in_the_hand_over_and_those_without_number_are_not_printed(client: Client) -> None:
    shop_id = ready_shop()
    clerk = api_headers("order_clerk", shop_id=shop_id)
    for number in NUMBERS[:2]:
        assert post(client, f"/orders/{number}/invoice", clerk, title="张三").status_code == 200
    first = Invoice.objects.get(order_number=NUMBERS[0])
    assert post(client, f"/invoices/{first.pk}/issue", clerk).json()["code"] == "shops.no_invoice_number"
    assert post(client, f"/invoices/{first.pk}/issue", clerk, number="25117000001234567890").status_code == 200
    assert post(client, f"/invoices/{first.pk}/issue", clerk, number="25117000001234567891").status_code == 409
    batch = closed(shop_id)
    page = browser("order_clerk", shop_id=shop_id, name="page").get(f"/desk/batches/qinghe/{batch.number}")
    assert (page.context["invoices"], page.context["invoices_open"]) == (0, 0)

    print_batch(actor=CLERK, batch_id=batch.pk)

    assert paper_counts(batch)["invoice"] == 1
    counts = paper_counts(batch)
    give_batch(actor=CLERK, batch_id=batch.pk)
    short = {**counts, "invoice": 0}
    with pytest.raises(CountsDiffer):
        take_batch(actor=KEEPER, batch_id=batch.pk, counts=short)
    assert take_batch(actor=KEEPER, batch_id=batch.pk, counts=counts).state == "handed_over"
    void = post(client, f"/invoices/{first.pk}/void", clerk, reason="抬头写错").json()
    assert (void["state"], void["number"]) == ("void", "25117000001234567890")
    assert post(client, f"/orders/{NUMBERS[0]}/invoice", clerk, title="李四").json()["state"] == "requested"
    listed = client.get("/api/v1/shops/qinghe/invoices?state=requested", headers=clerk).json()["invoices"]
    assert [(row["order"], row["title"]) for row in listed] == [(NUMBERS[0], "李四"), (NUMBERS[1], "张三")]


@pytest.mark.req("FUL-18")
def test_amount_tax_number_and_mail_are_checked(client: Client) -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    clerk = api_headers("order_clerk", shop_id=shop_id)
    paid = order_of(shop_id, NUMBERS[0]).paid_amount
    for code, facts in {
        "fulfilment.invoice_title": {"title": " "},
        "fulfilment.invoice_tax_no": {"title": TITLE, "kind": "special"},
        "fulfilment.invoice_email": {"title": TITLE, "email": "nobody"},
        "fulfilment.invoice_amount": {"title": TITLE, "amount": str(paid + Decimal("0.01"))},
        "fulfilment.invoice_kind": {"title": TITLE, "kind": "gold"},
    }.items():
        assert post(client, f"/orders/{NUMBERS[0]}/invoice", clerk, **facts).json()["code"] == code
    assert not Invoice.objects.exists()
    facts = {"title": TITLE, "kind": "special", "tax_no": "9133 0110 ma2abcde1x", "email": "fa@qinghe.cn"}
    made = post(client, f"/orders/{NUMBERS[0]}/invoice", clerk, **facts).json()
    assert (made["tax_no"], made["amount"], made["state"]) == (TAX_NO, f"{paid:.2f}", "requested")
    keeper = api_headers("keeper", shop_id=shop_id)
    assert post(client, f"/orders/{NUMBERS[0]}/invoice", keeper, title="x").status_code == 403


def test_pages_write_down_issue_and_take_back() -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    clerk = browser("order_clerk", shop_id=shop_id)
    form = {"title": TITLE, "kind": "normal", "amount": "1.00"}
    assert clerk.post(f"/desk/invoices/qinghe/orders/{NUMBERS[0]}", form | {"amount": "0"}).status_code == 422
    assert clerk.post(f"/desk/invoices/qinghe/orders/{NUMBERS[0]}", form).status_code == 302
    invoice = Invoice.objects.get()
    assert clerk.post(f"/desk/invoices/qinghe/{invoice.pk}/issue", {"number": ""}).status_code == 422
    assert clerk.post(f"/desk/invoices/qinghe/{invoice.pk}/issue", {"number": "26110001"}).status_code == 302
    assert clerk.get("/desk/invoices?state=issued").context["rows"][0]["invoice"].number == "26110001"
    assert clerk.post(f"/desk/invoices/qinghe/{invoice.pk}/void", {"reason": "重开"}).status_code == 302
    assert clerk.post("/desk/invoices/qinghe/0/void", {"reason": "x"}).status_code == 404


def copies_are_kept_and_handed_out(
    client: Client, desk: Client, clerk: dict[str, str], shop_id: int, invoice: Invoice
) -> Document:
    """The tax system's file is kept once with its number, and handed out with a trace; returns the first."""
    sheet, url = b"%PDF-1.7 invoice", f"/api/v1/shops/qinghe/invoices/{invoice.pk}/copy"
    for data, status in ((b"MZ no paper", 422), (sheet, 200), (sheet, 200)):
        assert client.post(url, {"file": ContentFile(data, "x.pdf")}, headers=clerk).status_code == status
    upload = {"file": ContentFile(b"<?xml version='1.0'?><red/>", "x.xml")}
    assert desk.post(f"/desk/invoices/qinghe/{invoice.pk}/copy", upload).status_code == 302
    [first, second] = copies_of([invoice.pk])[invoice.pk]
    assert (first.number, second.path[-4:]) == ("26110001", ".xml")
    file = desk.get(f"/desk/invoices/qinghe/{invoice.pk}/copy/1")
    assert (b"".join(file.streaming_content), 'filename="26110001-1.pdf"' in file["Content-Disposition"]) == (
        sheet,
        True,
    )
    assert b"".join(client.get(url, headers=clerk).streaming_content) == upload["file"].open().read()
    assert Event.objects.filter(kind="invoice.copy_fetched", subject_id=invoice.order_id).count() == 2
    assert client.get(url, headers=api_headers("keeper", shop_id=shop_id)).status_code == 403
    return first


@pytest.mark.req("FUL-18")
def test_a_refund_after_the_invoice_asks_for_red_letters_until_the_books_agree(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    clerk, desk = api_headers("order_clerk", shop_id=shop_id), browser("order_clerk", shop_id=shop_id, name="desk")
    order = order_of(shop_id, NUMBERS[0])
    paid = order.paid_amount
    post(client, f"/orders/{order.number}/invoice", clerk, title=TITLE)
    invoice = Invoice.objects.get()
    reverse = f"/invoices/{invoice.pk}/reverse"
    red = {"number": "26119001", "reason": "孙倩倩退一件"}
    assert post(client, reverse, clerk, **red).json()["code"] == "fulfilment.invoice_not_issued"
    post(client, f"/invoices/{invoice.pk}/issue", clerk, number="26110001")
    tell_of_red_letters()
    assert not Task.objects.filter(kind="red_letter").exists()

    OrderLine.objects.filter(order=order, position=1).update(refund_state="refunded", refund_amount="3.00")
    Order.objects.filter(pk=order.pk).update(refund_state="refunded")
    tell_of_red_letters()

    task = Task.objects.get(kind="red_letter")
    assert (task.position, task.state, task.data) == ("order_clerk", "open", {"amount": "3.00"})
    [due] = client.get("/api/v1/shops/qinghe/red-letters/due", headers=clerk).json()
    assert (due["number"], due["left"], due["due"]) == ("26110001", f"{paid:.2f}", "3.00")
    page = f"/desk/invoices/qinghe/{invoice.pk}/reverse"
    assert desk.get(f"/desk/invoices/due/{invoice.pk}").headers["Location"] == page
    assert desk.get(page).context["form"].initial["amount"] == Decimal("3.00")
    assert "26110001" in desk.get("/desk/invoices").content.decode()
    for wrong, code in (
        ({"amount": f"{paid + 1:.2f}"}, "fulfilment.red_amount"),
        ({"number": "?"}, "fulfilment.invoice_number"),
        ({"number": "26110001"}, "fulfilment.red_twice"),
        ({"reason": " "}, "fulfilment.no_reason"),
    ):
        assert post(client, reverse, clerk, **{**red, **wrong}).json()["code"] == code
    assert desk.post(page, {**red, "amount": "3.00"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, due_red_letters(shop_id), Invoice.objects.get().state) == ("done", [], "issued")
    assert not Event.objects.filter(data__icontains="孙倩倩").exists()

    first = copies_are_kept_and_handed_out(client, desk, clerk, shop_id, invoice)

    # The rest goes as well: the order is closed, the invoice is taken back whole, another may be asked for.
    Order.objects.filter(pk=order.pk).update(state="closed")
    assert [row.due for row in due_red_letters(shop_id)] == [paid - 3]
    answer = post(client, reverse, clerk, number="26119002", reason="全退").json()
    assert (answer["state"], [row["amount"] for row in answer["red_letters"]]) == ("void", ["3.00", f"{paid - 3:.2f}"])
    tell_of_red_letters()
    assert not Task.objects.filter(kind="red_letter", state="open").exists()
    with django_capture_on_commit_callbacks(execute=True):
        empty_invoices(order.pk)
    gone = client.get(f"/api/v1/shops/qinghe/invoices/{invoice.pk}/copy", headers=clerk)
    assert (absolute(first).is_file(), gone.status_code) == (False, 404)
    assert set(RedLetter.objects.values_list("reason", flat=True)) == {""}
