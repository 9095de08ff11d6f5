"""The home folder of an installation: its places, secrets and recorded versions."""

import json
import os
import secrets as random_source
from dataclasses import asdict, dataclass
from datetime import datetime
from gettext import gettext as _
from importlib import metadata
from pathlib import Path
from typing import Any

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.runtime.locks import exclusive, own_like_folder

HOME_VARIABLE = "ZHANGGUI_HOME"
DEFAULT_HOME = "var"
PRIVATE_FOLDER = 0o700


@dataclass(frozen=True)
class Home:
    """An installation's folder; everything that must survive lies in it or is named by it."""

    path: Path

    @property
    def run(self) -> Path:
        """Locks, process ids, the last database port."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """Rotated logs of every process."""
        return self.path / "logs"

    @property
    def files(self) -> Path:
        """Imported files, documents, pictures."""
        return self.path / "files"

    @property
    def backups(self) -> Path:
        """Default place of backups."""
        return self.path / "backups"

    @property
    def record(self) -> Path:
        """`home.json`: cluster id and versions."""
        return self.path / "home.json"

    @property
    def secrets_file(self) -> Path:
        """`secrets.json`, 0600."""
        return self.path / "secrets.json"


@dataclass(frozen=True, repr=False)
class Secrets:
    """Random values of this installation; never logged, so without a repr."""

    secret_key: str
    hash_key: str
    owner_password: str
    app_password: str
    superuser_password: str


@dataclass(frozen=True)
class Versions:
    """Which program and which PostgreSQL (as 180006) last wrote the home; None when new."""

    app: str | None
    postgres: int | None


@dataclass(frozen=True)
class ClusterRecord:
    """The random id of the database cluster, and whether it lies in the `home` or the `system`."""

    cluster_id: str
    place: str


def open_home(path: str | Path | None = None, *, create: bool = True) -> Home:
    """Open the home at `path`, else at `ZHANGGUI_HOME`, else `./var`; made private when new.

    Raises NotFound when it is missing and not to be created, InvalidInput when it cannot be used.
    """
    chosen = Path(path or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().absolute()
    if not create and not chosen.is_dir():
        raise NotFound("home.missing", _("There is no home at %(path)s."), path=str(chosen))
    home = Home(chosen)
    try:
        if not chosen.is_dir():
            chosen.parent.mkdir(parents=True, exist_ok=True)
            chosen.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for folder in (home.run, home.logs, home.files, home.backups):
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            "home.not_usable",
            _("The home %(path)s cannot be used (%(reason)s). Choose another with ZHANGGUI_HOME."),
            path=str(chosen),
            reason=error.strerror or type(error).__name__,
        ) from error
    return home


def secrets(home: Home) -> Secrets:
    """The home's secrets, generated on first use; two processes at once get the same ones."""
    if not home.secrets_file.exists():
        with exclusive(home.run / "secrets.lock"):
            if not home.secrets_file.exists():
                fresh = Secrets(*(random_source.token_urlsafe(48) for _field in range(5)))
                write_private(home.secrets_file, json.dumps(asdict(fresh), indent=2))
    try:
        return Secrets(**json.loads(home.secrets_file.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise _damaged(home.secrets_file) from error


def replace_secrets(home: Home, *, secret_key: str, hash_key: str) -> None:
    """Take over the keys that old data was written with (a restore); passwords stay."""
    current = asdict(secrets(home)) | {"secret_key": secret_key, "hash_key": hash_key}
    with exclusive(home.run / "secrets.lock"):
        write_private(home.secrets_file, json.dumps(current, indent=2))


def recorded_versions(home: Home) -> Versions:
    """Who last wrote this home."""
    record = _read_record(home)
    return Versions(app=record.get("app_version"), postgres=record.get("postgres_version"))


def record_versions(home: Home, *, app_version: str, postgres_version: int) -> None:
    """Remember who wrote this home; called after a successful migration."""
    _update_record(home, app_version=app_version, postgres_version=postgres_version)


@dataclass(frozen=True)
class UpgradeBackup:
    """The backup that was written before the tables were last changed."""

    file: str
    made_at: str
    size_bytes: int
    before: str
    after: str


def recorded_upgrade_backup(home: Home) -> UpgradeBackup | None:
    """The last one; None in a home whose tables no newer version has changed."""
    kept = _read_record(home).get("upgrade_backup")
    return UpgradeBackup(**kept) if kept else None


def record_upgrade_backup(home: Home, *, file: Path, made_at: datetime, size_bytes: int) -> None:
    """Remember the backup of an upgrade from the recorded version to this one."""
    before = recorded_versions(home).app or ""
    kept = UpgradeBackup(str(file), made_at.isoformat(), size_bytes, before, app_version())
    _update_record(home, upgrade_backup=asdict(kept))


def recorded_cluster(home: Home) -> ClusterRecord | None:
    """Which cluster belongs to this home, None for an empty one."""
    record = _read_record(home)
    if "cluster_id" not in record:
        return None
    return ClusterRecord(record["cluster_id"], record["cluster_place"])


def record_cluster(home: Home, *, place: str) -> ClusterRecord:
    """Give an empty home a new random cluster id, so that it never meets old data."""
    cluster = ClusterRecord(random_source.token_hex(12), place)
    _update_record(home, cluster_id=cluster.cluster_id, cluster_place=cluster.place)
    return cluster


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file in one step: readers see the old text or the new, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{random_source.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    own_like_folder(descriptor, path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(path)


def app_version() -> str:
    """The version of the installed program."""
    try:
        return metadata.version("zhanggui")
    except metadata.PackageNotFoundError:
        return "0"


def _read_record(home: Home) -> dict[str, Any]:
    try:
        record = json.loads(home.record.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _damaged(home.record) from error
    if not isinstance(record, dict):
        raise _damaged(home.record)
    return record


def _update_record(home: Home, **values: Any) -> None:
    with exclusive(home.run / "home.lock"):
        record = _read_record(home) | values
        write_private(home.record, json.dumps(record, indent=2))


def _damaged(path: Path) -> Conflict:
    return Conflict(
        "home.damaged",
        _("%(path)s is damaged. Restore a backup into an empty home."),
        path=str(path),
    )
