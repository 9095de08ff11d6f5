"""Backup and restore of a whole installation: database, files, keys and a manifest."""

import io
import json
import re
import shutil
import tarfile
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import IO, Any, Literal

from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.runtime import archive
from zhanggui.kernel.runtime.dump import count_rows, dump_database, load_dump
from zhanggui.kernel.runtime.home import (
    Home,
    app_version,
    record_versions,
    recorded_cluster,
    recorded_versions,
    replace_secrets,
    secrets,
)
from zhanggui.kernel.runtime.postgres import Database, database, is_external
from zhanggui.kernel.runtime.server import remove_cluster

FORMAT = 1
MANIFEST, KEYS, DUMP, FILES = "manifest.json", "keys.json", "database.dump", "files/"


@dataclass(frozen=True)
class BackupResult:
    """The file written, its size in bytes and the rows of each table in it."""

    file: Path
    bytes: int
    tables: dict[str, int]


@dataclass(frozen=True)
class RestoreResult:
    """The rows of each table after the restore, equal to the backup's; and who wrote it."""

    rows: dict[str, int]
    app_version: str


def backup(home: Home, database: Database, *, out: Path, key: str | None) -> BackupResult:
    """Write database, files and keys into one file in folder `out`, encrypted with a `key`.

    Rows are counted in the dump's own snapshot. Without a key the file is readable by whoever
    holds it (mode 0600); it contains the keys that the data was written with.
    """
    started = datetime.now(UTC)
    _make_folder(out)
    name = f"zhanggui-{started:%Y%m%d-%H%M%S-%f}.tar{'.enc' if key else ''}"
    with tempfile.TemporaryDirectory(dir=home.run, prefix="backup-") as scratch:
        dump = Path(scratch, DUMP)
        tables = dump_database(database, dump)
        manifest = {
            "format": FORMAT,
            "made_at": started.isoformat(),
            "app_version": app_version(),
            "postgres_major": database.major,
            "tables": tables,
        }
        keys = secrets(home)
        with archive.writing(out / name, key) as tar:
            _add_json(tar, MANIFEST, manifest)
            _add_json(tar, KEYS, {"secret_key": keys.secret_key, "hash_key": keys.hash_key})
            tar.add(dump, DUMP)
            _add_files(tar, home.files)
    return BackupResult(out / name, (out / name).stat().st_size, tables)


def restore(file: Path, *, into: Home, key: str | None) -> RestoreResult:
    """Fill the empty home `into` from a backup; a failed restore leaves it empty again.

    Raises Conflict when the home or its database is in use, the backup is newer than the program
    or row counts differ; InvalidInput when the file or the key is wrong.
    """
    if recorded_cluster(into) is not None or any(into.files.iterdir()):
        raise Conflict(
            "restore.not_empty",
            _("The home %(path)s is not empty. Restore into an empty one."),
            path=str(into.path),
        )
    done = False
    try:
        with tempfile.TemporaryDirectory(dir=into.run, prefix="restore-") as scratch:
            manifest = _unpack(file, key, Path(scratch), into)
            with database(into) as target:
                _refuse_used(target)
                _refuse_older_server(target, manifest["postgres_major"])
                load_dump(target, Path(scratch, DUMP))
                rows = count_rows(target)
                if rows != manifest["tables"]:
                    raise Conflict(
                        "restore.counts_differ",
                        _("The restored tables do not have the backup's row counts."),
                    )
                record_versions(
                    into,
                    app_version=manifest["app_version"],
                    postgres_version=target.server_version,
                )
        done = True
    finally:
        if not done:
            _empty(into)
    return RestoreResult(rows, manifest["app_version"])


def check_versions(home: Home, *, app_version: str, server_version: int) -> Literal["same", "upgrade"]:
    """Whether this program may open the home: `upgrade` means back up, migrate and say so.

    Raises Conflict with the command to run when a newer program or another PostgreSQL major
    wrote it. `server_version` as 180006.
    """
    written = recorded_versions(home)
    if written.postgres is not None and written.postgres // 10_000 != server_version // 10_000:
        raise Conflict(
            "database.other_major",
            _(
                "This home was written by PostgreSQL %(written)s; the server is %(present)s. "
                "With the old server run: zhanggui backup --out DIR; then, with this one: "
                "zhanggui restore FILE --into EMPTY_HOME"
            ),
            written=written.postgres // 10_000,
            present=server_version // 10_000,
        )
    if written.app is None or written.app == app_version:
        return "same"
    if _order(written.app) > _order(app_version):
        raise _newer(written.app, app_version)
    return "upgrade"


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput("backup.no_folder", _("The folder %(path)s cannot be made."), path=str(out)) from error


def _refuse_used(target: Database) -> None:
    if count_rows(target):
        raise Conflict(
            "restore.database_not_empty",
            _("The database of DATABASE_URL already has tables. Restore into an empty one."),
        )


def _refuse_older_server(target: Database, written: int) -> None:
    if written > target.major:
        raise Conflict(
            "database.other_major",
            _(
                "The backup was made by PostgreSQL %(written)s; the server is %(present)s. "
                "Set DATABASE_URL to a server of that version or newer and run the command again."
            ),
            written=written,
            present=target.major,
        )


def _add_json(tar: tarfile.TarFile, name: str, values: dict[str, Any]) -> None:
    content = json.dumps(values, indent=2).encode()
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))


def _add_files(tar: tarfile.TarFile, folder: Path) -> None:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            # A temporary file may go while we look; what the database names stays.
            with suppress(FileNotFoundError):
                tar.add(file, FILES + file.relative_to(folder).as_posix(), recursive=False)


def _unpack(file: Path, key: str | None, scratch: Path, into: Home) -> dict[str, Any]:
    manifest: dict[str, Any] | None = None
    with archive.reading(file, key) as members:
        for name, content in members:
            if manifest is None:
                manifest = _read_manifest(name, content, file)
            elif name == KEYS:
                keys = json.load(content)
                replace_secrets(into, secret_key=keys["secret_key"], hash_key=keys["hash_key"])
            elif name == DUMP:
                archive.save_member(content, scratch / DUMP)
            elif name.startswith(FILES):
                archive.save_member(content, into.files / name.removeprefix(FILES))
    if manifest is None or not (scratch / DUMP).exists():
        raise _not_a_backup(file)
    return manifest


def _read_manifest(name: str, content: IO[bytes], file: Path) -> dict[str, Any]:
    if name != MANIFEST:
        raise _not_a_backup(file)
    try:
        manifest: dict[str, Any] = json.load(content)
        written, known = str(manifest["app_version"]), manifest["format"] <= FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise _not_a_backup(file) from error
    if not known or _order(written) > _order(app_version()):
        raise _newer(written, app_version())
    return manifest


def _empty(home: Home) -> None:
    if not is_external():
        remove_cluster(home)
    for file in (home.record, home.secrets_file):
        file.unlink(missing_ok=True)
    shutil.rmtree(home.files)
    home.files.mkdir(mode=0o700)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _newer(written: str, present: str) -> Conflict:
    return Conflict(
        "home.newer_app",
        _(
            "This data was written by Zhanggui %(written)s; this is %(present)s. "
            "Run: pip install 'zhanggui>=%(written)s'"
        ),
        written=written,
        present=present,
    )


def _not_a_backup(file: Path) -> InvalidInput:
    return InvalidInput("backup.not_readable", _("%(file)s is damaged or not a backup."), file=str(file))
