"""Bring the database to this version's tables, as the owner role. Run as a process of its own."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection

from zhanggui.kernel.garbage import leave_loaded_code_alone
from zhanggui.kernel.locks import MIGRATION_LOCK


def main() -> int:
    """Apply pending migrations; two processes at once wait for each other."""
    owner = os.environ.get("ZHANGGUI_OWNER_DATABASE_URL")
    if owner:
        os.environ["DATABASE_URL"] = owner
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    django.setup()
    # Half of an empty database's time went into looking through models that stay anyway.
    leave_loaded_code_alone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return 0


if __name__ == "__main__":
    sys.exit(main())
