"""Gather and hash static files, so that pages can be served with far-future caching."""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / ".build" / "static"
STAMP = ROOT / ".build" / "static.stamp"


def newest_source() -> float:
    """The time of the last change below any static folder of ours."""
    files = (ROOT / "zhanggui").glob("*/static/**/*")
    return max((file.stat().st_mtime for file in files if file.is_file()), default=0.0)


def main() -> None:
    """Run collectstatic when something changed since the last time."""
    if STAMP.exists() and STAMP.stat().st_mtime >= newest_source() and (STATIC / "staticfiles.json").exists():
        return
    import django  # noqa: PLC0415  reason: settings must be chosen first
    from django.conf import settings  # noqa: PLC0415  reason: as above
    from django.core.management import call_command  # noqa: PLC0415  reason: as above

    with tempfile.TemporaryDirectory() as home:
        os.environ.update(ZHANGGUI_HOME=home, DJANGO_SETTINGS_MODULE="zhanggui.config.settings")
        sys.path.insert(0, str(ROOT))
        settings.STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    STAMP.touch()


if __name__ == "__main__":
    main()
