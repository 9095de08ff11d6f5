"""Homes for the tests of the runtime; every cluster made in one is removed again."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhanggui.kernel.runtime.home import Home, open_home
from zhanggui.kernel.runtime.postgres import (
    MANAGED_VARIABLE,
    OWNER_URL_VARIABLE,
    URL_VARIABLE,
)
from zhanggui.kernel.runtime.server import remove_cluster


@pytest.fixture(autouse=True)
def no_chosen_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests start their own servers, whatever the rest of the suite runs on."""
    for name in (URL_VARIABLE, OWNER_URL_VARIABLE, MANAGED_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home."""
    made = open_home(tmp_path / "home")
    yield made
    remove_cluster(made)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One home for the tests of a file that leave it usable; making a cluster takes a second."""
    made = open_home(tmp_path_factory.mktemp("shared") / "home")
    yield made
    remove_cluster(made)


@pytest.fixture
def other_home(tmp_path: Path) -> Iterator[Home]:
    """A second empty home."""
    made = open_home(tmp_path / "other")
    yield made
    remove_cluster(made)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="zhanggui-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
