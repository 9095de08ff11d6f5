"""Storage places: describing one, and saying where a SKU lies (INV-04)."""

from collections.abc import Mapping

from django.db import transaction

from zhanggui.inventory.errors import BadPlace, UnknownSku
from zhanggui.inventory.models import StockBalance, StoragePlace
from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.values import SET_STOCK
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import warehouse_by_id

_LONGEST, _LONGEST_NOTE, _MOST = 30, 200, 100_000


def describe_place(
    *,
    actor: Actor,
    shop_id: int,
    code: str,
    warehouse_id: int | None = None,
    route_no: int | None = None,
    stack_limit: int | None = None,
    note: str = "",
) -> None:
    """Say where a place lies on the pick route, how many pieces may be stacked there, and what to mind (INV-04).

    Picking goes by route numbers; places without one follow by their names. BadPlace.
    """
    require(actor, SET_STOCK, shop_id)
    name = _code(code)
    for number in (route_no, stack_limit):
        if number is not None and not 1 <= number <= _MOST:
            raise BadPlace
    warehouse = warehouse_by_id(shop_id, warehouse_id)
    facts = {"route_no": route_no, "stack_limit": stack_limit, "note": note.strip()[:_LONGEST_NOTE]}
    with transaction.atomic():
        StoragePlace.objects.update_or_create(shop_id=shop_id, warehouse_id=warehouse.id, code=name, defaults=facts)
        subject = Subject("warehouse", warehouse.id, warehouse.name)
        record(actor, "stock.place_described", shop_id=shop_id, subject=subject, data={"place": name, **facts})


def put_away(*, actor: Actor, shop_id: int, places: Mapping[int, str], warehouse_id: int | None = None) -> int:
    """Say where SKUs lie in a warehouse; an empty place takes it away. Returns how many changed.

    UnknownSku, BadPlace; then nothing is changed. Locks: balances by SKU id.
    """
    require(actor, SET_STOCK, shop_id)
    wanted = {sku_id: _code(code) if code.strip() else "" for sku_id, code in places.items()}
    warehouse = warehouse_by_id(shop_id, warehouse_id)
    with transaction.atomic():
        known = locked_balances(shop_id, warehouse.id, wanted)
        missing = sorted(set(wanted) - set(known))
        if missing:
            raise UnknownSku(missing[0])
        changed = [row for sku_id, row in known.items() if row.place != wanted[sku_id]]
        for row in changed:
            row.place = wanted[row.sku_id]
        StockBalance.objects.bulk_update(changed, ["place"], batch_size=1_000)
        if changed:
            data = {"places": [[row.sku_id, row.place] for row in changed[:20]], "skus": len(changed)}
            subject = Subject("warehouse", warehouse.id, warehouse.name)
            record(actor, "stock.put_away", shop_id=shop_id, subject=subject, data=data)
    return len(changed)


def _code(text: str) -> str:
    name = text.strip().upper()
    if not name or len(name) > _LONGEST:
        raise BadPlace
    return name
