"""The work that `bench.home` times: a million orders with open work at every step, and a browser for each position."""

import secrets
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.homes import percentile
from bench.orders import fill
from zhanggui.kernel.clock import now
from zhanggui.kernel.garbage import leave_loaded_code_alone
from zhanggui.kernel.values import system_actor
from zhanggui.orders.services.joint.waiting import count_together
from zhanggui.people.models import SecrecyNote
from zhanggui.people.services import create_user
from zhanggui.shops.queries import shop_cards

TIMES = 20
OPEN_SHARE = 100  # one order in so many is open work, as with 3,500 orders a day and 48 hours to ship
POSITIONS = ("owner", "supervisor", "shop_manager", "checking_clerk", "order_clerk", "keeper", "sales", "finance")
# The newest orders are open, at every step; what is older has left.
_OPEN = """
UPDATE orders_order o SET state = 'paid', shipped_at = NULL, waybill_no = '', is_held = n.place %% 20 = 0,
    step = CASE WHEN n.place %% 20 = 0 THEN 'to_check' ELSE (ARRAY['to_check', 'checked', 'checked', 'batched', 'packed'])
    [1 + n.place %% 5] END, ship_by_at = now() + (n.place - %(count)s / 50) * interval '172800 seconds' / %(count)s
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM orders_order ORDER BY id LIMIT %(count)s) n
WHERE o.id = n.id
"""
_GONE = """
UPDATE orders_order SET state = 'shipped', step = 'packed', is_held = false, shipped_at = sort_at + interval '1 day'
WHERE state = 'paid' AND id > (SELECT min(id) + %(count)s - 1 FROM orders_order)
"""
_HOLDS = """
INSERT INTO orders_orderhold (shop_id, order_id, reason, cause, note, rule_code, owner_position, placed_at,
    placed_by, released_by, release_reason, sort_at)
SELECT shop_id, id, (ARRAY['buyer_note', 'stock_short', 'address_doubtful', 'cod_call'])[1 + id %% 4], '{}', '', '',
    'checking_clerk', sort_at, 'system', '', '', sort_at FROM orders_order WHERE is_held
"""
_RESULTS = """
INSERT INTO orders_checkresult (order_id, shop_id, checked_at, is_passed, old_rules)
SELECT id, shop_id, paid_at + interval '1 hour', true, '[]' FROM orders_order
WHERE step IN ('checked', 'batched', 'packed') OR state IN ('shipped', 'completed')
"""
_BATCHES = """
INSERT INTO fulfilment_batch (shop_id, warehouse_id, number, day, period, state, closed_at, closed_by, order_count,
    parcel_count, line_count, amount)
SELECT w.shop_id, w.id, 'B' || w.shop_id || '-' || d, current_date - d, 'day ' || d,
    CASE WHEN d = 0 THEN 'printed' ELSE 'handed_over' END, now() - d * interval '1 day', 'bench', 100, 100, 100, 9900
FROM shops_warehouse w CROSS JOIN generate_series(0, 299) d WHERE w.is_default
"""
_PARCELS = """
INSERT INTO fulfilment_parcel (shop_id, batch_id, order_id, order_number, number, slip_number, position, state, courier,
    waybill_no, packed_at, packed_by, stamped_at, stamped_by, shipped_at, posted_back_at, pulled_reason, delivered_at)
SELECT o.shop_id, b.id, o.id, o.number, 'P' || o.id, 'S' || o.id, 1,
    CASE WHEN o.state = 'paid' THEN o.step ELSE 'shipped' END, 'zto', CASE WHEN o.state = 'paid' THEN '' ELSE o.waybill_no || o.id END,
    CASE WHEN o.step = 'packed' OR o.state <> 'paid' THEN o.sort_at + interval '1 day' END, 'bench',
    CASE WHEN o.state <> 'paid' THEN o.sort_at END, '', CASE WHEN o.state <> 'paid' THEN o.sort_at END,
    CASE WHEN o.state <> 'paid' AND o.id %% 500 > 0 THEN o.sort_at END, '',
    CASE WHEN o.state = 'completed' THEN o.sort_at + interval '4 days' END
FROM orders_order o JOIN fulfilment_batch b
    ON b.shop_id = o.shop_id AND b.number = 'B' || o.shop_id || '-' || least(299, extract(day FROM now() - o.sort_at)::int)
WHERE o.state IN ('shipped', 'completed') OR (o.state = 'paid' AND o.step IN ('batched', 'packed'))
"""
_STOCK = """
INSERT INTO inventory_reservation (shop_id, order_id, sku_id, warehouse_id, quantity)
SELECT l.shop_id, l.order_id, l.sku_id, w.id, 1
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id JOIN shops_warehouse w ON w.shop_id = o.shop_id AND w.is_default
WHERE o.state = 'paid' AND o.step IN ('checked', 'batched', 'packed')
"""


def fill_work(count: int) -> None:
    """Orders of `bench.orders`, with open work at every step, and batches and parcels of what has left."""
    fill(count)
    open_count = {"count": count // OPEN_SHARE}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM orders_orderhold")
        # Plans that join a million rows to a million must not depend on when the server counted them last.
        cursor.execute("ANALYZE")
        for statement in (_OPEN, _GONE, _HOLDS, _RESULTS, _BATCHES, _PARCELS, _STOCK):
            cursor.execute(statement, open_count)
        cursor.execute("VACUUM ANALYZE")


def people() -> dict[str, Client]:
    """A signed-in browser for each position."""
    found = {}
    for position in POSITIONS:
        account = create_user(
            actor=system_actor(),
            username=position,
            positions=[position],
            shop_id=None,
            password=secrets.token_urlsafe(24),
        )
        SecrecyNote.objects.create(user_id=account.id, signed_name=position, text="signed", signed_at=now())
        found[position] = Client()
        user = get_user_model().objects.get(pk=account.id)
        found[position].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return found


def timed(call: Callable[[], Any]) -> tuple[float, float, float]:
    """Milliseconds of some calls after one to warm up: median, best, and median of our own processor time."""
    call()
    walls, ours = [], []
    for _index in range(TIMES):
        start, used = time.perf_counter(), time.process_time()
        answer = call()
        walls.append((time.perf_counter() - start) * 1000)
        ours.append((time.process_time() - used) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"the page answered {answer.status_code}")
    return percentile(walls, 0.5), min(walls), percentile(ours, 0.5)


def measured() -> Iterator[tuple[str, float, float, float, int, float]]:
    """Position, median, best and processor time of its home page, statements, and the floor's median; milliseconds."""
    settings.ALLOWED_HOSTS = ["*"]
    # The worker counts these in the background; here it is run by hand, as the page only starts it.
    count_together([card.id for card in shop_cards()])
    clients = people()
    leave_loaded_code_alone()  # as the web process does
    for position, client in clients.items():
        floor = timed(partial(client.get, "/desk/search", headers={"accept": "application/json"}))[0]
        home, best, cpu = timed(partial(client.get, "/desk/"))
        with CaptureQueriesContext(connection) as ran:
            client.get("/desk/")
        yield position, home, best, cpu, len(ran), floor
