"""Telling buyers that their parcel left: a notice is written for each, and marked once it was told (FUL-14)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhanggui.couriers.queries import couriers
from zhanggui.fulfilment.errors import NoNotice
from zhanggui.fulfilment.models import Parcel, ShippingNotice
from zhanggui.fulfilment.queries.companions import orders_in
from zhanggui.fulfilment.queries.copies import parcels_labelled_with_number, parcels_with_copy
from zhanggui.fulfilment.queries.notices import channels_of, copy_link
from zhanggui.fulfilment.queries.parcels import by_numbers
from zhanggui.fulfilment.rules.notices import ENGLISH, buyer_language, expected_day_words
from zhanggui.fulfilment.values import TELL_BUYERS, ToldHow
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import shop_by_id

_EVENTS = """
SELECT shop_id, 'parcel', parcel_id, jsonb_build_object('how', told_how) FROM fulfilment_shippingnotice
WHERE parcel_id = ANY(%s)
"""


def write_notices(shop_id: int, parcel_ids: Sequence[int], moment: datetime) -> int:
    """Write what each buyer is to be told of a parcel that leaves, in the buyer's language.

    Courier, number, expected day and, where we printed one, the waybill copy: as a link where buyers reach this
    server and the label bears the number. Never a note of ours. Called in the transaction that ships the parcels.
    """
    shop = shop_by_id(shop_id)
    parcels = list(Parcel.objects.filter(pk__in=parcel_ids).order_by("pk"))
    channels = channels_of([parcel.order_id for parcel in parcels])
    within, copies = orders_in(parcel_ids), parcels_with_copy(parcel_ids)
    linked = parcels_labelled_with_number(parcel_ids) if settings.PUBLIC_URL else set()
    rows = []
    for parcel in parcels:
        language = buyer_language(channels.get(parcel.order_id, ""), shop.currency)
        key = secrets.token_urlsafe(16) if parcel.pk in linked else ""
        rows.append(
            ShippingNotice(
                shop_id=shop_id,
                parcel=parcel,
                order_id=parcel.order_id,
                language=language,
                text=notice_text(
                    parcel,
                    shop.name,
                    language,
                    [number for _order, number in within[parcel.pk]],
                    has_copy=parcel.pk in copies,
                    link=copy_link(key),
                ),
                copy_key=key,
                made_at=moment,
            )
        )
    ShippingNotice.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def notice_text(
    parcel: Parcel, shop_name: str, language: str, orders: Sequence[str], *, has_copy: bool, link: str = ""
) -> str:
    """The words for the buyer: shop, orders, courier, number, expected day, and where the waybill copy is (FUL-16).

    A parcel that left under the platform's own label has no copy with us, so none is promised.
    """
    known = couriers().get(parcel.courier)
    courier = parcel.courier if known is None else known.english if language == ENGLISH else known.name
    words = {
        "order": (", " if language == ENGLISH else "、").join(orders),
        "shop": shop_name,
        "courier": courier,
        "number": parcel.waybill_no,
        "day": expected_day_words(parcel.expected_on, language),
        "copy": parcel.number,
        "link": link,
    }
    with override(language):
        parts = [
            _(
                "Your order %(order)s at %(shop)s is on its way. It was shipped with %(courier)s, waybill number"
                " %(number)s."
            )
        ]
        if parcel.expected_on:
            parts.append(_("It should be with you on %(day)s."))
        if link:
            parts.append(_("The waybill copy: %(link)s"))
        elif has_copy:
            parts.append(_("The waybill copy is on file as %(copy)s; we send it whenever you need it."))
        return "".join(part % words + (" " if language == ENGLISH else "") for part in parts).strip()


def mark_told(*, actor: Actor, shop_id: int, numbers: Sequence[str]) -> int:
    """Note that the buyers of these parcels were told by hand; returns how many were not marked yet.

    Numbers are of parcels or slips. NoNotice for one that has not left.
    """
    require(actor, TELL_BUYERS, shop_id)
    with transaction.atomic():
        known = dict(by_numbers(shop_id, numbers).values_list("pk", "number"))
        there = set(ShippingNotice.objects.filter(parcel_id__in=list(known)).values_list("parcel_id", flat=True))
        missing = [number for parcel_id, number in known.items() if parcel_id not in there]
        if missing or len(known) < len(set(numbers)):
            raise NoNotice(missing[0] if missing else numbers[0])
        return note_told(actor, sorted(there), ToldHow.HAND)


def note_told(actor: Actor, parcel_ids: Sequence[int], how: ToldHow) -> int:
    """Mark notices as told in the caller's transaction; those told before stay as they are."""
    rows = ShippingNotice.objects.select_for_update().filter(parcel_id__in=list(parcel_ids), told_at=None)
    fresh = sorted(rows.values_list("parcel_id", flat=True))
    ShippingNotice.objects.filter(parcel_id__in=fresh).update(told_at=now(), told_by=actor.name, told_how=how)
    if fresh:
        record_set(actor, "parcel.buyer_told", select=_EVENTS, params=[fresh])
    return len(fresh)


def drop_notices(parcel_ids: Sequence[int]) -> None:
    """A parcel that did not leave after all has nothing to tell."""
    ShippingNotice.objects.filter(parcel_id__in=list(parcel_ids)).delete()
