"""The database of a home: use the running server, or start ours and stop it after the last user."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from zhanggui.kernel.errors import Unavailable
from zhanggui.kernel.runtime import processes, roles, server
from zhanggui.kernel.runtime.cluster import Cluster, find_cluster, make_cluster
from zhanggui.kernel.runtime.home import Home, secrets
from zhanggui.kernel.runtime.locks import FileLock, exclusive
from zhanggui.kernel.runtime.providers import client_provider, provider_for

URL_VARIABLE = "DATABASE_URL"
OWNER_URL_VARIABLE = "ZHANGGUI_OWNER_DATABASE_URL"
# "1" when `environment.activate` set the two above: then they are not a person's choice.
MANAGED_VARIABLE = "ZHANGGUI_DATABASE_MANAGED"
# Seconds for an orderly shutdown; the supervisor must end within 10 in all.
COMMAND_PATIENCE = 60.0
SUPERVISOR_PATIENCE = 3.0


@dataclass(frozen=True)
class Database:
    """How to reach the database; the URLs hold passwords and stay out of the repr."""

    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    server_version: int
    started_here: bool

    @property
    def major(self) -> int:
        """PostgreSQL's major version, such as 18 of 180006."""
        return self.server_version // 10_000

    @property
    def port(self) -> int:
        """The TCP port of the server."""
        return urlsplit(self.app_url).port or 5432


@contextmanager
def database(home: Home, *, keep: bool = False, fast: bool = False) -> Iterator[Database]:
    """The database of `home` for the block.

    `DATABASE_URL` wins when a person set it. Else the running server of the home is used or one
    is started; the last user stops it. `keep` (the supervisor) stops it at its own end even if
    a command still uses it. `fast` is for tests: no durability, and the owner may create databases.
    """
    if is_external():
        yield _external()
        return
    users = FileLock(home.run / "pg.users.lock")
    patience = SUPERVISOR_PATIENCE if keep else COMMAND_PATIENCE
    cluster = None
    try:
        with exclusive(home.run / "pg.start.lock"):
            users.share()
            cluster = _cluster_of(home, fast=fast)
            found = _ensure(cluster, fast=fast, port=None)
        yield found
    finally:
        if cluster is not None:
            _leave(cluster, users, keep=keep, patience=patience)
        users.close()


def ensure_running(home: Home, *, fast: bool = False, port: int | None = None) -> Database:
    """Start the home's server again if it died, on the same `port`; for the supervisor.

    The caller is inside `database(...)`; nothing is started for an external database.
    """
    if is_external():
        return _external()
    with exclusive(home.run / "pg.start.lock"):
        return _ensure(_cluster_of(home, fast=fast), fast=fast, port=port)


def stop(home: Home) -> bool:
    """Stop the home's server whoever uses it; False if none ran."""
    with exclusive(home.run / "pg.start.lock"):
        cluster = find_cluster(home)
        return cluster is not None and server.stop_server(cluster, patience=COMMAND_PATIENCE)


def is_running(home: Home) -> bool:
    """Whether the home's own server lives and takes a real connection."""
    cluster = find_cluster(home)
    return cluster is not None and server.running_port(cluster) is not None


def binaries(server_version: int | None = None) -> Path:
    """The folder with pg_dump, pg_restore and psql that fit the server, else the best there is."""
    if server_version is None:
        return provider_for().bin
    return client_provider(server_version // 10_000).bin


def has_died(home: Home) -> bool:
    """Whether the home's own server process is gone (a zombie counts as gone); cheap to ask."""
    if is_external():
        return False
    cluster = find_cluster(home)
    if cluster is None:
        return True
    claimed = processes.read_postmaster(cluster.data)
    return claimed is None or not processes.is_server_alive(claimed.pid, cluster.data)


def is_external() -> bool:
    """Whether a person chose a server with `DATABASE_URL`."""
    return bool(os.environ.get(URL_VARIABLE)) and os.environ.get(MANAGED_VARIABLE) != "1"


def _cluster_of(home: Home, *, fast: bool) -> Cluster:
    return find_cluster(home) or make_cluster(home, fast=fast)


def _leave(cluster: Cluster, users: FileLock, *, keep: bool, patience: float) -> None:
    """Stop the server unless another command shares it: then upgrading the lock fails."""
    if not cluster.home.run.is_dir():
        # The home was deleted under us: nobody can find this server any more.
        server.stop_server(cluster, patience=patience)
        return
    with exclusive(cluster.home.run / "pg.start.lock"):
        if users.try_exclusive() or keep:
            server.stop_server(cluster, patience=patience)


def _ensure(cluster: Cluster, *, fast: bool, port: int | None) -> Database:
    actual = server.running_port(cluster)
    started = actual is None
    if actual is None:
        actual = server.start(cluster, fast=fast, port=port)
    return _describe(cluster, actual, started=started, fast=fast)


def _describe(cluster: Cluster, port: int, *, started: bool, fast: bool) -> Database:
    keys = secrets(cluster.home)
    with psycopg.connect(cluster.superuser_url(port), autocommit=True) as connection:
        version = connection.info.server_version
        if fast:
            roles.allow_test_databases(connection)
    return Database(
        owner_url=cluster.url(roles.OWNER, keys.owner_password, port),
        app_url=cluster.url(roles.APP, keys.app_password, port),
        server_version=version,
        started_here=started,
    )


def _external() -> Database:
    app_url = os.environ[URL_VARIABLE]
    owner_url = os.environ.get(OWNER_URL_VARIABLE) or app_url
    try:
        with psycopg.connect(app_url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        # The driver's text may repeat the URL with its password, so it is not passed on.
        raise Unavailable(
            "database.unreachable",
            _("The server of DATABASE_URL does not answer. Check the address and the password."),
        ) from error
    return Database(owner_url, app_url, version, started_here=False)
