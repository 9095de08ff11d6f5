"""Tells Django about this module."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
