"""A home that the days by commands share; each has a shop of its own."""

from collections.abc import Iterator

import pytest

from tests.flows.day import hire
from zhanggui.cli.tests.console import Console, console


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Empty at first, with the staff hired by command."""
    with console(tmp_path_factory.mktemp("days") / "home") as running:
        hire(running)
        yield running
