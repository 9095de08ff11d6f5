"""The business modules as Django knows them, so that composition finds their rooms by name."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps

_SHELLS = {"kernel", "web", "api"}


def business_modules() -> list[str]:
    """Import names of the business modules, lowest first (`zhanggui.orders`)."""
    return [
        config.name
        for config in apps.get_app_configs()
        if config.name.startswith("zhanggui.") and config.label not in _SHELLS
    ]


def rooms(name: str) -> list[ModuleType]:
    """The room of that name (`api`, `demo`, `jobs`) of every module that has one."""
    found = [f"{module}.{name}" for module in business_modules()]
    return [import_module(path) for path in found if find_spec(path)]
