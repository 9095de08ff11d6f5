"""Pages of these stories load their scripts and styles from the sources, whatever was collected before."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser

from tests.browser.desk import running_browser

PLAIN = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(scope="module", autouse=True)
def _plain_static_files() -> Iterator[None]:
    """The server of the tests finds files by their own names only."""
    with override_settings(STORAGES=PLAIN):
        yield


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all stories of a worker, as each start costs some seconds; each person has a profile of their own."""
    with running_browser() as found:
        yield found
