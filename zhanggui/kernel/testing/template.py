"""One migrated database a run: the databases of all tests and homes are copies, which take a tenth of the time."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from zhanggui.kernel.runtime.dump import dump_database, load_dump
from zhanggui.kernel.runtime.home import Home, app_version, record_versions
from zhanggui.kernel.runtime.locks import exclusive
from zhanggui.kernel.runtime.postgres import OWNER_URL_VARIABLE, URL_VARIABLE, Database

STARTED_VARIABLE = "ZHANGGUI_TEST_HOME"
_TEMPLATE, _TO_DUMP = "zhanggui_migrated", "zhanggui_to_dump"
_LOCK, _DUMP = "template.lock", "template.dump"


def migrated_template() -> str:
    """Name of a database on the run's server with all tables; nobody may stay connected to it."""
    with exclusive(_folder() / _LOCK), _server() as server:
        if not _has(server, _TEMPLATE):
            _make(server)
    return _TEMPLATE


def fill_home(home: Home, database: Database) -> None:
    """Give an empty home its tables, as its first command would have, from a copy of the template."""
    template = migrated_template()
    dump = _folder() / _DUMP
    with exclusive(_folder() / _LOCK), _server() as server:
        if not dump.exists():
            _copy(server, template, _TO_DUMP)
            dump_database(Database(_url(_TO_DUMP), _url(_TO_DUMP), server.info.server_version, False), dump)
    load_dump(database, dump)
    record_versions(home, app_version=app_version(), postgres_version=database.server_version)


def _make(server: psycopg.Connection) -> None:
    """Under another name until it is whole: a run that fails here must not leave half of it."""
    unfinished = f"{_TEMPLATE}_unfinished"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    environment = {**os.environ, URL_VARIABLE: _url(unfinished), OWNER_URL_VARIABLE: _url(unfinished)}
    subprocess.run([sys.executable, "-m", "zhanggui.config.migrate"], check=True, env=environment)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(_TEMPLATE)))


def _copy(server: psycopg.Connection, source: str, target: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))


def _has(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _server() -> psycopg.Connection:
    return psycopg.connect(_url("postgres"), autocommit=True)


def _url(name: str) -> str:
    return urlsplit(os.environ[OWNER_URL_VARIABLE])._replace(path=f"/{name}").geturl()


def _folder() -> Path:
    return Path(os.environ[STARTED_VARIABLE])
