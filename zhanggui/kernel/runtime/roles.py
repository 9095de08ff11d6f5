"""The two roles of the database: the owner migrates, the app works; neither is a superuser."""

import psycopg
from psycopg import sql

from zhanggui.kernel.runtime.home import Secrets

DATABASE_NAME = "zhanggui"
OWNER = "zhanggui_owner"
APP = "zhanggui_app"
SUPERUSER = "zhanggui_super"
EXTENSIONS = ("pg_trgm", "btree_gist")
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
    with psycopg.connect(superuser_url, autocommit=True) as server:
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
    # TRUNCATE is left out: the app never empties a table.
    for privileges, kind in (
        ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
        ("USAGE, SELECT", "SEQUENCES"),
        ("EXECUTE", "FUNCTIONS"),
    ):
        database.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}").format(
                sql.Identifier(OWNER),
                sql.SQL(privileges),
                sql.SQL(kind),
                sql.Identifier(APP),
            )
        )
