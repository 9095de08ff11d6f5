"""Gives the test run its own PostgreSQL: started once, shared by parallel workers, gone at the end."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from zhanggui.kernel.garbage import leave_loaded_code_alone
from zhanggui.kernel.runtime.environment import activate
from zhanggui.kernel.runtime.home import open_home
from zhanggui.kernel.runtime.postgres import database
from zhanggui.kernel.runtime.server import remove_cluster
from zhanggui.kernel.testing.template import STARTED_VARIABLE

_stack = ExitStack()


def _start() -> None:
    folder = tempfile.mkdtemp(prefix="zhanggui-tests-")
    _stack.callback(shutil.rmtree, folder, ignore_errors=True)
    home = open_home(folder)
    _stack.callback(remove_cluster, home)
    for name in ("ZHANGGUI_BACKUP_KEY", "LIVE_URL"):
        os.environ.pop(name, None)
    activate(_stack.enter_context(database(home, fast=True)), home)
    os.environ["DATABASE_URL"] = os.environ["ZHANGGUI_OWNER_DATABASE_URL"]
    os.environ[STARTED_VARIABLE] = folder


if STARTED_VARIABLE not in os.environ:
    _start()


# How long one example takes says more about the machine's other work than about the example.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def pytest_collection_finish() -> None:
    """Leave what is imported by now to itself: looking through all of it for garbage took an eighth of the tests."""
    leave_loaded_code_alone()


def pytest_unconfigure() -> None:
    """Stop the server when the main process of the run ends."""
    _stack.close()


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["zhanggui.kernel.testing.hashing.QuickArgon2PasswordHasher"]
