"""Telling Django and child processes which database and home to use."""

import os

from zhanggui.kernel.runtime.home import HOME_VARIABLE, Home
from zhanggui.kernel.runtime.postgres import (
    MANAGED_VARIABLE,
    OWNER_URL_VARIABLE,
    URL_VARIABLE,
    Database,
    is_external,
)

SETTINGS_MODULE = "zhanggui.config.settings"


def activate(database: Database, home: Home) -> None:
    """Put database and home into the environment, before Django is set up.

    Marks them as ours when they are, so that a child never takes them for a person's choice.
    """
    managed = not is_external()
    os.environ[HOME_VARIABLE] = str(home.path)
    os.environ[URL_VARIABLE] = database.app_url
    os.environ[OWNER_URL_VARIABLE] = database.owner_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    if managed:
        os.environ[MANAGED_VARIABLE] = "1"
