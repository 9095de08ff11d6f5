"""Writing down how products are packed and what goes into every parcel (PRD-28, FUL-11, FUL-12)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Accessory, PackingSpec, ParcelInsert, Product
from zhanggui.catalog.queries import accessories_of, parcel_inserts
from zhanggui.catalog.rules import wording_fault
from zhanggui.catalog.services.brands import require_products, require_whole_shop
from zhanggui.catalog.values import SHOP_CARD, InsertCard
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.kernel.weights import MOST_G

_MOST_ACCESSORIES = 30
_MOST_INSERTS = 10
_MOST_PIECES = 999
_LONGEST = {"box": 100, "filler": 100, "card": 100, "note": 200}


@dataclass(frozen=True, slots=True)
class SpecFacts:
    """What people say of the packaging, weights in grams. It is the product's or the shop's, never a customer's."""

    box: str = ""
    filler: str = ""
    card: str = ""
    is_neutral: bool = False
    note: str = ""
    piece_g: int = 0
    packaging_g: int = 0


@dataclass(frozen=True, slots=True)
class NewAccessory:
    """One accessory or enclosed item for each piece of a product."""

    name: str
    quantity: int = 1
    barcode: str = ""


def describe_packing(
    *,
    actor: Actor,
    shop_id: int,
    product_id: int | None = None,
    spec: SpecFacts | None = None,
    accessories: Sequence[NewAccessory] | None = None,
) -> bool:
    """Write the packing specification and the accessories of a product; without product the shop's own way.

    What is None stays as it is. Returns False when nothing changed. Errors: unknown product, a text
    too long, a name twice, a quantity out of 1 to 999, wording that asks for praise.
    """
    _require(actor, shop_id, product_id)
    if accessories is not None and product_id is None:
        raise InvalidInput("catalog.accessory_of_shop", _("Accessories belong to a product; the shop has inserts."))
    cleaned = _checked_spec(spec) if spec else None
    wanted = _checked_accessories(accessories) if accessories is not None else None
    with transaction.atomic():
        product = _product(shop_id, product_id)
        changed = _write_spec(actor, shop_id, product, cleaned) if cleaned else []
        if wanted is not None and product and _write_accessories(shop_id, product.pk, wanted):
            changed.append("accessories")
        if changed:
            subject = Subject("product", product.pk, product.title[:60]) if product else Subject("shop", shop_id)
            record(actor, "catalog.packing_changed", shop_id=shop_id, subject=subject, data={"changed": changed})
    return bool(changed)


def check_packing(spec: SpecFacts, accessories: Sequence[NewAccessory]) -> None:
    """Refuse what `describe_packing` would refuse, without writing; for files."""
    _checked_spec(spec)
    _checked_accessories(accessories)


def set_insert(*, actor: Actor, shop_id: int, insert: InsertCard) -> InsertCard:
    """Write one thing that goes into every parcel; id 0 makes a new one, or changes the shop card by its code.

    Errors: no name, a name twice, too many, wording that asks for praise or promises something.
    """
    require_whole_shop(actor, shop_id)
    name, text = insert.name.strip()[:100], insert.text.strip()[:300]
    if not name:
        raise InvalidInput("catalog.insert_name", _("An insert needs a name."))
    _refuse_wording(name, text)
    with transaction.atomic():
        row = _insert_row(shop_id, insert)
        row.name, row.text, row.barcode = name, text, insert.barcode.strip()[:60]
        row.is_on, row.is_required = insert.is_on, insert.is_required
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict("catalog.insert_twice", _("“%(name)s” is on the list already."), name=name) from error
        _tell_insert(actor, shop_id, row)
    return InsertCard(row.pk, row.code, row.name, row.text, row.barcode, row.is_on, row.is_required)


def remove_insert(*, actor: Actor, shop_id: int, insert_id: int) -> None:
    """Take an insert off the list; the shop card (id 0 or its own) is only switched off."""
    require_whole_shop(actor, shop_id)
    card = next((each for each in parcel_inserts(shop_id, is_on=None) if each.id == insert_id), None)
    if card is None:
        raise NotFound("catalog.insert_not_found", _("There is no such insert."))
    if card.code:
        off = InsertCard(card.id, card.code, card.name, card.text, card.barcode, is_on=False)
        set_insert(actor=actor, shop_id=shop_id, insert=off)
        return
    with transaction.atomic():
        row = ParcelInsert.objects.get(pk=insert_id, shop_id=shop_id)
        _tell_insert(actor, shop_id, row, is_removed=True)
        row.delete()


def _require(actor: Actor, shop_id: int, product_id: int | None) -> None:
    if product_id is None:
        require_whole_shop(actor, shop_id)
    else:
        require_products(actor, shop_id, [product_id])


def _product(shop_id: int, product_id: int | None) -> Product | None:
    if product_id is None:
        return None
    product = Product.objects.select_for_update().filter(shop_id=shop_id, pk=product_id).first()
    if product is None:
        raise NotFound("catalog.product_not_found", _("There is no such product in this shop."))
    return product


def _checked_spec(spec: SpecFacts) -> SpecFacts:
    texts = {name: getattr(spec, name).strip() for name in _LONGEST}
    for name, text in texts.items():
        if len(text) > _LONGEST[name]:
            raise InvalidInput(
                "catalog.spec_too_long", _("“%(text)s…” is longer than %(most)s signs."), text=text[:20],
                most=_LONGEST[name],
            )  # fmt: skip
    _refuse_wording(*texts.values())
    for grams in (spec.piece_g, spec.packaging_g):
        if not 0 <= grams <= MOST_G:
            raise InvalidInput(
                "catalog.weight_wrong", _("A weight is from 1 to %(most)s g, or 0 while nobody knows it."), most=MOST_G
            )
    return SpecFacts(**texts, is_neutral=spec.is_neutral, piece_g=spec.piece_g, packaging_g=spec.packaging_g)


def _checked_accessories(accessories: Sequence[NewAccessory]) -> list[NewAccessory]:
    wanted = [NewAccessory(each.name.strip(), each.quantity, each.barcode.strip()) for each in accessories]
    wanted = [each for each in wanted if each.name]
    names = [each.name.casefold() for each in wanted]
    if len(wanted) > _MOST_ACCESSORIES:
        raise InvalidInput("catalog.accessories_too_many", _("At most %(most)s accessories."), most=_MOST_ACCESSORIES)
    for each in wanted:
        if names.count(each.name.casefold()) > 1:
            raise InvalidInput("catalog.accessory_twice", _("“%(name)s” stands there twice."), name=each.name)
        if not 1 <= each.quantity <= _MOST_PIECES or len(each.name) > 100 or len(each.barcode) > 60:
            raise InvalidInput(
                "catalog.accessory_wrong",
                _("“%(name)s” needs a name of at most 100 signs and a quantity from 1 to 999."),
                name=each.name[:40],
            )
        _refuse_wording(each.name)
    return wanted


def _write_spec(actor: Actor, shop_id: int, product: Product | None, spec: SpecFacts) -> list[str]:
    row = PackingSpec.objects.filter(shop_id=shop_id, product=product).first()
    facts = asdict(spec)
    changed = [name for name, value in facts.items() if getattr(row or SpecFacts(), name) != value]
    if not changed:
        return []
    if product is not None and spec == SpecFacts() and row is not None:
        row.delete()
        return changed
    row = row or PackingSpec(shop_id=shop_id, product=product)
    for name, value in facts.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = now(), actor.name
    row.save()
    return changed


def _write_accessories(shop_id: int, product_id: int, wanted: Sequence[NewAccessory]) -> bool:
    """Rows keep their id while their name stays, because packed parcels refer to it."""
    before = {card.name: card for card in accessories_of([product_id]).get(product_id, [])}
    old = [(card.name, card.quantity, card.barcode) for card in before.values()]
    if old == [(each.name, each.quantity, each.barcode) for each in wanted]:
        return False
    Accessory.objects.filter(product_id=product_id).exclude(name__in=[each.name for each in wanted]).delete()
    for position, each in enumerate(wanted):
        Accessory.objects.update_or_create(
            product_id=product_id,
            name=each.name,
            defaults={
                "shop_id": shop_id,
                "position": position,
                "quantity": each.quantity,
                "barcode": each.barcode,
            },
        )
    return True


def _insert_row(shop_id: int, insert: InsertCard) -> ParcelInsert:
    if insert.code and insert.code != SHOP_CARD.code:
        raise InvalidInput("catalog.insert_code", _("There is no shipped insert of that code."))
    known = ParcelInsert.objects.filter(shop_id=shop_id)
    row = known.filter(code=insert.code).first() if insert.code else known.filter(pk=insert.id).first()
    if row is None and insert.id and not insert.code:
        raise NotFound("catalog.insert_not_found", _("There is no such insert."))
    if row is None and known.count() >= _MOST_INSERTS:
        raise Conflict("catalog.inserts_too_many", _("At most %(most)s inserts."), most=_MOST_INSERTS)
    place = 0 if insert.code else known.count() + 1
    return row or ParcelInsert(shop_id=shop_id, code=insert.code, position=place)


def _tell_insert(actor: Actor, shop_id: int, row: ParcelInsert, *, is_removed: bool = False) -> None:
    data = {"name": row.name, "text": row.text, "is_on": row.is_on and not is_removed, "is_required": row.is_required}
    record(actor, "catalog.insert_changed", shop_id=shop_id, subject=Subject("shop", shop_id), data=data)


def _refuse_wording(*texts: str) -> None:
    fault = wording_fault(*texts)
    if fault == "praise":
        raise InvalidInput(
            "catalog.asks_for_praise",
            _("These words ask for praise. Marketplaces punish that; ask for an honest review instead."),
        )
    if fault:
        raise InvalidInput(
            "catalog.promises_benefit",
            _("These words promise something for a review. That is forbidden; leave the benefit out."),
        )
