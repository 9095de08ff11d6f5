"""Tells Django about this module and lets it register what it offers."""

from django.apps import AppConfig

from zhanggui.kernel.modules import import_registering_rooms


class PeopleConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the module register what it offers."""
        import_registering_rooms(self.name)
