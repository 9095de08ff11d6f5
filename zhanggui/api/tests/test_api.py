"""Keys, errors and idempotency of the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> Client:
    account = create_user(actor=SYSTEM, username="lin", positions=["owner"])
    key = create_api_token(actor=SYSTEM, user_id=account.id, name="test")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def test_missing_key_is_401_with_code(client: Client) -> None:
    response = client.get("/api/v1/shops")

    assert response.status_code == 401
    assert response.json()["code"] == "api.no_key"


def test_same_idempotency_key_creates_one_shop(owner: Client) -> None:
    body = {"code": "a", "name": "甲"}
    headers = {"Idempotency-Key": "k1"}

    first = owner.post("/api/v1/shops", body, content_type="application/json", headers=headers)
    second = owner.post("/api/v1/shops", body, content_type="application/json", headers=headers)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert len(owner.get("/api/v1/shops").json()["shops"]) == 1


def test_idempotency_key_with_other_body_is_refused(owner: Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    owner.post("/api/v1/shops", {"code": "a", "name": "甲"}, content_type="application/json", headers=headers)

    response = owner.post(
        "/api/v1/shops", {"code": "b", "name": "乙"}, content_type="application/json", headers=headers
    )

    assert (response.status_code, response.json()["code"]) == (422, "api.key_reused")


def test_request_that_ends_in_an_error_leaves_neither_key_nor_change(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.raise_request_exception = False
    body, headers = {"code": "a", "name": "甲"}, {"Idempotency-Key": "k1"}
    with monkeypatch.context() as broken:
        broken.setattr("zhanggui.api.idempotency._body", lambda _response: 1 // 0)
        first = owner.post("/api/v1/shops", body, content_type="application/json", headers=headers)
    left = owner.get("/api/v1/shops").json()["shops"]

    again = owner.post("/api/v1/shops", body, content_type="application/json", headers=headers)

    assert (first.status_code, left, again.status_code) == (500, [], 200)
    assert "Idempotency-Replayed" not in again


def test_same_upload_under_one_key_is_taken_once_however_large(owner: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    owner.post("/api/v1/shops", {"code": "a", "name": "甲"}, content_type="application/json")

    def send(text: bytes) -> Any:
        file = SimpleUploadedFile("orders.csv", text)
        return owner.post("/api/v1/shops/a/imports", {"files": file}, headers={"Idempotency-Key": "k2"})

    first, second, other = send(b"x" * 5_000), send(b"x" * 5_000), send(b"y" * 5_000)

    assert (first.status_code, first.json()) == (200, second.json())
    assert (second["Idempotency-Replayed"], other.status_code) == ("true", 422)
    assert len(owner.get("/api/v1/shops/a/imports").json()["imports"]) == 1


def test_rule_error_has_code_message_params(owner: Client) -> None:
    body = {"code": "a", "name": "甲", "currency": "JPY"}

    response = owner.post("/api/v1/shops", body, content_type="application/json")

    assert response.status_code == 422
    assert response.json()["code"] == "shops.unsupported_currency"
    assert response.json()["params"] == {"currency": "JPY"}


def test_description_is_served_and_declares_errors(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()

    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert operations
    assert all({"200", "401", "403", "422"} <= set(operation["responses"]) for operation in operations)


def test_person_without_position_gets_403(client: Client) -> None:
    account = create_user(actor=SYSTEM, username="keeper", positions=["keeper"])
    key = create_api_token(actor=SYSTEM, user_id=account.id, name="test")

    response = client.get("/api/v1/users", headers={"Authorization": f"Bearer {key}"})

    assert (response.status_code, response.json()["code"]) == (403, "permissions.denied")
