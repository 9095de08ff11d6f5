"""Lock-out, idle time, password length, second factor and secrecy note follow the values that the owner sets."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.rulebook.verbs import change_value
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor
from zhanggui.people.errors import WeakPassword
from zhanggui.people.models import GivenTask, SecrecyNote, User
from zhanggui.people.services import create_api_token, create_user, disable_user, give_task, user_of_api_token
from zhanggui.people.services.watch import watch_accounts, watch_reading
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop, signed_in
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


def _set(owner: Actor, shop: ShopCard, code: str, value: int) -> None:
    change_value(actor=owner, shop_id=shop.id, code=f"security.{code}", value=value, reason="test of the value")


def _browser() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["zg_language"] = "en"
    return client


def _sign_in(client: Client, username: str, password: str = PASSWORD) -> int:
    return client.post("/desk/sign-in", {"login": username, "password": password}).status_code


@pytest.mark.req("SEC-03")
def test_lock_idle_time_length_and_second_factor_follow_the_values() -> None:
    shop = make_shop()
    owner = make_person("owner", "owner")
    make_person("anna", "keeper")
    client = _browser()

    assert [_sign_in(client, "anna", "wrong-wrong-1") for _each in range(5)] == [422, 422, 422, 422, 429]
    assert _sign_in(client, "anna") == 429
    # The lock ends by itself a quarter of an hour after the last try.
    for minutes, answer in ((14, 429), (16, 302)):
        AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=minutes))
        assert _sign_in(_browser(), "anna") == answer
    _set(owner, shop, "lock_tries", 3)
    make_person("ben", "keeper")
    assert [_sign_in(client, "ben", "wrong-wrong-1") for _each in range(3)] == [422, 422, 429]

    with pytest.raises(WeakPassword):
        create_user(actor=owner, username="short", positions=["keeper"], password="oak-river-7")
    with pytest.raises(WeakPassword):
        create_user(actor=owner, username="known", positions=["keeper"], password="password1234")
    _set(owner, shop, "password_length", 20)
    with pytest.raises(WeakPassword):
        create_user(actor=owner, username="long", positions=["keeper"], password=PASSWORD)
    assert User.objects.filter(username__in=["short", "known", "long"]).count() == 0

    idler = signed_in(owner)
    assert idler.get("/desk/me").status_code == 200
    session = idler.session
    assert session.get_expiry_age() == 30 * 60
    session["zg_seen"] = now().timestamp() - 29 * 60
    session.save()
    assert idler.get("/desk/me").status_code == 200
    session = idler.session
    session["zg_seen"] = now().timestamp() - 31 * 60
    session.save()
    assert idler.get("/desk/me").headers["Location"].startswith("/desk/sign-in")

    User.objects.filter(username="owner").update(created_at=now() - timedelta(days=8))
    guarded = _browser()
    assert _sign_in(guarded, "owner") == 302
    assert guarded.get("/desk/").headers["Location"] == "/desk/me/second-factor"
    assert guarded.get("/desk/me/second-factor").status_code == 200
    devices = guarded.get("/desk/me/sessions")
    assert devices.headers["Location"] == "/desk/me/second-factor"
    _set(owner, shop, "second_factor_days", 30)
    later = _browser()
    assert _sign_in(later, "owner") == 302
    assert later.get("/desk/").status_code == 200
    assert len(later.get("/desk/me/sessions").context["rows"]) >= 1


@pytest.mark.req("SEC-05")
def test_secrecy_note_blocks_every_page_until_signed_and_is_asked_again_after_a_year() -> None:
    make_shop()
    anna = create_user(actor=SYSTEM, username="anna", positions=["keeper"], password=PASSWORD)
    client = _browser()

    _sign_in(client, "anna")
    assert client.get("/desk/pack").headers["Location"] == "/desk/me/secrecy"
    assert 'name="name"' in client.get("/desk/me/secrecy").content.decode()
    assert client.post("/desk/me/secrecy", {"name": " "}).status_code == 422
    assert client.get("/desk/").headers["Location"] == "/desk/me/secrecy"
    assert client.post("/desk/me/secrecy", {"name": "Anna Wang"}).status_code == 302
    assert client.get("/desk/").status_code == 200

    note = SecrecyNote.objects.get(user_id=anna.id)
    assert (note.signed_name, note.text.splitlines()[0]) == ("Anna Wang", "保密承诺书")
    paper = client.get("/desk/me/secrecy/paper").content.decode()
    assert "Anna Wang" in paper
    event = Event.objects.get(kind="user.secrecy_signed")
    assert (event.data, event.subject_id) == ({"note": note.pk}, anna.id)

    SecrecyNote.objects.filter(pk=note.pk).update(signed_at=now() - timedelta(days=364))
    again = _browser()
    _sign_in(again, "anna")
    assert again.get("/desk/").status_code == 200
    SecrecyNote.objects.filter(pk=note.pk).update(signed_at=now() - timedelta(days=366))
    after = _browser()
    _sign_in(after, "anna")
    assert after.get("/desk/").headers["Location"] == "/desk/me/secrecy"


@pytest.mark.req("SEC-08")
def test_leaver_loses_everything_at_once_and_dormant_accounts_become_tasks() -> None:
    shop = make_shop()
    owner, anna = make_person("owner", "owner"), make_person("anna", "keeper")
    make_person("ben", "keeper")
    key = create_api_token(actor=anna, user_id=anna.user_id or 0, name="scale")
    browser = signed_in(anna)
    task = give_task(actor=owner, shop_id=shop.id, to="anna", title="Sweep", due_at=now() + timedelta(hours=2))
    assert browser.get("/desk/").status_code == 200

    with pytest.raises(Conflict):
        disable_user(actor=owner, username="anna", hand_to="anna")
    assert user_of_api_token(key) == anna.user_id
    closed = signed_in(owner).post("/desk/people/-/anna/disable", {"hand_to": "ben"})

    assert closed.status_code == 302
    assert (user_of_api_token(key), _sign_in(_browser(), "anna")) == (None, 422)
    assert browser.get("/desk/").status_code == 302
    task.refresh_from_db()
    assert (task.owner_name, GivenTask.objects.get().words.order_by("-pk")[0].verb) == ("ben", "hand_over")
    assert Event.objects.get(kind="user.disabled").data["tasks"] == 1

    User.objects.filter(username="ben").update(last_login=now() - timedelta(days=59))
    User.objects.filter(username="owner").update(last_login=now())
    assert (watch_accounts(), Task.objects.count()) == (0, 0)
    User.objects.filter(username="ben").update(last_login=now() - timedelta(days=60))
    assert (watch_accounts(), watch_accounts()) == (1, 1)
    opened = Task.objects.get(kind="people.dormant")
    assert (opened.subject_label, opened.position, opened.state) == ("ben", "owner", "open")
    page = signed_in(owner).get("/desk/people").context
    assert [row["person"].username for row in page["rows"] if row["is_dormant"]] == ["ben"]
    User.objects.filter(username="ben").update(last_login=now())
    assert watch_accounts() == 0
    opened.refresh_from_db()
    assert opened.state == "done"


@pytest.mark.req_part("SEC-04")
def test_reading_more_records_in_an_hour_than_the_value_allows_tells_the_owner() -> None:
    make_shop()
    anna, ben = make_person("anna", "checking_clerk"), make_person("ben", "checking_clerk")

    def read(actor: Actor, kind: str, count: int, **data: object) -> None:
        Event.objects.bulk_create(
            Event(
                at=now(),
                kind=kind,
                subject_kind="order",
                subject_id=1,
                actor_id=actor.user_id,
                actor_name=actor.name,
                origin="web",
                data=data,
            )
            for _each in range(count)
        )

    read(anna, "order.contact_revealed", 200)
    read(ben, "orders.exported", 1, rows=5000)
    assert watch_reading() == 0
    read(anna, "order.contact_revealed", 1)
    read(ben, "orders.exported", 1, rows=201, is_clear=True)

    assert watch_reading() == 2
    told = Task.objects.filter(kind="people.reading", position="owner").order_by("subject_label")
    assert [task.subject_label for task in told] == ["anna · 201", "ben · 201"]
