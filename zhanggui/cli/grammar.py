"""What commands there are: words, options, and where the work is done.

Handlers are named as text and imported only after Django is set up, so that wrong use is answered
at once and without a database.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn

from zhanggui.kernel.errors import InvalidInput

Arguments = Callable[[argparse.ArgumentParser], None]


class UsageError(InvalidInput):
    """The command line was written wrongly."""


class Parser(argparse.ArgumentParser):
    """Reports wrong use as one of our errors, so that --json holds for it too."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse."""
        raise UsageError("cli.usage", "%(message)s. %(usage)s", message=message, usage=self.format_usage().strip())


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, what it is for, its options, and its handler `module:function`.

    `needs`: "nothing", "home", "person" (a database with our tables, and --as), or "shop" (--shop too).
    """

    words: tuple[str, ...]
    help: str
    handler: str
    arguments: Arguments | None = None
    needs: str = "shop"


def option(*names: str, **facts: Any) -> Arguments:
    """One argument as argparse knows it."""

    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(*names, **facts)

    return add


def options(*parts: Arguments) -> Arguments:
    """Several arguments."""

    def add(parser: argparse.ArgumentParser) -> None:
        for part in parts:
            part(parser)

    return add


@cache
def build_parser(commands: tuple[Command, ...]) -> Parser:
    """The whole grammar; put together once for all commands of a process."""
    parser = Parser(prog="zhanggui", description="Zhanggui, the operations desk for online shops.")
    parser.add_argument("--version", action="store_true", help="say the version and stop")
    groups: dict[str, Any] = {}
    top = parser.add_subparsers(dest="group", parser_class=Parser, metavar="command")
    for command in commands:
        first, *rest = command.words
        if rest:
            if first not in groups:
                group = top.add_parser(first, help=f"{first}: {command.help}")
                groups[first] = group.add_subparsers(dest="verb", required=True, parser_class=Parser, metavar="verb")
            leaf = groups[first].add_parser(rest[0], help=command.help, description=command.help)
        else:
            leaf = top.add_parser(first, help=command.help, description=command.help)
        _common(leaf, command)
        if command.arguments:
            command.arguments(leaf)
        leaf.set_defaults(command=command)
    return parser


def _common(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--home", help="the folder of this installation (default: ZHANGGUI_HOME or ./var)")
    if command.needs == "shop":
        parser.add_argument("--shop", help="code of the shop (may be left out when there is one only)")
    if command.needs in {"shop", "person"}:
        parser.add_argument("--as", dest="as_user", metavar="USER", help="act as this person (default: the system)")


def wants_json(arguments: list[str]) -> bool:
    """Whether --json was given, readable even when the rest is wrong."""
    return "--json" in arguments


def say(text: str) -> None:
    """Write a line to standard error: progress and hints never mix with the result."""
    sys.stderr.write(f"{text}\n")
