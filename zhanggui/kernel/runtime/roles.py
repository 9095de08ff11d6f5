"""The two roles of the database: the owner migrates, the app works; neither is a superuser."""

from typing import LiteralString

import psycopg
from psycopg import sql

from zhanggui.kernel.locks import PREPARE_LOCK
from zhanggui.kernel.runtime.home import Secrets

DATABASE_NAME = "zhanggui"
OWNER = "zhanggui_owner"
APP = "zhanggui_app"
SUPERUSER = "zhanggui_super"
EXTENSIONS = ("pg_trgm", "btree_gist")
DEFAULT_PRIVILEGES: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
    ("USAGE, SELECT", "SEQUENCES"),
    ("EXECUTE", "FUNCTIONS"),
)
# Stored as a comment on the database when every step below has been done.
PREPARED = "prepared 1"


def is_prepared(connection: psycopg.Connection) -> bool:
    """Whether roles and database are complete; a start killed half-way leaves them not so."""
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [DATABASE_NAME],
    ).fetchone()
    return row is not None and row[0] == PREPARED


def prepare_server(superuser_url: str, secrets: Secrets) -> None:
    """Make the roles, the database and its extensions; safe to repeat.

    template1 gets the same, so that test databases inherit extensions and default privileges.
    """
    with psycopg.connect(superuser_url, autocommit=True) as server:
        # Two processes may prepare at once after a restart; IF NOT EXISTS alone does not keep them apart.
        # The lock is held until this connection closes, after the last step.
        server.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
        if is_prepared(server):
            return
        _make_role(server, OWNER, secrets.owner_password)
        _make_role(server, APP, secrets.app_password)
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if known is None:
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(DATABASE_NAME), sql.Identifier(OWNER)
                )
            )
        for name in ("template1", DATABASE_NAME):
            with psycopg.connect(superuser_url, dbname=name, autocommit=True) as database:
                _prepare_database(database)
        server.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE_NAME), sql.Literal(PREPARED))
        )


def allow_test_databases(connection: psycopg.Connection) -> None:
    """Let the owner create databases; only fast (throw-away) servers do that."""
    connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))


def _make_role(server: psycopg.Connection, name: str, password: str) -> None:
    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("CREATE ROLE" if known is None else "ALTER ROLE")
    server.execute(
        sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD {}").format(
            verb, sql.Identifier(name), sql.Literal(password)
        )
    )


def _prepare_database(database: psycopg.Connection) -> None:
    for extension in EXTENSIONS:
        database.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    grant_by_default(database)


def grant_by_default(database: psycopg.Connection) -> None:
    """Let the app use whatever the owner makes from now on; TRUNCATE is left out on purpose."""
    _change_default(database, "GRANT {} ON {} TO {}")


def grant_nothing_by_default(database: psycopg.Connection) -> None:
    """Take that back for a restore, whose own list of privileges is complete."""
    _change_default(database, "REVOKE {} ON {} FROM {}")


def _change_default(database: psycopg.Connection, change: LiteralString) -> None:
    prefix = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} ").format(sql.Identifier(OWNER))
    for privileges, kind in DEFAULT_PRIVILEGES:
        statement = sql.SQL(change).format(sql.SQL(privileges), sql.SQL(kind), sql.Identifier(APP))
        database.execute(prefix + statement)
