"""The tracking service kuaidi100: taking its callbacks, and asking it to watch parcels (LOG-05).

Formats 8.2 to 8.4. A callback is believed only when it is signed with the salt of one of our shops.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import all_tracking_keys, courier_code, couriers, normal_waybill
from zhanggui.fulfilment.errors import CallbackRefused
from zhanggui.fulfilment.models import Parcel, TrackingEvent, TrackingSubscription
from zhanggui.fulfilment.rules.tracking import is_signed, state_of_code, state_of_words
from zhanggui.fulfilment.services.tracking import replace_trace
from zhanggui.fulfilment.values import TrackSource
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Origin, system_actor

_ZONE = ZoneInfo("Asia/Shanghai")  # the service writes China's wall time
_MOST_EVENTS = 500
_LONGEST_TEXT, _LONGEST_PLACE = 300, 80


def take_callback(*, param: str, sign: str) -> str:
    """Take one callback of the service; returns `replaced`, `known` (a replay or an older one) or `noted`.

    CallbackRefused for a wrong signature, a text that is none of the service's, or a number that left
    from no shop with this salt.
    """
    shops = [keys.shop_id for keys in all_tracking_keys() if is_signed(param, keys.salt, sign)]
    if not shops:
        raise CallbackRefused("bad_sign", _("The signature is wrong."))
    told = _parsed(param)
    result = told.get("lastResult")
    result = result if isinstance(result, dict) else {}
    number = normal_waybill(str(result.get("nu") or told.get("nu") or ""))
    parcel = Parcel.objects.filter(shop_id__in=shops, waybill_no=number).exclude(waybill_no="").order_by("-pk").first()
    if parcel is None:
        raise CallbackRefused("unknown_number", _("No parcel left with this number."))
    if told.get("status") == "abort":
        _note_abort(parcel, told)
    events = list(_events(parcel, result))
    if not events:
        return "noted"
    return "replaced" if replace_trace(system_actor(Origin.API), parcel, events) else "known"


def _parsed(param: str) -> Mapping[str, Any]:
    try:
        told = json.loads(param)
    except (ValueError, RecursionError) as error:
        raise CallbackRefused("bad_param", _("The text of the callback is no JSON.")) from error
    if not isinstance(told, dict):
        raise CallbackRefused("bad_param", _("The text of the callback is no JSON."))
    return told


def _events(parcel: Parcel, result: Mapping[str, Any]) -> Sequence[TrackingEvent]:
    """The trace as events. The newest line has the state of the whole where its own words tell none."""
    lines = result.get("data")
    rows = [line for line in lines if isinstance(line, dict)][:_MOST_EVENTS] if isinstance(lines, list) else []
    found = [event for event in (_event(parcel, row) for row in rows) if event is not None]
    whole = state_of_code(str(result.get("state", "")))
    if found and whole:
        newest = max(found, key=lambda event: event.at)
        newest.state = whole
    return found


def _event(parcel: Parcel, row: Mapping[str, Any]) -> TrackingEvent | None:
    try:
        at = datetime.fromisoformat(str(row.get("ftime") or row.get("time") or "")).replace(tzinfo=_ZONE)
    except ValueError:
        return None
    words = str(row.get("context") or "").replace("\0", "").strip()[:_LONGEST_TEXT]
    code = str(row.get("statusCode") or "")[:8]
    if not words:
        return None
    return TrackingEvent(
        shop_id=parcel.shop_id,
        parcel=parcel,
        at=at,
        state=state_of_code(code) or state_of_words(f"{row.get('status') or ''} {words}"),
        code=code.replace("\0", ""),
        text=words,
        place=str(row.get("areaName") or row.get("location") or "").replace("\0", "")[:_LONGEST_PLACE],
        source=TrackSource.SERVICE,
        received_at=now(),
    )


def _note_abort(parcel: Parcel, told: Mapping[str, Any]) -> None:
    """The service gave up; with another courier's code it is asked again under that one."""
    mine = TrackingSubscription.objects.filter(parcel_id=parcel.pk)
    other = str(told.get("comNew") or "").replace("\0", "")[:40]
    if other and courier_code(other) in couriers():
        mine.exclude(company=other).update(company=other, sent_at=None, tries=0, answer="comNew")
    else:
        mine.update(answer=str(told.get("message") or "abort").replace("\0", "")[:200])
