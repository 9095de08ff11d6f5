"""Notices: who gets which, the bell, reading them, the daily e-mail (TSK-12)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from zhanggui.channels.services.watch import watch_imports
from zhanggui.kernel.approvals.verbs import _KINDS as APPROVAL_KINDS
from zhanggui.kernel.approvals.verbs import ApprovalKind, approve, ask_approval, register_approval_kind
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Unavailable
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.values import Subject
from zhanggui.people.models import User
from zhanggui.people.services import (
    create_api_token,
    give_task,
    report_task,
    return_task,
    send_digest,
    start_digests,
)
from zhanggui.people.tests.factories import make_person, make_shop, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_kind() -> Iterator[str]:
    """A kind of request that leaders decide."""
    kind = ApprovalKind("test.export", "Export", "orders.approve_export", lambda _ids: {})
    yield register_approval_kind(kind).code
    del APPROVAL_KINDS[kind.code]


def _news(client: Client) -> list[tuple[str, str]]:
    rows = client.get("/desk/notices").context["rows"]
    return [(each["row"].text, each["row"].sender) for each in rows]


@pytest.mark.req("TSK-12")
def test_news_reaches_whom_it_concerns_with_sender_channel_and_time(request_kind: str) -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor", shop=shop), make_person("anna", "keeper", shop=shop)
    olga = make_person("olga", "owner")
    far = make_person("far", "supervisor", shop=make_shop("other", "另一家"))
    before = now()

    task = give_task(actor=boss, shop_id=shop.id, to="anna", title="Sweep", due_at=now() + timedelta(hours=1))
    report_task(actor=anna, task_id=task.pk, text="done")
    return_task(actor=boss, task_id=task.pk, text="corners")
    asked = ask_approval(anna, request_kind, shop_id=shop.id, subject=Subject("thing", 1), reason="needed")
    approve(actor=boss, approval_id=asked.pk)
    ImportBatch.objects.create(
        shop_id=shop.id, number="I-1", kind="orders", state=ImportState.FAILED, created_at=now(), finished_at=now()
    )
    watch_imports()
    watch_imports()

    doer, giver, owner = signed_in(anna), signed_in(boss), signed_in(olga)
    assert _news(doer) == [
        ("boss approved what you asked for: Export", "boss"),
        ("boss sent back: Sweep", "boss"),
        ("boss gave you a task: Sweep", "boss"),
    ]
    assert _news(giver) == [("anna asks for your decision: Export", "anna"), ("anna reports as done: Sweep", "anna")]
    assert _news(owner) == [("Import I-1 failed", ""), ("anna asks for your decision: Export", "anna")]
    assert _news(signed_in(far)) == []
    first = Notice.objects.filter(user_id=anna.user_id).order_by("pk")[0]
    assert (first.sender_id, first.sender_name, first.mailed_at) == (boss.user_id, "boss", None)
    assert before <= first.made_at <= now()
    assert "on the desk" in doer.get("/desk/notices").content.decode()


def test_bell_counts_and_notices_are_read_one_by_one_or_all_and_only_by_their_reader() -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor"), make_person("anna", "keeper")
    tasks = [
        give_task(actor=boss, shop_id=shop.id, to="anna", title=f"Sweep {n}", due_at=now() + timedelta(hours=1))
        for n in range(3)
    ]
    client, other = signed_in(anna), signed_in(boss)
    newest = Notice.objects.order_by("-pk")[0]

    assert client.get("/desk/").context["shell"]["unread"] == 3
    assert other.post(f"/desk/notices/{newest.pk}/open").status_code == 404
    assert client.post(f"/desk/notices/{newest.pk}/open").headers["Location"] == f"/desk/given/{tasks[2].pk}"
    read_at = Notice.objects.get(pk=newest.pk).read_at
    assert read_at is not None
    client.post(f"/desk/notices/{newest.pk}/open", {"keep": "1"})
    assert Notice.objects.get(pk=newest.pk).read_at == read_at
    assert [row["row"].text for row in client.get("/desk/notices").context["rows"]] == [
        "boss gave you a task: Sweep 1",
        "boss gave you a task: Sweep 0",
    ]
    assert len(client.get("/desk/notices?view=all").context["rows"]) == 3

    key = {"Authorization": f"Bearer {create_api_token(actor=anna, user_id=anna.user_id or 0, name='t')}"}
    listed = client.get("/api/v1/notices?unread=true", headers=key).json()["notices"]
    assert [(each["sender"], each["channels"]) for each in listed] == [("boss", ["desk"]), ("boss", ["desk"])]
    path = f"/api/v1/notices/{listed[0]['id']}/read"
    assert client.post(path, {}, content_type="application/json", headers=key).json() == {"read": 1}
    assert client.post("/desk/notices/read").headers["Location"] == "/desk/notices"
    assert client.get("/desk/").context["shell"]["unread"] == 0


@pytest.mark.req("TSK-12")
def test_who_wants_it_gets_one_e_mail_a_day_from_the_chosen_hour_with_what_is_not_read(settings: Any) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "desk@example.com"
    shop = make_shop()
    boss, anna, ben = (make_person(name, "supervisor", shop=shop) for name in ("boss", "anna", "ben"))
    client = signed_in(anna)
    assert client.post("/desk/me/digest", {"is_on": "on", "email": "", "at": "08:30"}).status_code == 422
    assert (
        client.post("/desk/me/digest", {"is_on": "on", "email": "anna@example.com", "at": "08:30"}).status_code == 302
    )
    User.objects.filter(username="anna").update(language="en")
    give_task(actor=boss, shop_id=shop.id, to="anna", title="Sweep", due_at=now() + timedelta(hours=1))
    give_task(actor=boss, shop_id=shop.id, to="ben", title="Sweep", due_at=now() + timedelta(hours=1))
    # 8:30 in Shanghai is 0:30 in UTC.
    day = datetime(2026, 11, 22, tzinfo=UTC)

    started = [start_digests(day + timedelta(minutes=minutes)) for minutes in (29, 30, 35, 24 * 60 + 31)]
    assert started == [0, 1, 0, 1]
    assert (send_digest(anna.user_id or 0), send_digest(anna.user_id or 0), send_digest(ben.user_id or 0)) == (1, 0, 0)

    [sent] = mail.outbox
    assert (sent.to, sent.from_email, sent.subject) == (
        ["anna@example.com"],
        "desk@example.com",
        "1 notice waits for you",
    )
    assert "boss gave you a task: Sweep" in sent.body
    row = client.get("/desk/notices").context["rows"][0]["row"]
    assert row.mailed_at is not None
    assert "by e-mail" in client.get("/desk/notices").content.decode()
    told = Event.objects.get(kind="notices.mailed")
    assert told.data == {"notices": 1, "channel": "email"}
    assert User.objects.get(username="anna").digest_at == time(8, 30)


def test_without_a_mail_server_nothing_starts_and_a_silent_one_is_tried_again(settings: Any) -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor"), make_person("anna", "keeper")
    User.objects.filter(username="anna").update(is_digest_on=True, email="anna@example.com", digest_at=time(0))
    give_task(actor=boss, shop_id=shop.id, to="anna", title="Sweep", due_at=now() + timedelta(hours=1))

    assert start_digests() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(Unavailable):
        send_digest(anna.user_id or 0)

    assert Notice.objects.get(user_id=anna.user_id).mailed_at is None
