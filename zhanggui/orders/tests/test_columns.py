"""Own columns of the order list: chosen, kept for a person or a saved view, followed by exports and the API."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import SavedFilter
from zhanggui.orders.queries.columns import COLUMNS, SHIPPED
from zhanggui.orders.tests.factories import make_shop
from zhanggui.orders.tests.page_helpers import checked_shop, clerk, order_due
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db

CHOOSE = "/desk/orders/columns"


def heads(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/desk/orders?{query}").content.decode()
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page, re.DOTALL)[1:]
    return [unescape(re.sub(r"<[^>]+>|[↑↓]", "", head)).strip() for head in found]


def choose(client: Client, codes: list[str], keep: str = "mine", of: str = "") -> str:
    others = [code for code in COLUMNS if code not in codes]
    response = client.post(f"{CHOOSE}?of={of}", {"order": [*codes, *others], "columns": codes, "keep": keep})
    return str(response.headers["Location"])


def test_chosen_columns_stay_with_the_person_until_they_are_reset() -> None:
    shop = make_shop()
    orders = checked_shop(shop.id)
    mine, other = clerk(), clerk(name="other")
    shipped = heads(mine)

    choose(mine, ["seller_note", "number", "hold", "buyer_note", "warehouse", "pieces", "paid"])
    page = mine.get("/desk/orders").content.decode()

    assert heads(mine) == [
        "Seller's note",
        "Order number",
        "Hold and action",
        "Buyer's note",
        "Warehouse",
        "Pieces",
        "Amount paid",
    ]
    assert "改成顺丰" in page
    assert re.search(
        rf"{orders['passed'].number[-5:]}.*?<td>([^<]+)</td>\s*<td class=\"zg-num\">1</td>", page, re.DOTALL
    )
    assert heads(other) == shipped
    choose(mine, ["number"], keep="reset")
    assert heads(mine) == shipped


def test_number_and_hold_are_always_there_and_unknown_ones_never() -> None:
    checked_shop(make_shop().id)
    client = clerk()

    assert heads(client, "columns=paid.nonsense") == ["Order number", "Hold and action", "Amount paid"]
    assert len(heads(client, "columns=nonsense")) == len(SHIPPED) - 1


def test_saved_view_keeps_columns_of_its_own() -> None:
    checked_shop(make_shop().id)
    client = clerk()
    client.post(
        "/desk/orders/filters/save?of=view%3Dheld%26columns%3Dnumber.hold.buyer_note", {"name": "留言", "shop": ""}
    )
    kept = SavedFilter.objects.get()
    assert kept.query == "view=held&columns=number.hold.buyer_note"

    to = choose(client, ["number", "hold", "phone"], keep="view", of=kept.query.replace("&", "%26").replace("=", "%3D"))

    kept.refresh_from_db()
    assert kept.query == "view=held&columns=number.hold.phone"
    assert to == f"/desk/orders?{kept.query}"
    assert heads(client, kept.query) == ["Order number", "Hold and action", "Phone"]
    assert len(heads(client)) == len(SHIPPED) - 1


def test_moving_a_column_works_without_script() -> None:
    make_shop()
    page = (
        clerk()
        .post(CHOOSE, {"order": ["number", "hold", "paid"], "columns": ["number", "paid"], "up": "paid"})
        .content.decode()
    )

    assert re.findall(r'name="order" value="(\w+)"', page) == ["number", "paid", "hold"]
    assert re.findall(r'name="columns" value="paid" checked', page) != []


def test_every_column_costs_no_query_a_row() -> None:
    shop = make_shop()
    client = clerk()
    every = f"/desk/orders?view=all&columns={'.'.join(COLUMNS)}"
    counts = []
    for index in range(3):
        order_due(shop.id, f"{4_200_000_000_000_000_000 + index}", 10)
        if index != 1:
            client.get(every)
            with CaptureQueriesContext(connection) as ran:
                client.get(every)
            counts.append(len(ran))

    assert counts[0] == counts[1]


def test_export_follows_the_list_and_the_api_its_columns() -> None:
    checked_shop(make_shop().id)
    lead = clerk("supervisor")
    asked = {"everything": "1", "query": "view=all&columns=number.hold.pieces.warehouse", "file_format": "xlsx"}

    file = lead.post("/desk/orders/export", {**asked, "columns": "list"})
    usual = lead.post("/desk/orders/export", {**asked, "columns": "all"})

    first, second = (
        [cell.value for cell in openpyxl.load_workbook(io.BytesIO(b"".join(each.streaming_content))).active[1]]
        for each in (file, usual)
    )
    assert first == ["Order number", "Holds", "Pieces", "Warehouse"]
    assert len(second) > 20
    account = create_user(actor=SYSTEM, username="api", positions=["supervisor"])
    key = create_api_token(actor=SYSTEM, user_id=account.id, name="test")
    api = Client(headers={"Authorization": f"Bearer {key}"})
    listed = api.get("/api/v1/orders?columns=piece_count,paid_amount&state=unpaid").json()["orders"]
    assert [list(order) for order in listed] == [["shop", "number", "piece_count", "paid_amount"]]
    refused = api.get("/api/v1/orders?columns=secret")
    assert (refused.status_code, refused.json()["code"]) == (422, "orders.unknown_field")
