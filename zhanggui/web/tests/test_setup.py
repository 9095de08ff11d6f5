"""The first visit: two doors, from this machine or with the token, and only once."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.runtime.home import Home
from zhanggui.kernel.runtime.setup_token import setup_token
from zhanggui.people.models import PositionHolding, User
from zhanggui.people.tests.factories import PASSWORD, make_shop
from zhanggui.shops.models import Shop
from zhanggui.shops.queries import settings_of

pytestmark = pytest.mark.django_db

FORM = {
    "username": "linlan",
    "owner_name": "林岚",
    "password": PASSWORD,
    "name": "青禾家居",
    "code": "qinghe",
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "sender_name": "林岚",
    "sender_phone": "13800001111",
    "sender_address": "浙江省杭州市余杭区文一西路 1 号",
}


def test_empty_home_leads_to_the_two_doors(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/setup"

    assert client.get("/setup").status_code == 200
    assert client.get("/setup/shop").status_code == 200


def test_own_shop_is_opened_and_the_owner_signed_in(client: Client) -> None:
    answer = client.post("/setup/shop", FORM)

    assert answer.status_code == 302
    shop, owner = Shop.objects.get(), User.objects.get()
    assert (shop.code, shop.name, shop.currency) == ("qinghe", "青禾家居", "CNY")
    assert settings_of(shop.pk)["sender_phone"] == "13800001111"
    assert (owner.username, owner.name, owner.must_change_password) == ("linlan", "林岚", False)
    holding = PositionHolding.objects.get()
    assert (holding.user_id, holding.position, holding.shop_id) == (owner.pk, "owner", None)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/desk/settings").status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "123456789012"}, "password"),
        ({"password": "xx-linlan-2026"}, "password"),
        ({"code": "two words"}, "code"),
        ({"username": "lin lan"}, "username"),
        ({"currency": "JPY"}, "currency"),
        ({"timezone": "Mars/North"}, "timezone"),
        ({"name": ""}, "name"),
    ],
)
def test_wrong_form_names_the_field_and_keeps_nothing(client: Client, change: dict[str, str], field: str) -> None:
    answer = client.post("/setup/shop", {**FORM, **change})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert (Shop.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", ["/setup", "/setup/shop"])
def test_stranger_is_refused(client: Client, path: str) -> None:
    assert client.get(path, REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get(path, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403
    assert client.get(f"{path}?token=guess", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.post("/setup/shop", FORM, REMOTE_ADDR="203.0.113.9").status_code == 403
    assert Shop.objects.count() == 0


def test_token_of_the_home_opens_the_door_from_elsewhere(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "HOME", tmp_path)
    token = setup_token(Home(tmp_path))
    assert (tmp_path / "setup-token").stat().st_mode & 0o777 == 0o600
    assert setup_token(Home(tmp_path)) == token

    assert client.get(f"/setup?token={token}", REMOTE_ADDR="203.0.113.9").status_code == 200

    assert client.post("/setup/shop", FORM, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert Shop.objects.count() == 1


def test_doors_are_gone_once_a_shop_exists(client: Client) -> None:
    make_shop()

    assert client.get("/setup").status_code == 404
    assert client.get("/setup/shop").status_code == 404
    assert client.post("/setup/shop", {**FORM, "code": "second"}).status_code == 404
    assert client.post("/setup/demo").status_code == 404
    assert Shop.objects.count() == 1


def test_demo_door_starts_the_load_and_shows_its_progress(client: Client) -> None:
    answer = client.post("/setup/demo")

    assert answer.headers["Location"] == "/setup/demo/progress"
    run = JobRun.objects.get()
    job = ProcrastinateJob.objects.get(task_name="demo.load")
    assert (run.kind, job.args) == ("demo.load", {"run_id": run.pk})
    page = client.get("/setup/demo/progress")
    assert (page.status_code, page.context["running"]) == (200, True)
    JobRun.objects.update(state="done")
    make_shop()
    assert client.get("/setup/demo/progress").context["result_url"] == "/desk/sign-in"
    assert Client().get("/setup/demo/progress").status_code == 404


def test_demo_is_not_loaded_from_elsewhere(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "HOME", tmp_path)
    client.get(f"/setup?token={setup_token(Home(tmp_path))}", REMOTE_ADDR="203.0.113.9")

    assert client.post("/setup/demo", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert JobRun.objects.count() == 0
