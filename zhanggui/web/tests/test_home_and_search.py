"""Workbench, tasks, search, jobs and the switches of the shell (TSK-01, TSK-11)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.jobs.models import JobState
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.pages import registry
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, register_home
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.verbs import open_task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.queries import preferences_of
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def own_sources() -> Iterator[None]:
    kept = list(registry._registry.home)
    registry._registry.home.clear()
    yield
    registry._registry.home[:] = kept


def add_task(shop: ShopCard, number: int, *, position: str = "keeper", hours: float | None = None) -> None:
    due = None if hours is None else now() + timedelta(hours=hours)
    subject = Subject("thing", number, f"thing {number}")
    open_task("test.kind", shop_id=shop.id, subject=subject, position=position, due_at=due)


@pytest.mark.parametrize("path", ["/desk/", "/desk/tasks", "/desk/search", "/desk/search?q=x"])
def test_every_person_has_it_and_nobody_else(shop: ShopCard, path: str) -> None:
    assert Client().get(path).status_code == 302
    assert signed_in(make_person("keeper", "keeper")).get(path).status_code == 200


def test_front_leads_to_the_desk_once_there_is_a_shop(shop: ShopCard) -> None:
    assert Client().get("/").headers["Location"] == "/desk/"


@pytest.mark.req_part("TSK-01")
@pytest.mark.usefixtures("own_sources")
def test_overdue_comes_first_and_heads_the_page(shop: ShopCard) -> None:
    add_task(shop, 1)
    add_task(shop, 2, hours=-1)
    add_task(shop, 3, hours=-2)
    client = signed_in(make_person("keeper", "keeper"))

    context = client.get("/desk/").context

    assert [(group["name"], group["count"]) for group in context["groups"]] == [("late", 2), ("new", 1)]
    assert context["heading"] == "keeper, first the 2 things that are overdue"
    assert context["groups"][0]["rows"][0].url == "/desk/tasks?kind=test.kind"


@pytest.mark.usefixtures("own_sources")
def test_empty_workbench_teaches(shop: ShopCard) -> None:
    answer = signed_in(make_person("keeper", "keeper")).get("/desk/")

    assert answer.context["heading"] == "keeper, nothing waits for you"
    assert "Orders come in by an import" in answer.content.decode()

    add_task(shop, 1)
    heading = signed_in(make_person("other", "keeper")).get("/desk/").context["heading"]
    assert heading == "other, next: test.kind · thing 1"


@pytest.mark.usefixtures("own_sources")
def test_source_is_asked_only_about_shops_with_the_right(shop: ShopCard) -> None:
    other = make_shop("other", "另一家")
    asked: list[list[int]] = []

    def rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
        asked.append(shop_ids)
        return [HomeRow("task", "boxes to pack", "", "Pack", "/desk/", count=7, group="today")]

    register_home(HomeSource(1, "fulfilment.pack", rows=rows))
    keeper = signed_in(make_person("keeper", "keeper", shop=other))
    clerk = signed_in(make_person("clerk", "checking_clerk"))

    assert keeper.get("/desk/").context["heading"] == "keeper, next: 7 boxes to pack"
    clerk.get("/desk/")

    assert asked == [[other.id]]


def test_tasks_are_those_of_the_own_positions_and_shops(shop: ShopCard) -> None:
    other = make_shop("other", "另一家")
    add_task(shop, 1)
    add_task(shop, 2, position="order_clerk")
    add_task(other, 3)
    keeper = signed_in(make_person("keeper", "keeper", shop=shop))

    context = keeper.get("/desk/tasks").context

    assert [row["title"] for group in context["groups"] for row in group["rows"]] == ["thing 1"]
    assert context["may_see_all"] is False


def test_who_leads_sees_everybodys_tasks(shop: ShopCard) -> None:
    add_task(shop, 1)
    add_task(shop, 2, position="order_clerk")
    keeper, lead = make_person("keeper", "keeper"), make_person("lead", "supervisor")

    assert signed_in(lead).get("/desk/tasks").context["count"] == 0
    assert signed_in(lead).get("/desk/tasks?of=all").context["count"] == 2
    assert signed_in(keeper).get("/desk/tasks?of=all").context["count"] == 1


def test_search_answers_the_palette_in_groups(shop: ShopCard) -> None:
    make_person("anna", "keeper")
    lead = signed_in(make_person("lead", "supervisor"))

    found = lead.get("/desk/search?q=ann", headers={"accept": "application/json"}).json()

    assert found == {
        "groups": [{"label": "People", "items": [{"label": "anna", "hint": "anna", "url": "/desk/people/-/anna"}]}]
    }
    assert lead.get("/desk/search?q=ann").context["groups"] == found["groups"]


def test_search_finds_nothing_that_the_position_does_not_show(shop: ShopCard) -> None:
    make_person("anna", "keeper")
    keeper = signed_in(make_person("keeper", "keeper"))

    assert keeper.get("/desk/search?q=ann", headers={"accept": "application/json"}).json() == {"groups": []}


def test_shop_is_switched_within_the_own_shops_only(shop: ShopCard) -> None:
    make_shop("other", "另一家")
    keeper = signed_in(make_person("keeper", "keeper", shop=shop))
    owner = signed_in(make_person("owner", "owner"))

    assert keeper.get("/desk/switch-shop?shop=other").status_code == 403
    assert owner.get("/desk/switch-shop?shop=other&next=/desk/tasks").headers["Location"] == "/desk/tasks"
    assert owner.get("/desk/").context["shell"]["shop"]["name"] == "另一家"


def test_theme_keys_and_language_are_kept_for_the_person(shop: ShopCard) -> None:
    anna = make_person("anna", "keeper")
    client = signed_in(anna)

    client.post("/desk/theme", {"theme": "dark"})
    client.post("/desk/keys", {"keys": "off"})
    answer = client.post("/desk/language", {"language": "zh-hans", "next": "/desk/tasks"})

    assert answer.headers["Location"] == "/desk/tasks"
    kept = preferences_of(anna.user_id or 0)
    assert (kept["theme"], kept["are_single_keys_on"], kept["language"]) == ("dark", False, "zh-hans")
    assert client.post("/desk/theme", {"theme": "pink"}).status_code == 422
    assert client.post("/desk/language", {"language": "fr"}).status_code == 422


def test_job_is_shown_as_page_card_and_json(shop: ShopCard) -> None:
    run = start_run(SYSTEM, "test.job", shop_id=shop.id, label="Counting")
    Progress(run).update(stage="half", done=5, total=10)
    client = signed_in(make_person("owner", "owner"))

    page, card = client.get(f"/desk/jobs/{run.pk}"), client.get(f"/desk/jobs/{run.pk}", headers={"HX-Request": "true"})
    facts = client.get(f"/desk/jobs/{run.pk}", headers={"accept": "application/json"}).json()

    assert [page.status_code, card.status_code] == [200, 200]
    assert ("<html" in page.content.decode(), "<html" in card.content.decode()) == (True, False)
    assert facts == {"id": run.pk, "state": JobState.RUNNING, "stage": "half", "done": 5, "total": 10, "error": ""}
    client.post(f"/desk/jobs/{run.pk}/cancel")
    run.refresh_from_db()
    assert run.is_cancel_requested is True


def test_job_of_another_shop_is_refused(shop: ShopCard) -> None:
    run = start_run(SYSTEM, "test.job", shop_id=shop.id)
    stranger = signed_in(make_person("stranger", "owner", shop=make_shop("other", "另一家")))

    assert stranger.get(f"/desk/jobs/{run.pk}").status_code == 403
    assert stranger.get("/desk/jobs/999999").status_code == 404


def test_closed_task_is_gone_from_the_navigation(shop: ShopCard) -> None:
    add_task(shop, 1)
    client = signed_in(make_person("keeper", "keeper"))

    def waiting() -> list[int]:
        nav = client.get("/desk/").context["nav"]
        return [item["count"] for group in nav for item in group["items"] if item["url"] == "/desk/tasks"]

    assert waiting() == [1]

    Task.objects.update(state="done")

    assert waiting() == [0]
