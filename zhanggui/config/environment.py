"""What the process was started with: one place that reads environment variables."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from zhanggui.kernel.runtime.home import open_home, secrets


def database_settings(url: str, **options: object) -> dict[str, object]:
    """Turn postgresql://user:password@host:port/name?option=value into Django's dictionary."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**dict(parse_qsl(parts.query)), **options},
    }


def app_database_url() -> str:
    """The URL of the role without superuser rights that pages, jobs and commands use."""
    return os.environ.get("DATABASE_URL", "")


def owner_database_url() -> str:
    """The URL of the role that owns the tables and runs migrations."""
    return os.environ.get("ZHANGGUI_OWNER_DATABASE_URL") or app_database_url()


def home_path() -> Path:
    """The folder that holds everything of this installation."""
    return Path(os.environ.get("ZHANGGUI_HOME", "./var")).resolve()


def secret_key() -> str:
    """Django's signing key, kept in the home."""
    return secrets(open_home(home_path())).secret_key


def is_on(name: str, default: str = "0") -> bool:
    """Whether a switch such as ZHANGGUI_DEBUG is set to something that means yes."""
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}
