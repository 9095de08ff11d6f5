"""Tells Django about this module."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the desk's own places into the navigation and onto the workbench."""
        for room in ("registry", "health"):
            import_module(f"{self.name}.{room}")
