import re

import pytest
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.health.backups import note_backup
from zhanggui.kernel.health.settings import installation
from zhanggui.kernel.health.tests.factories import alive, failed_job, status_of
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db

NAMES = ["database", "web", "live", "worker", "scheduler", "queue", "disk", "backup", "certificate", "versions"]


def _browser(position: str) -> Client:
    create_user(actor=SYSTEM, username=position, positions=[position])
    client = Client()
    client.force_login(User.objects.get(username=position), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["zg_language"] = "en"
    return client


@pytest.fixture
def owner() -> Client:
    return _browser("owner")


def _all_well() -> None:
    for process in ("live", "worker", "scheduler"):
        alive(process)
    note_backup(actor=SYSTEM, started_at=now(), file="/b/zhanggui-1.tar", size_bytes=2_000_000)


@pytest.mark.req("SEC-12")
def test_page_tells_every_part_in_words(owner: Client) -> None:
    _all_well()

    text = owner.get("/desk/health").content.decode()

    for label in ("Database", "Pages", "Live updates", "Worker", "Scheduler", "Job queue", "Disk", "Versions"):
        assert f"<b>{label}</b>" in text
    assert len(re.findall(r"last sign of life \d+ s ago", text)) == 3
    assert "0 waiting, 0 running, 0 failed" in text
    assert "free of" in text
    assert re.search(r"\d+ s ago, 2.0 MB, zhanggui-1.tar", text)
    assert "No certificate is watched: the site is not served by HTTPS." in text
    assert "Everything is in order" in text
    assert text.count("in order</span>") == 9
    assert "not set</span>" in text


@pytest.mark.req("SEC-12")
def test_failed_job_shows_its_reason_and_is_tried_again(owner: Client) -> None:
    job_id = failed_job(create_shop(actor=SYSTEM, code="ours", name="Ours").id)
    assert "The printer is away." in owner.get("/desk/health").content.decode()
    assert "jobs were given up" in owner.get("/desk/").content.decode()

    response = owner.post(f"/desk/health/jobs/{job_id}/retry", follow=True)

    assert "Close and print is on the queue again." in response.content.decode()
    assert status_of(job_id) == "todo"
    assert owner.post(f"/desk/health/jobs/{job_id}/drop").status_code == 404


def test_part_that_is_fetched_again_holds_no_form(owner: Client) -> None:
    response = owner.get("/desk/health", headers={"HX-Request": "true"})

    text = response.content.decode()
    assert 'id="zg-health"' in text
    assert "backup_warn_days" not in text


def test_settings_are_kept_or_refused_at_their_field(owner: Client) -> None:
    assert owner.post("/desk/health/settings", {"backup_warn_days": "3"}).status_code == 302
    assert installation().backup_warn_days == 3

    refused = owner.post("/desk/health/settings", {"backup_warn_days": "4", "certificate_host": "not a host"})

    assert refused.status_code == 422
    assert "is not a host name" in refused.content.decode()
    assert installation().backup_warn_days == 3


def test_clerk_sees_no_health_page() -> None:
    clerk = _browser("order_clerk")

    assert clerk.get("/desk/health").status_code == 403
    assert clerk.post("/desk/health/settings", {"backup_warn_days": "3"}).status_code == 403
    assert "/desk/health" not in clerk.get("/desk/").content.decode()


@pytest.mark.req("SEC-12")
def test_endpoint_tells_the_same_facts_and_retries() -> None:
    _all_well()
    job_id = failed_job(1)
    made = create_user(actor=SYSTEM, username="watcher", positions=["owner"])
    key = create_api_token(actor=SYSTEM, user_id=made.id, name="test")
    headers = {"Authorization": f"Bearer {key}"}

    found = Client().get("/api/v1/health", headers=headers).json()

    assert [check["name"] for check in found["checks"]] == NAMES
    assert {check["name"]: check["light"] for check in found["checks"] if check["light"] != "good"} == {
        "queue": "warn",
        "certificate": "none",
    }
    assert (found["light"], [job["id"] for job in found["failed"]]) == ("warn", [job_id])
    assert all(check["ok"] for check in found["checks"])

    answer = Client().post(f"/api/v1/health/jobs/{job_id}/retry", headers=headers)

    assert (answer.status_code, status_of(job_id)) == (200, "todo")
