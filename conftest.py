"""Fixtures for all tests."""

import os

import pytest
from django.db import connection

from zhanggui.kernel.testing.template import migrated_template

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Each worker's database begins as a copy of the run's migrated one."""
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
