"""Tells Django about this module and lets it register what it offers."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class CouriersConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.couriers"
    label = "couriers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the rooms that register themselves."""
        for room in ("values", "subscribers", "jobs", "kinds", "ui.registry"):
            path = f"{self.name}.{room}"
            if find_spec(path.rpartition(".")[0]) and find_spec(path):
                import_module(path)
