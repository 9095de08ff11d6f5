"""couriers list, show, add, approve, retire, prices, transit, contract, choose; numbers; tracking."""

from pathlib import Path
from typing import Any

from zhanggui.cli.handlers.moments import day_of
from zhanggui.cli.prepare import Context
from zhanggui.couriers import services
from zhanggui.couriers.queries import courier_code, partner_policy
from zhanggui.couriers.queries.as_json import courier_json, register_json
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.values import VIEW_COURIERS, NewPrices
from zhanggui.fulfilment.errors import ParcelNotFound
from zhanggui.fulfilment.queries import parcel_by_number, parcel_of_order
from zhanggui.fulfilment.queries.order_choice import order_choice
from zhanggui.fulfilment.queries.tracking import TrackingFilter, shipped_parcels, trace_of, tracking_json
from zhanggui.fulfilment.queries.waybill_pool import pool_counts
from zhanggui.fulfilment.services.choose_courier import choose_courier, give_missing_numbers
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require

_MOST = 1_000


def list_all(context: Context) -> dict[str, Any]:
    """The register and how it compares with the two-to-three policy."""
    require(context.actor, VIEW_COURIERS, context.shop.id)
    policy = partner_policy(context.shop.id)
    return {"policy": policy.value, "says": str(policy.label), "couriers": register_json(context.shop.id)}


def show(context: Context) -> dict[str, Any]:
    """One courier whole."""
    require(context.actor, VIEW_COURIERS, context.shop.id)
    return _whole(context)


def add(context: Context) -> dict[str, Any]:
    """Put a courier into the register."""
    words = context.arguments
    made = services.add_courier(
        actor=context.actor,
        shop_id=context.shop.id,
        code=words.code,
        number_source=words.numbers,
        contact_name=words.contact,
        contact_phone=words.phone,
        pickup_at=words.pickup,
        not_covered=words.not_covered,
    )
    return courier_json(context.actor, made)


def approve(context: Context) -> dict[str, Any]:
    """Let a courier carry parcels."""
    services.approve_courier(actor=context.actor, shop_id=context.shop.id, code=_code(context))
    return _whole(context)


def retire(context: Context) -> dict[str, Any]:
    """Stop using a courier."""
    services.retire_courier(
        actor=context.actor, shop_id=context.shop.id, code=_code(context), reason=context.arguments.reason
    )
    return _whole(context)


def prices(context: Context) -> dict[str, Any]:
    """Enter a price list from a file."""
    words = context.arguments
    path = _file(words.file)
    new = NewPrices(words.version, day_of(words.valid_from), services.read_prices(path, path.name))
    services.enter_prices(actor=context.actor, shop_id=context.shop.id, code=_code(context), prices=new)
    return _whole(context)


def transit(context: Context) -> dict[str, Any]:
    """Set transit days from a file."""
    path = _file(context.arguments.file)
    entries = services.read_transit(path, path.name)
    changed = services.set_transit_days(
        actor=context.actor, shop_id=context.shop.id, code=_code(context), entries=entries
    )
    return {"changed": changed}


def contract(context: Context) -> dict[str, Any]:
    """Enter a contract."""
    words = context.arguments
    services.add_contract(
        actor=context.actor,
        shop_id=context.shop.id,
        code=_code(context),
        number=words.number,
        starts_on=day_of(words.starts_on),
        ends_on=day_of(words.ends_on),
        remind_days=words.remind,
        price_version=words.prices,
    )
    return _whole(context)


def choose(context: Context) -> dict[str, Any]:
    """Say which courier takes an order, or give its parcel to another one."""
    words = context.arguments
    require(context.actor, VIEW_BATCHES, context.shop.id)
    if words.courier:
        parcel = parcel_of_order(context.shop.id, words.order)
        if parcel is None:
            raise ParcelNotFound(words.order)
        choose_courier(
            actor=context.actor,
            shop_id=context.shop.id,
            numbers=[parcel.number],
            courier=words.courier,
            reason=words.reason,
        )
    return order_choice(context.actor, context.shop.id, words.order)


def pools(context: Context) -> dict[str, Any]:
    """How many numbers each pool has."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    return {"pools": pool_counts(context.shop.id)}


def give_numbers(context: Context) -> dict[str, Any]:
    """Give numbers to parcels whose pool was empty at the close."""
    done = give_missing_numbers(actor=context.actor, shop_id=context.shop.id, batch=context.arguments.batch)
    return {"given": done}


def tracked(context: Context) -> dict[str, Any]:
    """Where a parcel is, with everything its courier told."""
    require(context.actor, VIEW_BATCHES, context.shop.id)
    parcel = parcel_by_number(context.shop.id, context.arguments.parcel)
    return tracking_json(parcel, trace_of(parcel.pk))


def tracking(context: Context) -> dict[str, Any]:
    """Parcels that left, the newest first."""
    words = context.arguments
    require(context.actor, VIEW_BATCHES, context.shop.id)
    wanted = TrackingFilter(view=words.view, courier=words.courier)
    rows = shipped_parcels(context.shop.id, wanted, limit=max(1, min(words.limit, _MOST)))
    return {"parcels": [tracking_json(parcel) for parcel in rows]}


def _code(context: Context) -> str:
    spoken = str(context.arguments.code)
    code = courier_code(spoken)
    return spoken if code == "OTHER" else code


def _whole(context: Context) -> dict[str, Any]:
    return courier_json(context.actor, courier_row(context.shop.id, _code(context)))


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise InvalidInput("cli.no_file", "There is no file %(file)s.", file=name)
    return path
