"""tasks give, done, return, accept; position change; values set; clocks; duties."""

import pytest

from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("commands")


def test_task_is_given_reported_returned_and_accepted(home: Console, desk: Desk) -> None:
    home("user", "create", "tess", "--position", "keeper")
    due = "2099-12-31T17:00"

    task = desk("tasks", "give", "Sweep", "--to", "tess", "--due", due, "--priority", "urgent", "--as", "boss")["task"]
    number = str(task["id"])
    assert (task["title"], task["owner"], task["priority"], task["state"]) == ("Sweep", "tess", "urgent", "given")
    assert home("tasks", "accept", number, "--as", "boss", status=1)["error"]["code"] == "lifecycle.moved"
    assert home("tasks", "done", number, "--as", "boss", "--text", "x", status=1)["error"]["code"] == "tasks.not_yours"
    assert home("tasks", "done", number, "--as", "tess", "--text", "swept")["task"]["state"] == "reported"
    assert home("tasks", "return", number, "--as", "boss", "--text", "corners")["task"]["state"] == "returned"
    assert [each["title"] for each in desk("tasks", "list", "--as", "tess")["tasks"]] == ["Sweep"]
    clocks = desk("clocks", "--as", "boss")["clocks"]
    assert [each["state"] for each in clocks if each["kind"] == "given_task"] == ["on_time"]
    home("tasks", "done", number, "--as", "tess", "--text", "corners too")
    assert home("tasks", "accept", number, "--as", "boss")["task"]["state"] == "accepted"


def test_position_value_and_duties_by_command(home: Console, desk: Desk) -> None:
    changed = home("position", "change", "order_clerk", "--take", "fulfilment.tell", "--as", "boss")["position"]
    assert "fulfilment.tell" not in changed["capabilities"]
    home("position", "change", "order_clerk", "--add", "fulfilment.tell", "--as", "boss")
    assert home("position", "change", "king", "--switch", "off", status=1)["error"]["code"] == "people.no_position"

    value = desk("values", "set", "law.return_days", "15", "--reason", "promise", "--as", "boss")["value"]
    assert (value["code"], value["value"], value["dated"]) == ("law.return_days", 15, "2013-10-25")
    error = desk("values", "set", "law.return_days", "3", "--reason", "less", "--as", "boss", status=2)["error"]
    assert error["code"] == "rulebook.out_of_range"
    assert {each["position"] for each in desk("duties", "--as", "boss")["duties"]} == {"owner"}


def test_refused_attempt_of_a_command_stays_logged(home: Console, desk: Desk) -> None:
    refused = desk("values", "set", "law.return_days", "20", "--reason", "x", "--as", "clerk", status=1)

    assert refused["error"]["code"] == "permissions.denied"
    logged = home.rows(
        "SELECT actor_name, origin FROM kernel_event WHERE kind = 'permission.denied'"
        " AND data ->> 'capability' = %s AND actor_name = 'clerk'",
        "rulebook.manage",
    )
    assert set(logged) == {("clerk", "cli")}
