"""Write docs/reference/commands.md from the grammar, so that it is never out of date."""

import argparse
from pathlib import Path

from zhanggui.cli.commands import COMMANDS
from zhanggui.cli.grammar import Command, Parser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Written by `python tools/reference.py`; do not edit. Every command takes `--json` (one object on standard output; on
failure `{"error": {"code", "message", "params"}}`) and `--home`; commands of a shop take `--shop` and `--as USER`.
Exit status: 0 done, 1 refused by a rule, 2 wrong use or unreadable file, 3 done with quarantined rows or conflicts,
4 temporarily unavailable.

| command | does |
| --- | --- |
"""


def usage(command: Command) -> str:
    """The command with its own arguments in short."""
    parser = Parser(add_help=False)
    if command.arguments:
        command.arguments(parser)
    return " ".join([*command.words, *(_argument(action) for action in parser._actions)])


def _argument(action: argparse.Action) -> str:
    name = str(action.metavar or (action.dest.upper()))
    if not action.option_strings:
        return f"{name}…" if action.nargs == "+" else f"[{name}]" if action.nargs == "?" else name
    text = action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {name}"
    return text if action.required else f"[{text}]"


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{usage(command)}` | {command.help} |\n" for command in COMMANDS)


if __name__ == "__main__":
    PAGE.write_text(page())
