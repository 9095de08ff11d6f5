"""Mappings: what is refused with its place, and what values come to."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from zhanggui.channels.errors import BadMapping, MappingNotFound
from zhanggui.channels.queries import list_mappings, mapping_definition, mapping_source
from zhanggui.channels.rules.mapping_source import load_source, read_mapping
from zhanggui.channels.rules.targets import LINE_TARGETS, ORDER_TARGETS, ordered_date, plain_number
from zhanggui.channels.services import install_mapping
from zhanggui.channels.tests.import_files import counters, make_shop, run
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderLine

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "mapping.md"
GOOD: dict[str, Any] = {
    "name": "mine",
    "currency": "CNY",
    "timezone": "Asia/Shanghai",
    "files": {"a": {"columns": ["no", "state"]}, "b": {"columns": ["no", "amount"]}},
    "orders": {"from": "a", "join": [{"file": "b", "on": "no"}], "fields": {"number": "no"}},
}


def changed(path: str, value: object) -> str:
    """The good mapping with one place written otherwise; None takes the key away."""
    whole = json.loads(json.dumps(GOOD))
    *parents, last = path.split(".")
    place: Any = whole
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    if value is None:
        del place[last]
    else:
        place[last] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("name", "with space", "name"),
        ("name", None, "name"),
        ("currency", "JPY", "currency"),
        ("currency", None, "currency"),
        ("timezone", "Mars/Base", "timezone"),
        ("channel", "ebay", "channel"),
        ("numbers", {"decimal": ";"}, "numbers.decimal"),
        ("dates", "ydm", "dates"),
        ("surprise", "x", "surprise"),
        ("files", {}, "files"),
        ("files.a.columns", [], "files.a.columns"),
        ("files.a.optional", "maybe", "files.a"),
        ("orders", None, "orders"),
        ("orders.from", "c", "orders.from"),
        ("orders.fields", {"state": "state"}, "orders.fields.number"),
        ("orders.fields.colour", "no", "orders.fields.colour"),
        ("orders.fields.title", "", "orders.fields.title"),
        ("orders.fields.title", {"text": []}, "orders.fields.title.text"),
        ("orders.fields.title", {"text": ["no"], "value": "x"}, "orders.fields.title"),
        ("orders.fields.title", {"value": "x", "with": "-"}, "orders.fields.title"),
        ("orders.fields.state", {"column": "state", "map": {"a": "gone"}}, "orders.fields.state.map.a"),
        ("orders.fields.state", {"value": "gone"}, "orders.fields.state.value"),
        ("orders.fields.total_amount", {"value": "1,2,3"}, "orders.fields.total_amount.value"),
        ("orders.fields.total_amount", {"sum": "amount"}, "orders.fields.total_amount.sum"),
        ("orders.fields.title", {"sum": "b.amount"}, "orders.fields.title.sum"),
        ("orders.fields.title", {"if_present": "no"}, "orders.fields.title"),
        ("orders.join.0.file", "c", "orders.join.0.file"),
        ("orders.join.0.on", {}, "orders.join.0.on"),
        ("orders.skip", [{"column": "state"}], "orders.skip.0"),
        ("orders.skip", [{"column": "state", "missing": "yes"}], "orders.skip.0.missing"),
        ("orders.address_needs", ["moon"], "orders.address_needs"),
    ],
)
def test_wrong_mapping_is_refused_with_its_place(path: str, value: object, told: str) -> None:
    with pytest.raises(BadMapping) as wrong:
        read_mapping(changed(path, value))

    assert wrong.value.params["path"] == told
    assert str(wrong.value.params["reason"])


@pytest.mark.parametrize(
    "source", ["a: [", "a: &x [1]\nb: *x", "", "[1]", "{" * 40, "a: \0", "!!python/object:os.system x", "? [a]\n: b"]
)
def test_text_that_is_no_mapping_is_refused(source: str) -> None:
    with pytest.raises(BadMapping):
        read_mapping(source)


def test_words_of_yaml_stay_words() -> None:
    assert load_source("on: no\n007: 2026-06-01\nx: true") == {"on": "no", "007": "2026-06-01", "x": True}


@pytest.mark.parametrize(
    ("cell", "decimal", "wanted"),
    [("R$ 1.234,50", ",", "1234.50"), ("12,5", ",", "12.5"), ("€ 3.10", ".", "3.10"), ("1,234.50", ".", "1,234.50")],
)
def test_numbers_are_read_in_the_files_style(cell: str, decimal: str, wanted: str) -> None:
    assert plain_number(cell, decimal) == wanted


def test_dates_are_read_in_the_files_order() -> None:
    assert ordered_date("31/12/2026 08:00", "dmy") == "2026-12-31 08:00"
    assert ordered_date("12/31/2026", "mdy") == "2026-12-31"
    assert ordered_date("2026-12-31", "dmy") == "2026-12-31"


def test_reference_names_every_target_and_its_example_is_a_mapping() -> None:
    text = REFERENCE.read_text("utf-8")
    assert [name for name in {**ORDER_TARGETS, **LINE_TARGETS} if f"`{name}`" not in text] == []
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "name: corner-shop" in block)
    assert read_mapping(example).name == "corner-shop"


@pytest.mark.django_db
def test_installed_mapping_replaces_the_shipped_one_for_its_shop_only() -> None:
    mine, other = make_shop("mine"), make_shop("other")
    shipped = mapping_source(mine.id, "olist")

    card = install_mapping(actor=SYSTEM, source=shipped.replace("label: Olist", "label: My Olist"), shop_id=mine.id)
    again = install_mapping(actor=SYSTEM, source=shipped.replace("label: Olist", "label: My Olist"), shop_id=mine.id)
    newer = install_mapping(actor=SYSTEM, source=shipped, shop_id=mine.id)

    assert [each.version for each in (card, again, newer)] == [1, 1, 2]
    assert [(each.name, each.is_shipped) for each in list_mappings(mine.id)] == [("olist", False)]
    assert [(each.name, each.is_shipped) for each in list_mappings(other.id)] == [("olist", True)]
    with pytest.raises(MappingNotFound):
        mapping_definition(mine.id, "nothing")


FLAT = """
name: flat
currency: EUR
timezone: Europe/Berlin
numbers: {decimal: ","}
dates: dmy
files: {rows: {columns: [Bestellung, Artikel, Menge, Preis]}}
orders:
  from: rows
  skip: [{column: Status, in: [Entwurf, Test]}]
  fields:
    number: Bestellung
    state: {column: Status, map: {bezahlt: paid, offen: unpaid}}
    placed_at: Datum
    paid_at: Datum
    total_amount: Betrag
    paid_amount: Betrag
    is_cod: {value: no}
    street: Strasse
    city: Ort
    postcode: PLZ
    receiver_name: {text: [Vorname, Name]}
    currency: Waehrung
lines:
  from: rows
  skip: [{column: Status, in: [Entwurf, Test]}]
  fields: {number: Bestellung, title: Artikel, quantity: Menge, price: Preis}
"""
HEADER = [
    "Bestellung",
    "Status",
    "Datum",
    "Betrag",
    "Artikel",
    "Menge",
    "Preis",
    "Strasse",
    "Ort",
    "PLZ",
    "Vorname",
    "Name",
    "Waehrung",
]
ROWS = [
    "A-1;bezahlt;03.04.2026 09:30;€ 1.030,50;Kanne;2;500,00;Weg 1;Berlin;10115;Ada;Blau;EUR",
    "A-1;bezahlt;03.04.2026 09:30;€ 1.030,50;Tasse;1;30,50;Weg 1;Berlin;10115;Ada;Blau;EUR",
    "A-2;offen;04.04.2026;5,00;Tasse;1;5,00;;Bonn;;;Rot;EUR",
    "A-3;Entwurf;04.04.2026;5,00;Tasse;1;5,00;;Bonn;;;Rot;EUR",
    "A-4;verschenkt;04.04.2026;5,00;Tasse;1;5,00;;Bonn;;;Rot;EUR",
    "A-5;offen;04.04.2026;5,00;Tasse;0;5,00;;Bonn;;;Rot;USD",
]


@pytest.mark.django_db
def test_one_file_with_a_row_a_line_makes_orders_and_lines(tmp_path: Path) -> None:
    shop = make_shop("berlin", currency="EUR", timezone="Europe/Berlin")
    install_mapping(actor=SYSTEM, source=FLAT, shop_id=shop.id)
    path = tmp_path / "orders.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADER, *(row.split(";") for row in ROWS)])

    report = run(shop, [path], mapping="flat")

    assert counters(report) == {"rows": 6, "imported": 3, "skipped": 1, "quarantined": 2}
    assert [(each["row"], each["column"], each["code"]) for each in report["errors"]] == [
        (6, "Status", "mappings.unmapped"),
        (7, "currency", "mappings.row_currency"),
        (7, "Menge", "imports.bad_quantity"),
    ]
    first, second = Order.objects.select_related("contact").order_by("number")
    assert (str(first.total_amount), first.state, first.paid_at.isoformat()) == (
        "1030.50", "paid", "2026-04-03T07:30:00+00:00",
    )  # fmt: skip
    assert (first.contact.address, first.contact.receiver_name) == ("Weg 1, Berlin, 10115", "Ada Blau")
    assert (first.contact.address_quality, second.contact.address_quality) == ("complete", "incomplete")
    assert (second.contact.address_reason, second.placed_precision) == ("city_only", "d")
    assert list(OrderLine.objects.filter(order=first).values_list("title", "quantity")) == [("Kanne", 2), ("Tasse", 1)]
    assert counters(run(shop, [path], mapping="flat"))["unchanged"] == 3
