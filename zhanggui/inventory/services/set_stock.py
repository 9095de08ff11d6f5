"""Setting stock to what was counted."""

from collections.abc import Sequence

from django.db import connection, transaction

from zhanggui.inventory.errors import BelowReserved, NegativeStock, NothingToSet, UnknownSku
from zhanggui.inventory.events import StockSet
from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import SET_STOCK, StockRow
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import warehouse_by_id

_WRITE = """
WITH counted AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS c (sku_id, on_hand, place)
), told AS (
    INSERT INTO inventory_stockmovement (shop_id, warehouse_id, sku_id, kind, on_hand_change, reserved_change,
        document_kind, document_id, at, actor_name)
    SELECT %s, %s, c.sku_id, 'set', c.on_hand - b.on_hand, 0, %s, %s, %s, %s
    FROM counted c JOIN inventory_stockbalance b ON b.shop_id = %s AND b.warehouse_id = %s AND b.sku_id = c.sku_id
    WHERE c.on_hand <> b.on_hand
)
UPDATE inventory_stockbalance b
SET on_hand = c.on_hand, place = CASE WHEN c.place = '' THEN b.place ELSE c.place END
FROM counted c WHERE b.shop_id = %s AND b.warehouse_id = %s AND b.sku_id = c.sku_id
"""


def set_stock(
    *,
    actor: Actor,
    shop_id: int,
    rows: Sequence[StockRow] | None = None,
    all_to: int | None = None,
    document: Subject | None = None,
    warehouse_id: int | None = None,
) -> int:
    """Set the stock of SKUs in one warehouse (default: the shop's first) to a count; returns how many SKUs.

    Either `rows`, or `all_to` for every SKU of the shop. `document` is what the count came from
    (an import batch); without it the movement names the shop. Errors: below what is promised to
    orders, below zero, an unknown SKU; then nothing is changed. Announces StockSet (INV-01).
    Locks: balances by SKU id.
    """
    require(actor, SET_STOCK, shop_id)
    if rows is None and all_to is None:
        raise NothingToSet
    codes = _codes_of(shop_id, None if rows is None else [row.sku_id for row in rows])
    wanted = {row.sku_id: row for row in rows} if rows is not None else _same_for_all(codes, all_to or 0)
    _refuse_impossible(wanted, codes)
    if not wanted:
        return 0
    warehouse_id = warehouse_by_id(shop_id, warehouse_id).id
    paper = document or Subject("shop", shop_id)
    with transaction.atomic():
        ids = sorted(wanted)
        _make_balances(shop_id, warehouse_id, ids)
        for sku_id, balance in locked_balances(shop_id, warehouse_id, ids).items():
            if wanted[sku_id].on_hand < balance.reserved:
                raise BelowReserved(codes[sku_id], wanted[sku_id].on_hand, balance.reserved)
        place = [shop_id, warehouse_id]
        with connection.cursor() as cursor:
            cursor.execute(
                _WRITE,
                [ids, [wanted[i].on_hand for i in ids], [wanted[i].place[:30] for i in ids], *place, paper.kind, paper.id,
                 now(), actor.name, *place, *place],
            )  # fmt: skip
        record(actor, "stock.set", shop_id=shop_id, subject=paper, data={"skus": len(ids), "all_to": all_to})
        announce(StockSet(shop_id))
    return len(ids)


def _codes_of(shop_id: int, sku_ids: list[int] | None) -> dict[int, str]:
    """Codes of the shop's SKUs. The names lie in the catalog; reading downward is allowed."""
    query = "SELECT id, code FROM catalog_sku WHERE shop_id = %s"
    with connection.cursor() as cursor:
        if sku_ids is None:
            cursor.execute(query, [shop_id])
        else:
            cursor.execute(f"{query} AND id = ANY(%s)", [shop_id, sku_ids])
        return dict(cursor.fetchall())


def _same_for_all(codes: dict[int, str], on_hand: int) -> dict[int, StockRow]:
    return {sku_id: StockRow(sku_id, on_hand) for sku_id in codes}


def _refuse_impossible(wanted: dict[int, StockRow], codes: dict[int, str]) -> None:
    for sku_id, row in wanted.items():
        if sku_id not in codes:
            raise UnknownSku(sku_id)
        if row.on_hand < 0:
            raise NegativeStock(row.on_hand)


def _make_balances(shop_id: int, warehouse_id: int, sku_ids: list[int]) -> None:
    StockBalance.objects.bulk_create(
        [StockBalance(shop_id=shop_id, warehouse_id=warehouse_id, sku_id=sku_id) for sku_id in sku_ids],
        batch_size=5_000,
        ignore_conflicts=True,
    )
