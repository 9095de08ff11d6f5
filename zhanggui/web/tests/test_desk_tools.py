"""The desk as a tool: a home that refreshes itself, what the palette offers, places folded, answers remembered."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record, record_set
from zhanggui.kernel.memory import once_a_page, one_page
from zhanggui.kernel.tasks.verbs import open_task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Subject
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.web.live.hub import Hub

HTMX = {"HX-Request": "true", "X-Follows": "1"}


@pytest.fixture
def heard(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection that listens as the live process does."""
    facts = connection.get_connection_params()
    known = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if facts.get(name)}
    with psycopg.connect(**known, autocommit=True) as listening:
        listening.execute("LISTEN zg_live")
        yield listening


def _news(listening: psycopg.Connection) -> list[dict[str, object]]:
    return [json.loads(each.payload) for each in listening.notifies(timeout=1.0, stop_after=2)]


def test_change_is_told_once_after_the_commit_to_pages_that_may_see_it(heard: psycopg.Connection) -> None:
    with transaction.atomic():
        for _again in range(3):
            record(SYSTEM, "test.changed", shop_id=7, subject=Subject("shop", 7))
    assert _news(heard) == [{"kind": "change", "shop": 7}]

    with transaction.atomic():
        record(SYSTEM, "test.changed", shop_id=7, subject=Subject("shop", 7))
        transaction.set_rollback(True)
    record_set(SYSTEM, "test.changed", select="SELECT 7::bigint, 'shop', 7::bigint, '{}'::jsonb", params=[])
    found = _news(heard)
    assert found == [{"kind": "change", "shop": None}]

    hub = Hub()
    mine, other = hub.join(frozenset({7})), hub.join(frozenset({8}))
    hub.tell(json.dumps({"kind": "change", "shop": 7}))
    assert (mine.qsize(), other.qsize()) == (1, 0)


@pytest.mark.django_db
def test_home_part_is_fresh_and_no_sign_of_life() -> None:
    shop = make_shop()
    client = signed_in(make_person("keeper", "keeper"))
    page = client.get("/desk/").content.decode()
    assert 'data-live="change orders job home" data-live-url="/desk/home"' in page
    seen = client.session["zg_seen"]

    open_task("test.kind", shop_id=shop.id, subject=Subject("thing", 1, "thing 1"), position="keeper", due_at=now())
    time.sleep(0.01)
    part = client.get("/desk/home", headers=HTMX).content.decode()

    assert "<html" not in part
    assert "first the 1 thing that is overdue" in part
    assert '<i data-url="/desk/tasks">1</i>' in part
    assert client.session["zg_seen"] == seen


@pytest.mark.django_db
def test_a_page_that_only_follows_does_not_keep_the_person_signed_in() -> None:
    make_shop()
    client = signed_in(make_person("keeper", "keeper"))
    client.get("/desk/")
    session = client.session
    session["zg_seen"] = now().timestamp() - timedelta(days=1).total_seconds()
    session.save()

    answer = client.get("/desk/home", headers=HTMX)

    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "offered", "missing"),
    [
        (
            "checking_clerk",
            {"/desk/import", "/desk/orders/run"},
            {"/desk/close", "/desk/given/new", "/desk/people/new"},
        ),
        ("supervisor", {"/desk/close", "/desk/given/new"}, {"/desk/people/new"}),
        ("keeper", {"/desk/pack"}, {"/desk/orders/run", "/desk/close"}),
    ],
)
def test_palette_offers_what_the_person_may_begin(position: str, offered: set[str], missing: set[str]) -> None:
    make_shop()
    client = signed_in(make_person(position, position))

    found = client.get("/desk/palette").json()

    urls = {action["url"] for action in found["actions"]}
    assert offered <= urls
    assert not missing & urls
    words = client.get(found["words"])
    assert "immutable" in words.headers["Cache-Control"]
    assert ["审核规则", "Checking rules", "shen he gui ze"] in words.json()["words"]


@pytest.mark.django_db
@pytest.mark.parametrize("position", ["checking_clerk", "order_clerk", "sales", "keeper"])
def test_a_clerk_sees_a_dozen_places_and_reaches_all(position: str) -> None:
    make_shop()
    page = signed_in(make_person(position, position)).get("/desk/").content.decode()
    side = page.partition('<nav class="zg-side"')[2].partition("</nav>")[0]
    everyday, _fold, rare = side.partition('<details class="zg-fold">')

    assert everyday.count("<li>") <= 14
    assert rare.count("<li>") >= 3
    inside = signed_in(make_person(f"{position}-2", position)).get("/desk/me/duties").content.decode()
    assert '<details class="zg-fold" open>' in inside


def test_answers_are_remembered_for_one_page_only() -> None:
    asked: list[list[int]] = []

    @once_a_page
    def query(shop_ids: list[int], *, at: int = 0) -> int:
        asked.append(shop_ids)
        return len(asked) + at

    assert (query([1]), query([1])) == (1, 2)
    with one_page():
        assert (query([1]), query([1]), query([2]), query([1], at=5)) == (3, 3, 4, 10)
    assert query([1]) == 6
