"""What every command does alike: one JSON object, exit statuses, errors, whose right is needed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from zhanggui.channels.tests.import_files import make_orders, write_files
from zhanggui.cli.commands import COMMANDS
from zhanggui.cli.tests.console import Console, Desk

pytestmark = pytest.mark.xdist_group("commands")
# The table of the first issue.
TABLE = {
    *("init", "serve", "doctor", "demo load", "demo remove", "demo accounts", "shop create", "user create"),
    *("user disable", "user reset-password", "import", "mapping list", "mapping import", "mapping export", "template"),
    *("orders list", "orders show", "orders check", "orders hold", "orders release", "stock set", "batch close"),
    *("batch show", "batch print", "batch handover", "pack", "stamp", "ship", "report daily", "report sign"),
    *("report confirm", "audit verify", "backup", "restore"),
}
# Everything that writes, with a person whose positions do not include it.
DENIED: dict[str, tuple[str, tuple[object, ...]]] = {
    "shop create": ("clerk", ("--code", "x", "--name", "x")),
    "user create": ("manager", ("x", "--position", "keeper")),
    "user disable": ("manager", ("keeper",)),
    "user reset-password": ("manager", ("keeper",)),
    "user token": ("manager", ("keeper",)),
    "demo remove": ("clerk", ()),
    "import undo": ("clerk", ("IM1",)),
    "orders check": ("clerk", ()),
    "orders hold": ("clerk", ("1", "--reason", "x")),
    "orders release": ("clerk", ("1", "--reason", "x")),
    "stock set": ("clerk", ("--all", 5)),
    "batch close": ("checker", ("--at", "2026-05-31T14:00")),
    "pack": ("clerk", ("P1", "--scan", "x")),
    "stamp": ("clerk", ("P1",)),
    "ship": ("checker", ("export", "--out", "x")),
    "report sign": ("clerk", ("--date", "2026-05-31")),
    "report confirm": ("clerk", ("--date", "2026-05-31")),
    "backup": ("clerk", ("--out", "x")),
}


def _of_shop(words: str) -> bool:
    return not words.startswith(("shop ", "user ", "demo ", "backup"))


def _name(words: tuple[str, ...]) -> str:
    return " ".join(words)


def _fingerprint(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.console.rows(
        "SELECT (SELECT count(*) FROM shops_shop), (SELECT count(*) FROM people_user WHERE is_active),"
        " (SELECT md5(string_agg(o::text, ',' ORDER BY o.id)) FROM orders_order o),"
        " (SELECT md5(string_agg(b::text, ',' ORDER BY b.id)) FROM inventory_stockbalance b),"
        " (SELECT count(*) FROM fulfilment_batch), (SELECT count(*) FROM fulfilment_dailyreport)"
    )


def test_every_command_of_the_table_is_there() -> None:
    assert {_name(command.words) for command in COMMANDS} >= TABLE


def test_every_command_that_works_in_a_home_takes_json_and_wrong_use_is_told_as_json(home: Console) -> None:
    for command in COMMANDS:
        error = home(*command.words, "--no-such-option", status=2)["error"]
        assert list(error) == ["code", "message", "params"], command.words
        assert error["code"] == "cli.usage", command.words


@pytest.mark.parametrize(
    "words", [(), ("orders",), ("nonsense",), ("orders", "nonsense"), ("pack",), ("report", "daily")]
)
def test_wrong_words_end_with_status_2(home: Console, words: tuple[str, ...]) -> None:
    assert home(*words, status=2)["error"]["code"] in {"cli.usage", "cli.no_command"}


@pytest.mark.parametrize("name", list(DENIED))
def test_writing_needs_the_right_of_the_person_named_and_the_refusal_is_logged(desk: Desk, name: str) -> None:
    person, words = DENIED[name]
    before = _fingerprint(desk)
    shop = ("--shop", desk.shop) if _of_shop(name) else ()

    error = desk.console(*name.split(), *words, "--as", person, *shop, status=1)["error"]

    assert (error["code"], list(error["params"])) == ("permissions.denied", ["capability"])
    assert _fingerprint(desk) == before
    logged = desk.console.rows(
        "SELECT actor_name, origin FROM kernel_event WHERE kind = 'permission.denied' ORDER BY id DESC LIMIT 1"
    )
    assert logged == [(person, "cli")]


def test_importing_needs_the_right_too(desk: Desk, files: tuple[Path, Path]) -> None:
    desk.console("user", "create", "guest", "--position", "supervisor", "--shop", _other_shop(desk.console))

    refused = desk("import", *files, "--as", "guest", status=1)["error"]

    assert refused["code"] == "permissions.denied"


def test_unknown_person_and_unknown_shop_are_refused(desk: Desk) -> None:
    assert desk("orders", "check", "--as", "ghost", status=1)["error"]["code"] == "people.user_not_found"
    unknown = desk.console("orders", "list", "--shop", "ghost", status=1)["error"]
    assert (unknown["code"], unknown["params"]) == ("shops.not_found", {"code": "ghost"})


def test_with_several_shops_one_must_be_named(desk: Desk) -> None:
    _other_shop(desk.console)

    error = desk.console("orders", "list", status=2)["error"]

    assert error["code"] == "shops.not_named"
    assert desk.shop in error["params"]["known"]


def test_without_json_people_get_lines_and_errors_go_to_standard_error(desk: Desk) -> None:
    shown = desk.console.run("report", "daily", "--date", "2026-05-20", "--shop", desk.shop)
    failed = desk.console.run("orders", "show", "0815", "--shop", desk.shop)

    assert (shown.status, "date: 2026-05-20" in shown.out.splitlines(), shown.err) == (0, True, "")
    assert (failed.status, failed.out) == (1, "")
    assert "0815" in failed.err


def test_times_of_options_are_in_shop_time(home: Console) -> None:
    home("shop", "create", "--code", "rio", "--name", "Rio", "--timezone", "America/Sao_Paulo", "--currency", "BRL")
    rio = Desk(home, "rio")

    assert rio("batch", "close", "--at", "noon", status=2)["error"]["code"] == "cli.bad_time"
    assert rio("batch", "close", "--at", "2018-05-25T14:00", status=1)["error"]["code"] == "fulfilment.nothing_ready"


def test_database_that_breaks_off_ends_with_status_4_and_one_object(desk: Desk, tmp_path: Path) -> None:
    pair = write_files(make_orders(3_000, seed=9), tmp_path, age="2022")
    before = _fingerprint(desk)
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    words = ["import", *map(str, pair), "--shop", desk.shop, "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "zhanggui.cli.main", *words],
        env={**environment, "ZHANGGUI_HOME": str(desk.console.home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not _cut_off(desk.console):
        time.sleep(0.02)
    out, err = process.communicate(timeout=120)

    assert (process.returncode, json.loads(out)["error"]["code"]) == (4, "database.gone"), err
    assert "Traceback" not in err
    assert _fingerprint(desk) == before


def _cut_off(console: Console) -> bool:
    """End the connection that copies rows in, if there is one; a role may end its own."""
    with psycopg.connect(console.app_url) as connection:
        return bool(
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND state = 'active' AND query LIKE 'COPY%'"
            ).fetchall()
        )


def _other_shop(home: Console) -> str:
    if not home.rows("SELECT 1 FROM shops_shop WHERE code = 'other'"):
        home("shop", "create", "--code", "other", "--name", "Other")
    return "other"
