"""Asking the tracking service to watch parcels that left: stored at once, sent by a job when there is a key."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from zhanggui.couriers.queries import TrackingKeys, couriers, tracking_keys
from zhanggui.fulfilment.models import TrackingSubscription
from zhanggui.kernel.clock import now

_AT_ONCE = 200
_MOST_TRIES = 5
_TIMEOUT = 10
_MOST_ANSWER = 64 * 1024
# 501: the number is watched already, which is all that we want.
_ACCEPTED = frozenset({"200", "501"})
_WANT = """
INSERT INTO fulfilment_trackingsubscription (shop_id, parcel_id, company, number, phone_tail, wanted_at, tries, answer)
SELECT p.shop_id, p.id, w.company, p.waybill_no, coalesce(c.phone_tail, ''), %(now)s, 0, ''
FROM fulfilment_parcel p JOIN unnest(%(codes)s::text[], %(companies)s::text[]) AS w (code, company) ON w.code = p.courier
LEFT JOIN orders_ordercontact c ON c.order_id = p.order_id
WHERE p.id = ANY(%(parcels)s) AND p.state = 'shipped' AND p.waybill_no <> ''
ON CONFLICT (parcel_id) DO UPDATE SET company = EXCLUDED.company, number = EXCLUDED.number,
    phone_tail = EXCLUDED.phone_tail, wanted_at = EXCLUDED.wanted_at, sent_at = NULL, tries = 0, answer = ''
"""


def want_tracking(shop_id: int, parcel_ids: Sequence[int]) -> int:
    """Store the wish to watch parcels of couriers that the service knows; nothing while the shop has no account.

    In the transaction that ships them. Nothing is sent here.
    """
    if tracking_keys(shop_id) is None:
        return 0
    known = [(code, known.kuaidi100) for code, known in couriers().items() if known.kuaidi100]
    with connection.cursor() as cursor:
        cursor.execute(
            _WANT,
            {
                "now": now(),
                "codes": [code for code, _company in known],
                "companies": [company for _code, company in known],
                "parcels": list(parcel_ids),
            },
        )
        return int(cursor.rowcount)


def drop_subscriptions(parcel_ids: Sequence[int]) -> None:
    """Parcels that did not leave after all are not to be watched."""
    TrackingSubscription.objects.filter(parcel_id__in=list(parcel_ids)).delete()


def send_subscriptions(shop_id: int) -> int:
    """Send what waits, as far as the shop has key, salt and address; returns how many were accepted.

    Outside of transactions. One that is refused is tried again up to five times.
    """
    keys = tracking_keys(shop_id)
    if keys is None or not (keys.key and keys.salt and keys.callback_url):
        return 0
    waiting = TrackingSubscription.objects.filter(shop_id=shop_id, sent_at=None, tries__lt=_MOST_TRIES)
    accepted = 0
    for row in waiting.order_by("pk")[:_AT_ONCE]:
        code, message = _send(keys, row)
        is_accepted = code in _ACCEPTED
        accepted += is_accepted
        TrackingSubscription.objects.filter(pk=row.pk).update(
            tries=row.tries + 1, answer=f"{code} {message}"[:200], **({"sent_at": now()} if is_accepted else {})
        )
        if code == "":
            break  # the service is away; the rest would wait as long
    return accepted


def _send(keys: TrackingKeys, row: TrackingSubscription) -> tuple[str, str]:
    """Ask for one parcel; the service's code and message, an empty code when it could not be reached."""
    param = {
        "company": row.company,
        "number": row.number,
        "key": keys.key,
        "parameters": {
            "callbackurl": keys.callback_url,
            "salt": keys.salt,
            "resultv2": "4",
            **({"phone": row.phone_tail} if row.phone_tail else {}),
        },
    }
    body = urllib.parse.urlencode({"schema": "json", "param": json.dumps(param, ensure_ascii=False)}).encode()
    request = urllib.request.Request(settings.KUAIDI100_URL, data=body, method="POST")  # noqa: S310  reason: the address is a fixed setting
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310  reason: as above
            told = json.loads(answer.read(_MOST_ANSWER))
    except (urllib.error.URLError, TimeoutError, ConnectionError) as away:
        return "", str(away)
    except ValueError:
        return "?", "no JSON"
    if not isinstance(told, dict):
        return "?", "no JSON"
    return str(told.get("returnCode", "?")), str(told.get("message", ""))
