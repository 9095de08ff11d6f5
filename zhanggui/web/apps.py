"""Tells Django about this module."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
