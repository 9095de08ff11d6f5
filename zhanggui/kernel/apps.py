"""Tells Django about this module."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
