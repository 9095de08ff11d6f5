"""One database cluster of one home: where it lies and how it is made."""

import os
import shutil
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from zhanggui.kernel.errors import Conflict, Unavailable
from zhanggui.kernel.runtime import roles, service_account
from zhanggui.kernel.runtime.home import (
    ClusterRecord,
    Home,
    record_cluster,
    recorded_cluster,
    recorded_versions,
    secrets,
    write_private,
)
from zhanggui.kernel.runtime.providers import Provider, provider_for
from zhanggui.kernel.runtime.service_account import Account, run_as

HOST = "127.0.0.1"
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True)
class Cluster:
    """A located cluster with the programs and the account that may run it."""

    home: Home
    record: ClusterRecord
    root: Path
    account: Account | None
    provider: Provider

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """The server's own log; beside the data, where its account may write."""
        return self.root / "postgres.log"

    @property
    def port_file(self) -> Path:
        """The port of the last start; a restart takes it again."""
        return self.home.run / "pg.port"

    def url(self, role: str, password: str, port: int, database: str = roles.DATABASE_NAME) -> str:
        """A connection URL; passwords are URL-safe by construction."""
        return f"postgresql://{role}:{password}@{HOST}:{port}/{database}"

    def superuser_url(self, port: int) -> str:
        """For health checks and preparation only."""
        password = secrets(self.home).superuser_password
        return self.url(roles.SUPERUSER, password, port, "postgres")


def find_cluster(home: Home) -> Cluster | None:
    """The cluster that belongs to this home, None when the home is empty."""
    record = recorded_cluster(home)
    if record is None:
        return None
    root = root_of(home, record)
    data = root / "data"
    if not _exists(data):
        return None
    account = service_account.owner_of(data)
    major = int((data / "PG_VERSION").read_text("ascii").strip())
    return Cluster(home, record, root, account, provider_for(major))


def make_cluster(home: Home, *, fast: bool = False) -> Cluster:
    """Make a new cluster under a new random id; the caller holds the start lock.

    An id whose making was cut short is used again. Raises Conflict when a home that was
    in use has lost its data (a disk that is not mounted): starting empty would hide that.
    """
    provider = provider_for()
    account = service_account.service_account()
    record = recorded_cluster(home)
    if record is None:
        in_home = account is None or service_account.can_enter(account, home.path)
        record = record_cluster(home, place="home" if in_home else "system")
    elif recorded_versions(home).app is not None:
        raise Conflict(
            "database.gone",
            _("The database of %(path)s is gone. Restore a backup into an empty home."),
            path=str(home.path),
        )
    root = root_of(home, record)
    if record.place == "home":
        root.mkdir(mode=0o700, exist_ok=True)
        if account is not None:
            service_account.own_folder(root, account)
    else:
        service_account.make_system_folder(record.cluster_id, owner=account)
    cluster = Cluster(home, record, root, account, provider)
    _initialise(cluster, fast=fast)
    return cluster


def root_of(home: Home, record: ClusterRecord) -> Path:
    """Where the cluster lies: in the home, or in the system folder under its id."""
    if record.place == "system":
        return service_account.SYSTEM_FOLDER / record.cluster_id
    return home.path / "pg"


def _exists(data: Path) -> bool:
    try:
        return (data / "PG_VERSION").exists()
    except PermissionError as error:
        raise Unavailable(
            "database.other_account",
            _("The database in %(path)s belongs to another user. Run the command as that user."),
            path=str(data),
        ) from error


def _initialise(cluster: Cluster, *, fast: bool) -> None:
    """Run initdb beside the final place, then one rename: a killed initdb leaves no half cluster."""
    for left_over in cluster.root.glob("new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = cluster.root / f"new-{os.getpid()}"
    fresh.mkdir(mode=0o700)
    password = fresh / "password"
    write_private(password, secrets(cluster.home).superuser_password)
    if cluster.account is not None:
        os.chown(fresh, cluster.account.uid, cluster.account.gid)
        os.chown(password, cluster.account.uid, cluster.account.gid)
    programs = service_account.reachable_programs(cluster.provider, cluster.account)
    locale = ["--locale=C.UTF-8"]
    if cluster.provider.major >= BUILTIN_LOCALE_SINCE:
        locale.append("--locale-provider=builtin")
    command = [
        str(programs / "initdb"),
        f"--pgdata={fresh / 'data'}",
        f"--username={roles.SUPERUSER}",
        "--encoding=UTF8",
        *locale,
        "--auth=scram-sha-256",
        f"--pwfile={password}",
        "--data-checksums",
        "--no-instructions",
    ]
    if fast:
        command.append("--no-sync")
    answer = run_as(cluster.account, command, cwd=fresh, capture_output=True)
    if answer.returncode:
        shutil.rmtree(fresh)
        raise Unavailable(
            "database.not_made",
            _("The database could not be made: %(reason)s"),
            reason=answer.stderr.strip()[-500:],
        )
    (fresh / "data").rename(cluster.data)
    shutil.rmtree(fresh)
