"""The first test of couriers."""

from django.apps import apps


def test_installed_module_is_known() -> None:
    assert apps.get_app_config("couriers").name == "zhanggui.couriers"
