"""Entry point of `zhanggui`: parse, prepare what the command needs, run it, print, exit.

Exit status: 0 done, 1 refused by a rule, 2 wrong use or unreadable file, 3 done with quarantined
rows or conflicts, 4 temporarily unavailable.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import psycopg

from zhanggui.cli.commands import COMMANDS
from zhanggui.cli.grammar import build_parser, wants_json
from zhanggui.cli.prepare import prepare_home
from zhanggui.cli.result import Result, print_error, print_result
from zhanggui.kernel.clock import set_request_id
from zhanggui.kernel.errors import InvalidInput, NotAllowed, Unavailable, ZhangguiError
from zhanggui.kernel.runtime.home import app_version


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    as_json = wants_json(words)
    set_request_id(f"cli-{secrets.token_hex(6)}")
    # A command that is told to end still stops the database it started.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(Unavailable.exit_code))
    try:
        return _run(words)
    except ZhangguiError as error:
        print_error(error, as_json=as_json)
        return error.exit_code
    except _database_errors():
        print_error(
            Unavailable("database.gone", "The database broke off. Nothing was done by halves; try again."),
            as_json=as_json,
        )
        return Unavailable.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print_error(Unavailable("cli.stopped", "Stopped. What was not finished was not changed."), as_json=as_json)
        return Unavailable.exit_code


def _database_errors() -> tuple[type[Exception], ...]:
    """Errors of a database that went away; asked for only when something was raised."""
    from django.db.utils import InterfaceError, OperationalError  # noqa: PLC0415  reason: slow, and rarely needed

    return (InterfaceError, OperationalError, psycopg.OperationalError)


def _handled(handler: Callable[[Any], Any], context: Any) -> Result | dict[str, Any] | int:
    """What the handler answers; a refused attempt stays in the log although its transaction went (ORG-09)."""
    try:
        outcome: Result | dict[str, Any] | int = handler(context)
    except NotAllowed as error:
        keep_logged = getattr(error, "keep_logged", None)  # its class needs Django, which is not always there
        if keep_logged is not None:
            keep_logged()
        raise
    return outcome


def _run(words: list[str]) -> int:
    parsed = build_parser(COMMANDS).parse_args(words)
    if parsed.version:
        sys.stdout.write(f"zhanggui {app_version()}\n")
        return 0
    if not getattr(parsed, "command", None):
        raise InvalidInput("cli.no_command", "Say what to do; `zhanggui --help` lists the commands.")
    with ExitStack() as stack:
        context = prepare_home(parsed, stack)
        module, name = parsed.command.handler.split(":")
        handler = getattr(import_module(f"zhanggui.cli.handlers.{module}"), name)
        outcome = _handled(handler, context)
        if isinstance(outcome, int):
            return outcome
        result = outcome if isinstance(outcome, Result) else Result(outcome)
        print_result(result, as_json=parsed.json)
        return result.exit_code


if __name__ == "__main__":
    sys.exit(main())
