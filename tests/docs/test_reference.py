"""The reference says what the program does."""

import re
from pathlib import Path

from tools.reference import PAGE, page
from zhanggui.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def test_commands_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page()


def test_every_environment_variable_is_documented() -> None:
    documented = (ROOT / "docs" / "reference" / "settings.md").read_text()
    used = set()
    for path in (ROOT / "zhanggui").rglob("*.py"):
        if "tests" not in path.parts and "testing" not in path.parts:
            used |= set(re.findall(r"\"(ZHANGGUI_[A-Z_]+)\"", path.read_text()))

    assert {name for name in used if f"`{name}`" not in documented} == set()


def test_readme_commands_exist() -> None:

    known = {" ".join(command.words) for command in COMMANDS}
    lines = re.findall(r"\$zhanggui (.+)", (ROOT / "README.md").read_text())

    assert lines
    assert [line for line in lines if not any(line == name or line.startswith(f"{name} ") for name in known)] == []
