"""The provider's own pg_dump and pg_restore, and the row counts that prove them."""

import os
import re
import subprocess
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from zhanggui.kernel.errors import Unavailable
from zhanggui.kernel.runtime import roles
from zhanggui.kernel.runtime.postgres import Database, binaries

# Extensions were made by the superuser with the database; the owner may not comment on them.
NOT_RESTORED = re.compile(r"^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION) ")


def dump_database(database: Database, target: Path) -> dict[str, int]:
    """Write the dump; returns the rows of each table, counted in the same snapshot."""
    with psycopg.connect(database.owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        _run_tool(
            database,
            "pg_dump",
            ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"],
        )
        return _count_rows(connection)


def load_dump(database: Database, dump: Path) -> None:
    """Load a dump into an empty database, whole or not at all."""
    listing = _run_tool(database, "pg_restore", ["--list", dump], connect=False)
    wanted = dump.with_suffix(".list")
    lines = [line for line in listing.splitlines() if not NOT_RESTORED.match(line)]
    wanted.write_text("\n".join(lines) + "\n", "utf-8")
    options = [
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--use-list={wanted}",
    ]
    dump_file: list[str | Path] = [*options, dump]
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        known = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [roles.APP]).fetchone()
        ours = known is not None and owner.info.user == roles.OWNER
        if not ours:
            # A person's own server has its own roles; what they may do is decided there.
            _run_tool(database, "pg_restore", ["--no-privileges", *dump_file])
            return
        roles.grant_nothing_by_default(owner)
        _run_tool(database, "pg_restore", dump_file)
        roles.grant_by_default(owner)


def count_rows(database: Database) -> dict[str, int]:
    """Rows of each table; a table outside `public` carries its schema's name."""
    with psycopg.connect(database.owner_url) as connection:
        return _count_rows(connection)


def _run_tool(
    database: Database,
    name: str,
    options: Sequence[str | Path],
    *,
    connect: bool = True,
) -> str:
    """Run a client program; the password goes by the environment, not by the process list."""
    parts = conninfo_to_dict(database.owner_url)
    password = str(parts.pop("password", None) or "")
    target = [f"--dbname={make_conninfo('', **parts)}"] if connect else []
    answer = subprocess.run(  # noqa: S603 the provider's programs
        [binaries(database.server_version) / name, *target, *options],
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGPASSWORD": password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise Unavailable(
            "backup.tool_failed",
            _("%(tool)s failed: %(reason)s"),
            tool=name,
            reason=answer.stderr.strip()[-500:],
        )
    return answer.stdout


def _count_rows(connection: psycopg.Connection) -> dict[str, int]:
    tables = connection.execute(
        """SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%'
             AND n.nspname <> 'information_schema' ORDER BY 1, 2"""
    ).fetchall()
    counts = {}
    for schema, table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(query).fetchone()
        name = table if schema == "public" else f"{schema}.{table}"
        counts[name] = int(row[0]) if row else 0
    return counts
