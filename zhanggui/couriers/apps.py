"""Tells Django about this module and lets it register what it offers."""

from django.apps import AppConfig

from zhanggui.kernel.modules import import_registering_rooms


class CouriersConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.couriers"
    label = "couriers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the module register what it offers."""
        import_registering_rooms(self.name)
