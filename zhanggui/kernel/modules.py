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


def import_registering_rooms(module: str) -> None:
    """Import the rooms of a module that register themselves: subscribers, jobs, import kinds, cards."""
    for room in ("values", "subscribers", "jobs", "kinds", "ui.registry"):
        path = f"{module}.{room}"
        if find_spec(path.rpartition(".")[0]) and find_spec(path):
            import_module(path)


def rooms(name: str) -> list[ModuleType]:
    """The room of that name (`api`, `demo`, `jobs`) of every module that has one."""
    found = [f"{module}.{name}" for module in business_modules()]
    return [import_module(path) for path in found if find_spec(path)]
