"""Runs many commands in one process beside the tests, in a home of its own: each costs its work, not its start."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from zhanggui.kernel.garbage import leave_loaded_code_alone
from zhanggui.kernel.runtime.home import HOME_VARIABLE, open_home
from zhanggui.kernel.runtime.postgres import MANAGED_VARIABLE, OWNER_URL_VARIABLE, URL_VARIABLE, database
from zhanggui.kernel.runtime.server import remove_cluster
from zhanggui.kernel.testing.template import fill_home

_OURS = (URL_VARIABLE, OWNER_URL_VARIABLE, MANAGED_VARIABLE, "ZHANGGUI_TEST_HOME", "ZHANGGUI_BACKUP_KEY", "BIND")
LOG = "console.log"


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON object on standard output."""
        assert "Traceback" not in self.err, self.err
        assert self.out.count("\n") == 1, self.out + self.err
        data = json.loads(self.out)
        assert isinstance(data, dict), data
        return data


@dataclass(frozen=True)
class Console:
    """`zhanggui` in one home, and what its database holds."""

    home: Path
    process: "subprocess.Popen[str]" = field(repr=False)
    url: str = field(repr=False)
    app_url: str = field(repr=False)

    def run(self, *words: object) -> Answer:
        """Exactly these words, without --json."""
        sending, receiving = self.process.stdin, self.process.stdout
        assert sending is not None
        assert receiving is not None
        sending.write(json.dumps([str(word) for word in words]) + "\n")
        sending.flush()
        line = receiving.readline()
        assert line, f"{words}: {(self.home / LOG).read_text()}"
        return Answer(**json.loads(line))

    def __call__(self, *words: object, status: int = 0) -> Any:
        """The JSON object of a command that must end with this status."""
        answer = self.run(*words, "--json")
        assert answer.status == status, answer.out + answer.err
        return answer.data

    def rows(self, query: str, *params: object) -> list[tuple[Any, ...]]:
        """What the database of the home holds."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, params).fetchall()


@dataclass(frozen=True)
class Desk:
    """The commands of one shop."""

    console: Console
    shop: str

    def __call__(self, *words: object, status: int = 0) -> Any:
        """The JSON object of a command of this shop."""
        return self.console(*words, "--shop", self.shop, status=status)


@contextmanager
def console(folder: Path) -> Iterator[Console]:
    """A home with empty tables whose database stays up, and a process that runs commands in it."""
    home = open_home(folder)
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    environment[HOME_VARIABLE] = str(folder)
    try:
        with ExitStack() as stack:
            with _without_ours():
                found = stack.enter_context(database(home, fast=True))
            fill_home(home, found)
            process = subprocess.Popen(
                [sys.executable, "-m", __name__],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=(folder / LOG).open("w"),
                text=True,
            )
            with process:
                yield Console(folder, process, found.owner_url, found.app_url)
                assert process.stdin is not None
                process.stdin.close()
    finally:
        remove_cluster(home)


@contextmanager
def _without_ours() -> Iterator[None]:
    """The test run's own database is no person's choice for this home."""
    kept = {name: os.environ.pop(name) for name in _OURS if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def _run(words: Sequence[str]) -> Answer:
    from zhanggui.cli.main import main  # noqa: PLC0415  reason: the tests' own process does not need it

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(list(words))
        except SystemExit as ended:
            status = int(ended.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())


def _serve(asked: IO[str], told: IO[str]) -> None:
    for number, line in enumerate(asked):
        answer = _run(json.loads(line))
        if number == 0:
            # By now everything is imported; looking through it for garbage is most of that search.
            leave_loaded_code_alone()
        told.write(json.dumps({"status": answer.status, "out": answer.out, "err": answer.err}) + "\n")
        told.flush()


if __name__ == "__main__":
    # What commands or their children write by accident must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _serve(sys.stdin, answers)
