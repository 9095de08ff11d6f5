"""Making sellable what an import entered as a draft."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Product, ProductState, Sku
from zhanggui.catalog.queries import skus_shown
from zhanggui.catalog.services.brands import change_brand, require_skus
from zhanggui.catalog.services.drafts import DRAFT_TASK, SUBJECT
from zhanggui.catalog.services.search_words import pinyin_initials, search_words
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.values import Actor, Subject


@dataclass(frozen=True, slots=True)
class SkuFacts:
    """What people say of a SKU: the product's title and brand, its own code, attributes and barcode.

    Brand None leaves it as it is.
    """

    title: str
    code: str
    attributes: str = ""
    barcode: str = ""
    brand: str | None = None


def complete_draft(*, actor: Actor, shop_id: int, sku_id: int, facts: SkuFacts, is_active: bool = True) -> None:
    """Write what a draft lacked and, when `is_active`, close its task (MPI-01).

    Marketplace lines go on being recognised by what the file said. Errors: no title or code, a
    code that another SKU of the shop carries, a product or a new brand that the actor does not edit.
    """
    require_skus(actor, shop_id, [sku_id])
    if not facts.title.strip() or not facts.code.strip():
        raise InvalidInput("catalog.draft_incomplete", _("A SKU needs a title and a code."))
    with transaction.atomic():
        sku = Sku.objects.select_for_update(of=("self",)).filter(shop_id=shop_id, pk=sku_id).first()
        if sku is None:
            raise NotFound("catalog.sku_not_found", _("There is no such SKU in this shop."))
        code = facts.code.strip()
        if Sku.objects.filter(shop_id=shop_id, code=code).exclude(pk=sku_id).exists():
            raise Conflict("catalog.code_taken", _("Another SKU has the code %(code)s already."), code=code)
        sku.code, sku.attributes, sku.barcode = code, facts.attributes.strip(), facts.barcode.strip()
        sku.save(update_fields=["code", "attributes", "barcode"])
        _rename(sku.product_id, facts.title.strip(), code)
        if facts.brand is not None:
            change_brand(actor=actor, shop_id=shop_id, product_id=sku.product_id, brand=facts.brand)
        if is_active:
            _activate(actor, shop_id, [sku_id])
        record(
            actor,
            "catalog.sku_completed",
            shop_id=shop_id,
            subject=Subject(SUBJECT, sku_id, code),
            data={"code": code, "is_active": is_active},
        )


def accept_drafts(*, actor: Actor, shop_id: int, sku_ids: Iterable[int] | None = None) -> int:
    """Make drafts active just as the import entered them: these, or (None) all that the actor edits; returns how many."""
    wanted = None if sku_ids is None else list(sku_ids)
    require_skus(actor, shop_id, wanted or ())
    with transaction.atomic():
        drafts = Sku.objects.select_for_update(of=("self",)).filter(shop_id=shop_id, state=ProductState.DRAFT)
        drafts = drafts.filter(skus_shown(actor, EDIT_CATALOG, [shop_id]))
        if wanted is not None:
            drafts = drafts.filter(pk__in=wanted)
        ids = list(drafts.order_by("pk").values_list("pk", flat=True))
        _activate(actor, shop_id, ids)
        if ids:
            record(
                actor,
                "catalog.drafts_accepted",
                shop_id=shop_id,
                subject=Subject("shop", shop_id),
                data={"skus": len(ids)},
            )
    return len(ids)


def _rename(product_id: int, title: str, code: str) -> None:
    product = Product.objects.select_for_update().get(pk=product_id)
    if product.title == title:
        return
    words = search_words(title, product.item_code, code)
    Product.objects.filter(pk=product_id).update(
        title=title, pinyin=pinyin_initials(title), search=SearchVector(Value(words), config="simple")
    )


def _activate(actor: Actor, shop_id: int, ids: list[int]) -> None:
    products = Sku.objects.filter(pk__in=ids).values("product_id")
    Product.objects.filter(pk__in=products, state=ProductState.DRAFT).update(state=ProductState.ACTIVE)
    Sku.objects.filter(pk__in=ids).update(state=ProductState.ACTIVE)
    tasks = Task.objects.filter(shop_id=shop_id, kind=DRAFT_TASK, subject_kind=SUBJECT, subject_id__in=ids)
    tasks.filter(state=TaskState.OPEN).update(
        state=TaskState.DONE, closed_at=now(), closed_by=actor.user_id, result="active"
    )
