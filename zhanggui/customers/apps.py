"""Tells Django about this module."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
