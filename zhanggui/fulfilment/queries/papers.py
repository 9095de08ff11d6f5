"""What the papers of a batch say, read in slices so that ten thousand parcels never lie in memory at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.utils.translation import override

from zhanggui.fulfilment.models import Batch, Parcel, ParcelLine
from zhanggui.fulfilment.queries.companions import orders_in
from zhanggui.fulfilment.values import ParcelState
from zhanggui.orders.queries import open_instructions
from zhanggui.orders.values import InstructionCard

_PAPER_LANGUAGE = "zh-hans"

_RECEIVERS = """
SELECT o.id, o.ship_method, o.seller_note, c.receiver_name, c.mobile, c.phone, c.address, c.province, c.city,
       c.district, c.buyer_note
FROM orders_order o LEFT JOIN orders_ordercontact c ON c.order_id = o.id
WHERE o.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a parcel and what was asked for; empty where the order does not say."""

    order_id: int
    wish: str
    seller_note: str
    name: str
    phone: str
    address: str
    buyer_note: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One parcel with everything that its slip and label need."""

    parcel: Parcel
    receiver: Receiver
    lines: tuple[ParcelLine, ...]
    requests: str = ""
    others: tuple[str, ...] = ()
    # Which of the parcel's invoices a sheet is for.
    invoice_id: int = 0


def receivers(order_ids: Sequence[int]) -> list[Receiver]:
    """Receivers of orders as stored, unmasked: only for papers that the parcel needs."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVERS, [list(order_ids)])
        return [_receiver(row) for row in cursor.fetchall()]


def place_of(order_id: int) -> tuple[str, str]:
    """Province and city of an order's receiver; empty where the file did not say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT province, city FROM orders_ordercontact WHERE order_id = %s", [order_id])
        row = cursor.fetchone()
    return (row[0] or "", row[1] or "") if row else ("", "")


def orders_with_waybill(shop_id: int, waybill_no: str) -> list[int]:
    """Orders whose file said this waybill number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM orders_order WHERE shop_id = %s AND waybill_no = %s AND waybill_no <> '' LIMIT 5",
            [shop_id, waybill_no],
        )
        return [row[0] for row in cursor.fetchall()]


def paper_rows(batch: Batch, *, after: int = 0, size: int = 500, only: Collection[int] = ()) -> Iterator[PaperRow]:
    """Parcels of a batch that were not pulled out, in pick order from the position after `after`.

    `only` narrows to these parcels.
    """
    live = Parcel.objects.filter(batch_id=batch.pk).exclude(state=ParcelState.PULLED)
    if only:
        live = live.filter(pk__in=list(only))
    while True:
        rows = live.filter(position__gt=after)
        parcels = list(rows.order_by("position")[:size])
        if not parcels:
            return
        lines = _lines([parcel.pk for parcel in parcels])
        within = orders_in([parcel.pk for parcel in parcels])
        found = {row.order_id: row for row in receivers([key for orders in within.values() for key, _number in orders])}
        with override(_PAPER_LANGUAGE):
            asked = open_instructions([order_id for orders in within.values() for order_id, _number in orders])
        for parcel in parcels:
            inside = within[parcel.pk]
            cards = [card for order_id, _number in inside for card in asked.get(order_id, [])]
            receiver = found.get(parcel.order_id) or Receiver(parcel.order_id, "", "", "", "", "", "")
            notes = joined_notes(found[order_id].buyer_note for order_id, _number in inside if order_id in found)
            yield PaperRow(
                parcel,
                replace(receiver, buyer_note=notes),
                tuple(lines[parcel.pk]),
                _asked(cards),
                tuple(number for _order, number in inside[1:]),
            )
        after = parcels[-1].position


def joined_notes(notes: Iterable[str]) -> str:
    """What the buyer wrote to the orders of one parcel, each word of it once."""
    return "；".join(dict.fromkeys(note for note in notes if note))


def _asked(cards: Sequence[InstructionCard]) -> str:
    """`礼品卡：放贺卡`: what still has to be done with the parcel, in the papers' language."""
    with override(_PAPER_LANGUAGE):
        return "；".join(f"{card.label}：{card.text}" if card.text else card.label for card in cards)


def _lines(parcel_ids: list[int]) -> dict[int, list[ParcelLine]]:
    lines: dict[int, list[ParcelLine]] = defaultdict(list)
    for line in ParcelLine.objects.filter(parcel_id__in=parcel_ids).order_by("pk"):
        lines[line.parcel_id].append(line)
    return lines


def _receiver(row: tuple[object, ...]) -> Receiver:
    order_id, wish, seller_note, name, mobile, phone, address, *rest = row
    province, city, district, buyer_note = rest
    parts = [str(part) for part in (province, city, district) if part]
    text = str(address or "")
    # Marketplaces repeat the division inside the address; a mapped file may give it apart.
    whole = text if not parts or parts[-1] in text else " ".join([*parts, text])
    return Receiver(
        int(str(order_id)),
        str(wish or ""),
        str(seller_note or ""),
        str(name or ""),
        str(mobile or phone or ""),
        whole.strip(),
        str(buyer_note or ""),
    )
