"""A task given by hand: who may give, report, accept and return it, and what each sees (ORG-10)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.people.models import GivenTask
from zhanggui.people.queries.given_tasks import accepted_in_time
from zhanggui.people.services import (
    accept_task,
    create_api_token,
    give_task,
    report_task,
    return_task,
    take_task_back,
)
from zhanggui.people.tests.factories import make_person, make_shop, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.req("ORG-10")
def test_task_goes_from_giver_to_owner_back_and_is_accepted() -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor"), make_person("anna", "keeper", shop=shop)
    giver, doer = signed_in(boss), signed_in(anna)
    due = (now() + timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M")

    given = giver.post(
        "/desk/given/new",
        {
            "title": "Count the towels",
            "shop": shop.id,
            "to": "anna",
            "due_at": due,
            "priority": 1,
            "expected": "A figure per colour",
            "attachments": SimpleUploadedFile("../list.txt", b"white, blue"),
        },
    )
    task = GivenTask.objects.get()
    url = f"/desk/given/{task.pk}"
    assert given.headers["Location"] == url
    assert (task.owner_name, task.giver_name, task.priority, task.state) == ("anna", "boss", 1, "given")
    # What is typed is the shop's time.
    assert f"{task.due_at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%dT%H:%M}" == due
    shown = doer.get(url).content.decode()
    assert all(words in shown for words in ("A figure per colour", "list.txt", "Urgent", due[11:]))
    assert (
        doer.post("/desk/given/new", {"title": "No", "shop": shop.id, "to": "boss", "due_at": due}).status_code == 403
    )
    assert (doer.post(url, {"verb": "accept"}).status_code, GivenTask.objects.get().state) == (403, "given")
    home = doer.get("/desk/").context["groups"]
    assert [(row.title, row.verb) for group in home for row in group["rows"] if row.url == url] == [
        ("Count the towels", "Do it")
    ]
    file = doer.get(f"{url}/files/{task.files.get().pk}")
    assert (b"".join(file.streaming_content), file.headers["Content-Disposition"]) == (
        b"white, blue",
        'attachment; filename="list.txt"',
    )

    assert doer.post(url, {"verb": "report", "text": " "}).status_code == 422
    assert doer.post(url, {"verb": "report", "text": "12 white, 9 blue"}).status_code == 302
    assert giver.post(url, {"verb": "return", "text": "And the grey ones?"}).status_code == 302
    assert doer.post(url, {"verb": "report", "text": "grey: 4"}).status_code == 302
    assert giver.post(url, {"verb": "accept", "text": ""}).status_code == 302

    task.refresh_from_db()
    assert task.state == "accepted"
    assert [(word.verb, word.text, word.position) for word in task.words.order_by("pk")] == [
        ("give", "", "supervisor"),
        ("report", "12 white, 9 blue", "keeper"),
        ("return", "And the grey ones?", "supervisor"),
        ("report", "grey: 4", "keeper"),
        ("accept", "", "supervisor"),
    ]
    kinds = Event.objects.filter(subject_kind="given_task").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["task.given", "task.reported", "task.returned", "task.reported", "task.accepted"]
    assert "grey" not in str(list(Event.objects.values_list("data", "reason")))
    assert accepted_in_time([shop.id]) == (1, 1)


@pytest.mark.req("ORG-10")
def test_nobody_else_takes_a_step_and_nothing_changes() -> None:
    shop = make_shop()
    boss, anna, ben = make_person("boss", "supervisor"), make_person("anna", "keeper"), make_person("ben", "keeper")
    due = now() + timedelta(hours=3)
    task = give_task(actor=boss, shop_id=shop.id, to="anna", title="Sweep", due_at=due)

    with pytest.raises(NotAllowed):
        give_task(actor=anna, shop_id=shop.id, to="ben", title="Sweep", due_at=due)
    with pytest.raises(NotFound):
        report_task(actor=ben, task_id=task.pk, text="done")
    with pytest.raises(NotAllowed):
        accept_task(actor=anna, task_id=task.pk)
    with pytest.raises(NotAllowed):
        report_task(actor=boss, task_id=task.pk, text="done")
    with pytest.raises(Conflict):
        accept_task(actor=boss, task_id=task.pk)
    assert signed_in(ben).get(f"/desk/given/{task.pk}").status_code == 404

    task.refresh_from_db()
    assert (task.state, task.words.count()) == ("given", 1)
    take_task_back(actor=boss, task_id=task.pk)
    with pytest.raises(Conflict):
        report_task(actor=anna, task_id=task.pk, text="too late")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "tasks.no_title"),
        ({"due_at": now() - timedelta(minutes=1)}, "tasks.past"),
        ({"priority": 9}, "tasks.priority"),
    ],
)
def test_unusable_task_is_refused(change: dict[str, object], code: str) -> None:
    shop = make_shop()
    boss = make_person("boss", "supervisor")
    make_person("anna", "keeper")
    facts = {"to": "anna", "title": "Sweep", "due_at": now() + timedelta(hours=1), **change}

    with pytest.raises(InvalidInput) as caught:
        give_task(actor=boss, shop_id=shop.id, **facts)  # type: ignore[arg-type]  # made of parts

    assert caught.value.code == code
    assert GivenTask.objects.count() == 0


def test_task_for_somebody_of_another_shop_is_refused() -> None:
    here, there = make_shop(), make_shop("other", "另一家")
    boss = make_person("boss", "supervisor")
    make_person("far", "keeper", shop=there)

    with pytest.raises(NotFound):
        give_task(actor=boss, shop_id=here.id, to="far", title="Sweep", due_at=now() + timedelta(hours=1))


def test_api_gives_lists_and_steps() -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor"), make_person("anna", "keeper")
    client = Client()
    keys = {
        who.name: {"Authorization": f"Bearer {create_api_token(actor=who, user_id=who.user_id or 0, name='t')}"}
        for who in (boss, anna)
    }
    body = {"to": "anna", "title": "Sweep", "due_at": (now() + timedelta(hours=1)).isoformat()}

    made = client.post(f"/api/v1/shops/{shop.code}/tasks", body, content_type="application/json", headers=keys["boss"])
    mine = client.get("/api/v1/tasks", headers=keys["anna"]).json()["tasks"]
    url = f"/api/v1/tasks/{made.json()['id']}"
    done = client.post(f"{url}/report", {"text": "swept"}, content_type="application/json", headers=keys["anna"])
    back = client.post(f"{url}/return", {"text": "corners"}, content_type="application/json", headers=keys["boss"])

    assert [(each["title"], each["owner"], each["state"]) for each in mine] == [("Sweep", "anna", "given")]
    assert (done.json()["state"], back.json()["state"]) == ("reported", "returned")
    assert [word["text"] for word in back.json()["words"]] == ["", "swept", "corners"]
    wrong = client.post(f"{url}/burn", {}, content_type="application/json", headers=keys["boss"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "tasks.verb")


def test_return_needs_words() -> None:
    shop = make_shop()
    boss, anna = make_person("boss", "supervisor"), make_person("anna", "keeper")
    task = give_task(actor=boss, shop_id=shop.id, to="anna", title="Sweep", due_at=now() + timedelta(hours=1))
    report_task(actor=anna, task_id=task.pk, text="done")

    with pytest.raises(InvalidInput):
        return_task(actor=boss, task_id=task.pk, text=" ")

    task.refresh_from_db()
    assert task.state == "reported"
