"""Files in the shape of the public Olist set: composed ones, and what such files say of orders and lines."""

import csv
import gzip
import hashlib
import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

BRAZIL = ZoneInfo("America/Sao_Paulo")
STATES = {"delivered": "completed", "shipped": "shipped", "canceled": "closed", "unavailable": "closed"}
# How far an order has come: approved, handed to the carrier, delivered.
_STEPS = {
    "delivered": 3,
    "shipped": 2,
    "canceled": 1,
    "unavailable": 1,
    "processing": 1,
    "invoiced": 1,
    "approved": 1,
    "created": 0,
}
# One order that is paid and still to ship names no items.
_BARE = 13
_HEADERS = {
    "orders": (
        *("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at"),
        *("order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"),
    ),
    "items": ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
    "customers": (
        *("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"),
    ),
    "payments": ("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"),
    "products": ("product_id", "product_category_name", "product_photos_qty"),
}
_CITIES = (("sao paulo", "SP", "01310"), ("rio de janeiro", "RJ", "20040"), ("belo horizonte", "MG", "30130"))


def _id(*parts: object) -> str:
    return hashlib.md5("-".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def compose(folder: Path, *, count: int, start: datetime) -> list[Path]:
    """Five files with `count` orders of every status, an hour apart; every third has two kinds of goods."""
    tables: dict[str, list[Sequence[object]]] = {name: [header] for name, header in _HEADERS.items()}
    tables["products"] += [(_id("product", number), f"categoria_{number}", 1) for number in range(5)]
    for index in range(count):
        _add_order(tables, index, start + timedelta(hours=index, seconds=index))
    return [_write(folder / f"olist_{name}_dataset.csv", rows) for name, rows in tables.items()]


def _add_order(tables: dict[str, list[Sequence[object]]], index: int, placed: datetime) -> None:
    number, customer = _id("order", index), _id("customer", index)
    status = list(_STEPS)[index % len(_STEPS)]
    times = [placed + timedelta(minutes=7), placed + timedelta(hours=20), placed + timedelta(days=4)]
    known = [str(moment) for moment in times[: _STEPS[status]]]
    estimated = placed.replace(hour=0, minute=0, second=0) + timedelta(days=15)
    tables["orders"].append((number, customer, status, placed, *known, *[""] * (3 - len(known)), estimated))
    tables["customers"].append((customer, _id("person", index), *reversed(_CITIES[index % 3])))
    due = Decimal(0)
    is_bare = status == "unavailable" or index == _BARE
    for row in range(0 if is_bare else 2 if index % 3 == 0 else 1):
        price, freight = Decimal(1999 + 101 * index + row).scaleb(-2), Decimal(750 + index).scaleb(-2)
        limit = placed + timedelta(days=5 - row)
        tables["items"].append(
            (number, row + 1, _id("product", (index + row) % 5), _id("seller"), limit, price, freight)
        )
        due += price + freight
    if due:
        parts = [due] if index % 4 else [due - 5, Decimal("5.00")]
        tables["payments"] += [(number, row, "boleto", 1, part) for row, part in enumerate(parts, 1)]


def _write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a file, packed or not, under their header names."""
    packed = path.read_bytes()
    content = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _moment(cell: str) -> datetime | None:
    return datetime.fromisoformat(cell).replace(tzinfo=BRAZIL) if cell else None


def _sum(cells: Sequence[str]) -> Decimal | None:
    return sum(map(Decimal, cells), Decimal()) if cells else None


def tell(files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What orders and lines must be stored, by number: every amount, time, status and place of the files."""
    orders, items, customers, payments = (table(path) for path in files[:4])
    people = {row["customer_id"]: row for row in customers}
    goods, paid = defaultdict(list), defaultdict(list)
    for row in items:
        goods[row["order_id"]].append(row)
    for row in payments:
        paid[row["order_id"]].append(row["payment_value"])
    orders.sort(key=lambda row: row["order_id"])
    return (
        [_order(row, goods[row["order_id"]], paid[row["order_id"]], people[row["customer_id"]]) for row in orders],
        [_line(item) for row in orders for item in goods[row["order_id"]]],
    )


def _order(row: dict[str, str], goods: list[dict[str, str]], paid: list[str], person: dict[str, str]) -> dict[str, Any]:
    prices, freights = [item["price"] for item in goods], [item["freight_value"] for item in goods]
    is_approved = bool(row["order_approved_at"])
    # Without items the file promises nothing, and the shop's own promise stands.
    limits = [item["shipping_limit_date"] for item in goods]
    promise = {"ship_by_at": min(filter(None, map(_moment, limits)))} if limits else {}
    return {
        **promise,
        "number": row["order_id"],
        "status_text": row["order_status"],
        "state": STATES.get(row["order_status"], "paid" if is_approved else "unpaid"),
        "placed_at": _moment(row["order_purchase_timestamp"]),
        "paid_at": _moment(row["order_approved_at"]),
        "shipped_at": _moment(row["order_delivered_carrier_date"]),
        "completed_at": _moment(row["order_delivered_customer_date"]),
        "goods_amount": _sum(prices),
        "freight_amount": _sum(freights),
        "total_amount": _sum([*prices, *freights]),
        "paid_amount": _sum(paid),
        "piece_count": len(goods) or None,
        "receiver_name": person["customer_unique_id"],
        "city": person["customer_city"],
        "province": person["customer_state"],
        "postcode": person["customer_zip_code_prefix"],
    }


def _line(row: dict[str, str]) -> dict[str, Any]:
    return {
        "number": row["order_id"],
        "sub_number": f"{row['order_id']}-{row['order_item_id']}",
        "sku_code": row["product_id"],
        "quantity": 1,
        "price": Decimal(row["price"]),
        "payable_amount": Decimal(row["price"]) + Decimal(row["freight_value"]),
    }
