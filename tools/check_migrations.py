"""Refuse models that have no migration."""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Run makemigrations --check without a database."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(ZHANGGUI_HOME=home, DJANGO_SETTINGS_MODULE="zhanggui.config.settings")
        django.setup()
        call_command("check")
        labels = ("kernel", "shops", "people", "catalog", "inventory", "orders", "fulfilment", "channels", "couriers")
        call_command("makemigrations", *labels, check=True, dry_run=True, verbosity=1)


if __name__ == "__main__":
    main()
