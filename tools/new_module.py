"""Scaffold a module: its rooms, its first test, and the lines to add to settings and contracts."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = '''"""Tells Django about this module and lets it register what it offers."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class {title}Config(AppConfig):
    """The module as Django sees it."""

    name = "zhanggui.{name}"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the rooms that register themselves."""
        for room in ("values", "subscribers", "jobs", "kinds", "ui.registry"):
            path = f"{{self.name}}.{{room}}"
            if find_spec(path.rpartition(".")[0]) and find_spec(path):
                import_module(path)
'''
TEST = '''"""The first test of {name}."""

from django.apps import apps


def test_installed_module_is_known() -> None:
    assert apps.get_app_config("{name}").name == "zhanggui.{name}"
'''
FILES = {
    "__init__.py": "",
    "apps.py": APPS,
    "models.py": '"""Tables of {name}."""\n',
    "values.py": '"""What crosses the door of {name}."""\n',
    "errors.py": '"""What can go wrong in {name}."""\n',
    "services.py": '"""Every change to {name}."""\n',
    "queries.py": '"""Reading {name}."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_module.py": TEST,
}


def scaffold(root: Path, name: str) -> list[Path]:
    """Write the files of a new module; refuses a name that is taken or is no word."""
    folder = root / "zhanggui" / name
    if not re.fullmatch(r"[a-z]+", name) or folder.exists():
        raise SystemExit(f"“{name}” is taken or not one lower-case word.")
    written = []
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=name, title=name.title()) if text else "")
        written.append(target)
    _insert(root / "zhanggui" / "config" / "settings.py", '    "zhanggui.web",', f'    "zhanggui.{name}",')
    _insert(root / ".importlinter", "    channels\n", f"    {name}")
    _insert(root / ".importlinter", "    zhanggui.channels\n", f"    zhanggui.{name}")
    return written


def _insert(path: Path, before: str, line: str) -> None:
    text = path.read_text()
    path.write_text(text.replace(before, f"{line}\n{before}", 1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say the name: make new-module NAME=x")
    for created in scaffold(ROOT, sys.argv[1]):
        print(created.relative_to(ROOT))
    print("Now put the module at its place in the layers of .importlinter and run make check.")
