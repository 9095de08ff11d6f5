"""A home that the tests of the commands share: one shop with imported orders, people of every position."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from zhanggui.channels.tests.import_files import MIX, make_orders, write_files
from zhanggui.cli.tests.console import Console, Desk, console

PEOPLE = {
    "boss": "owner",
    "manager": "shop_manager",
    "checker": "checking_clerk",
    "clerk": "order_clerk",
    "keeper": "keeper",
}
STATES = {"unpaid": 2, "paid": 8, "shipped": 2, "completed": 2, "closed": 2}
ORDERS = make_orders(40, mix=replace(MIX, states=STATES))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Empty at first, then with people who work in every shop."""
    with console(tmp_path_factory.mktemp("commands") / "home") as running:
        for name, position in PEOPLE.items():
            running("user", "create", name, "--position", position)
        yield running


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A pair of export files."""
    return write_files(ORDERS, tmp_path_factory.mktemp("files"), age="2022")


@pytest.fixture(scope="session")
def desk(home: Console, files: tuple[Path, Path]) -> Desk:
    """The shop `qinghe` with 40 checked orders and stock."""
    home("shop", "create", "--code", "qinghe", "--name", "青禾家居")
    found = Desk(home, "qinghe")
    found("import", *files)
    found("stock", "set", "--all", 1_000)
    found("orders", "check")
    return found
