"""The server of a cluster: starting it, telling whether it really lives, stopping it."""

import os
import random
import shlex
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from gettext import gettext as _
from pathlib import Path

import psycopg

from zhanggui.kernel.errors import Conflict, Unavailable
from zhanggui.kernel.runtime import processes, roles, service_account
from zhanggui.kernel.runtime.cluster import HOST, Cluster, find_cluster, root_of
from zhanggui.kernel.runtime.home import Home, recorded_cluster, secrets, write_private
from zhanggui.kernel.runtime.service_account import run_as

# Below the kernel's range for outgoing connections, which may hold a fixed port at any moment.
PORTS = range(15432, 32000)
START_SECONDS = 300
START_TRIES = 5
LOG_BYTES = 10 * 1024 * 1024
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and key values hold personal data; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def running_port(cluster: Cluster) -> int | None:
    """The port of the living server, proved by a real connection; waits while it recovers.

    None when no server lives, whatever `postmaster.pid` says.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        claimed = processes.read_postmaster(cluster.data)
        if claimed is None or not processes.is_server_alive(claimed.pid, cluster.data):
            return None
        if claimed.port and answers(cluster, claimed.port):
            return claimed.port
        time.sleep(processes.POLL_SECONDS)
    raise Unavailable(
        "database.not_answering",
        _("PostgreSQL runs but has not answered for %(seconds)s seconds. See %(log)s."),
        seconds=START_SECONDS,
        log=str(cluster.log),
    )


def answers(cluster: Cluster, port: int) -> bool:
    """Whether a real connection works; prepares roles if an earlier start was cut short."""
    url = cluster.superuser_url(port)
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            complete = roles.is_prepared(connection)
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Conflict(
                "database.other_secrets",
                _("secrets.json does not belong to the database of %(path)s."),
                path=str(cluster.home.path),
            ) from error
        return False
    if not complete:
        roles.prepare_server(url, secrets(cluster.home))
    return True


def start(cluster: Cluster, *, fast: bool = False, port: int | None = None) -> int:
    """Start the server and return its port; the caller holds the start lock.

    Clears what a killed server left. A given `port` is kept, else the last one is preferred.
    Raises Unavailable with the log's place when it does not start.
    """
    _clear_stale(cluster)
    _rotate_log(cluster)
    programs = service_account.reachable_programs(cluster.provider, cluster.account)
    for _attempt in range(START_TRIES):
        chosen = port or _free_port(cluster)
        command = [
            str(programs / "pg_ctl"),
            "start",
            f"--pgdata={cluster.data}",
            f"--log={cluster.log}",
            "--wait",
            f"--timeout={START_SECONDS}",
            f"--options={_options(cluster, chosen, fast=fast)}",
        ]
        answer = run_as(
            cluster.account,
            command,
            cwd=cluster.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if answer.returncode == 0 and running_port(cluster) == chosen:
            write_private(cluster.port_file, str(chosen))
            return chosen
        _clear_stale(cluster)
        if _is_free(chosen):
            break
        time.sleep(0.2)
    raise Unavailable(
        "database.did_not_start",
        _("PostgreSQL did not start. The reason is at the end of %(log)s."),
        log=str(cluster.log),
    )


def stop_server(cluster: Cluster, *, patience: float = 60.0) -> bool:
    """Stop the server: fast shutdown, after `patience` seconds at once. False if none ran."""
    claimed = processes.read_postmaster(cluster.data)
    if claimed is None or not processes.is_server_alive(claimed.pid, cluster.data):
        return False
    for request, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 10.0)):
        with suppress(ProcessLookupError):
            os.kill(claimed.pid, request)
        if _wait_for_end(claimed.pid, cluster.data, seconds):
            return True
    raise Unavailable("database.did_not_stop", _("PostgreSQL did not stop."))


def remove_cluster(home: Home) -> None:
    """Stop and delete the cluster of this home, also one outside it; its data is gone."""
    record = recorded_cluster(home)
    cluster = find_cluster(home)
    if cluster is not None:
        stop_server(cluster)
    if record is not None:
        shutil.rmtree(root_of(home, record), ignore_errors=True)


def _options(cluster: Cluster, port: int, *, fast: bool) -> str:
    # The cluster's id in the process titles tells the left-overs of a killed server apart.
    settings = SETTINGS | {"port": str(port), "cluster_name": cluster.record.cluster_id}
    if fast:
        settings |= FAST_SETTINGS
    return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())


def _clear_stale(cluster: Cluster) -> None:
    """Remove `postmaster.pid` of a dead server: a zombie would look alive to PostgreSQL."""
    claimed = processes.read_postmaster(cluster.data)
    if claimed is not None and processes.is_server_alive(claimed.pid, cluster.data):
        return
    processes.end_orphans(cluster.record.cluster_id)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def _rotate_log(cluster: Cluster) -> None:
    with suppress(FileNotFoundError):
        if cluster.log.stat().st_size > LOG_BYTES:
            cluster.log.replace(cluster.log.with_suffix(".log.1"))


def _free_port(cluster: Cluster) -> int:
    with suppress(OSError, ValueError):
        last = int(cluster.port_file.read_text("ascii"))
        if last in PORTS and _is_free(last):
            return last
    for port in random.sample(PORTS, 200):
        if _is_free(port):
            return port
    raise Unavailable("database.no_port", _("No free port was found for PostgreSQL."))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _wait_for_end(pid: int, data: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while processes.is_server_alive(pid, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(processes.POLL_SECONDS)
    return True
