"""Everything a command needs before its handler runs: home, database, tables, Django, actor."""

import argparse
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

import zhanggui
from zhanggui.kernel.errors import Unavailable
from zhanggui.kernel.runtime.backup import backup, check_versions
from zhanggui.kernel.runtime.environment import activate
from zhanggui.kernel.runtime.home import Home, app_version, open_home, record_upgrade_backup, record_versions
from zhanggui.kernel.runtime.postgres import Database, database
from zhanggui.kernel.values import Actor, Origin, system_actor


@dataclass
class Context:
    """What handlers get: the parsed words, the home, and on demand the shop and the actor."""

    arguments: argparse.Namespace
    home: Home | None = None
    database: Database | None = None

    @property
    def opened(self) -> tuple[Home, Database]:
        """Home and database of a command that needs="home"; the grammar has made sure of them."""
        if self.home is None or self.database is None:
            raise RuntimeError("this command does not ask for a home")
        return self.home, self.database

    @cached_property
    def shop(self) -> Any:
        """The shop of --shop, or the only one."""
        return import_module("zhanggui.shops.queries").shop_by_code(self.arguments.shop)

    @cached_property
    def actor(self) -> Actor:
        """The person of --as, or the system."""
        name = getattr(self.arguments, "as_user", None)
        if name is None:
            return system_actor(Origin.CLI)
        actor: Actor = import_module("zhanggui.people.queries").actor_by_name(name, Origin.CLI)
        return actor

    def person(self, name: str) -> Actor:
        """Somebody named in the command, with that person's own rights."""
        actor: Actor = import_module("zhanggui.people.queries").actor_by_name(name, Origin.CLI)
        return actor


def prepare_home(parsed: argparse.Namespace, stack: ExitStack) -> Context:
    """Bring up what the command needs; the stack takes it down again."""
    if parsed.home:
        os.environ["ZHANGGUI_HOME"] = parsed.home
    if parsed.command.needs == "nothing":
        return Context(parsed)
    home = open_home()
    found = stack.enter_context(database(home))
    activate(found, home)
    migrate_if_needed(found, home)
    import_module("django").setup()
    return Context(parsed, home, found)


def migrate_if_needed(found: Database, home: Home) -> bool:
    """Apply migrations that this version brings; cheap when there are none."""
    waiting = pending_migrations(found)
    state = check_versions(home, app_version=app_version(), server_version=found.server_version)
    if not waiting:
        if state == "upgrade":
            record_versions(home, app_version=app_version(), postgres_version=found.server_version)
        return False
    if state == "upgrade":
        done = backup(home, found, out=home.backups, key=os.environ.get("ZHANGGUI_BACKUP_KEY"))
        record_upgrade_backup(home, file=done.file, made_at=datetime.now(UTC), size_bytes=done.file.stat().st_size)
        sys.stderr.write(f"Backed up to {done.file} before changing the tables.\n")
    migrated = subprocess.run(
        [sys.executable, "-m", "zhanggui.config.migrate"], check=False, capture_output=True, text=True
    )
    if migrated.returncode:
        last = migrated.stderr.strip().splitlines()[-1:] or ["?"]
        raise Unavailable("home.migration_failed", "The tables could not be prepared: %(why)s", why=last[0])
    record_versions(home, app_version=app_version(), postgres_version=found.server_version)
    return True


def pending_migrations(found: Database) -> set[tuple[str, str]]:
    """Our migration files that the database has not seen."""
    package = Path(zhanggui.__file__).parent
    ours = {(path.parent.parent.name, path.stem) for path in package.glob("*/migrations/[0-9]*.py")}
    with psycopg.connect(found.app_url) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        if row is None or row[0] is None:
            return ours
        return ours - set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
