"""Every fact about the installation's health, each with its light and a sentence (SEC-12)."""

import platform
from dataclasses import asdict
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.clock import now
from zhanggui.kernel.health.backups import last_backup
from zhanggui.kernel.health.certificate import watched_certificate
from zhanggui.kernel.health.pulse import PROCESSES, SILENT_AFTER, last_beats
from zhanggui.kernel.health.queue import queue_state
from zhanggui.kernel.health.settings import installation
from zhanggui.kernel.health.storage import size_words, storage_of
from zhanggui.kernel.health.values import Check, Light
from zhanggui.kernel.jobs.failures import sentence_of
from zhanggui.kernel.runtime.home import UpgradeBackup, app_version, open_home, recorded_upgrade_backup

LATE_JOB = timedelta(minutes=5)
STUCK_JOB = timedelta(hours=1)
LITTLE_ROOM, NO_ROOM = 5_000_000_000, 1_000_000_000
SOON_DAYS, LAST_DAYS = 30, 7
_PATIENCE_SECONDS = 10


def process_checks() -> list[Check]:
    """Worker, scheduler and live with the age of their last sign of life."""
    beats = last_beats()
    checks = []
    for name in PROCESSES:
        seen = beats.get(name)
        if seen is None:
            checks.append(Check(name, Light.BAD, _("never seen"), {"seen_at": None, "age_seconds": None}))
            continue
        age = now() - seen
        light = Light.GOOD if age < SILENT_AFTER else Light.BAD
        detail = _("last sign of life %(age)s ago") % {"age": span_words(age)}
        facts = {"seen_at": seen.isoformat(), "age_seconds": round(age.total_seconds())}
        checks.append(Check(name, light, detail, facts))
    return checks


def web_check(address: str = "") -> Check:
    """The pages: whoever asks from a page has reached them; a command asks their `address` (host:port)."""
    if not address:
        return Check("web", Light.GOOD, _("answers"))
    caller = HTTPConnection(address, timeout=_PATIENCE_SECONDS)
    try:
        caller.request("GET", "/healthz")
        caller.getresponse()
    except (OSError, HTTPException):
        words = _("%(address)s does not answer") % {"address": address}
        return Check("web", Light.BAD, words, {"address": address})
    finally:
        caller.close()
    return Check("web", Light.GOOD, _("answers"), {"address": address})


def database_check() -> Check:
    """The database that answered, by its version."""
    number: int = connection.pg_version  # type: ignore[attr-defined]  # PostgreSQL's backend has it
    version = f"{number // 10_000}.{number % 10_000}"
    return Check("database", Light.GOOD, f"PostgreSQL {version}", {"version": version})


def queue_check() -> Check:
    """Jobs that wait, run and were given up. Failed ones ask for a look; an hour's wait is out of order."""
    state = queue_state()
    age = now() - state.oldest_at if state.oldest_at else timedelta()
    light = Light.GOOD
    if state.failed or age > LATE_JOB:
        light = Light.WARN
    if age > STUCK_JOB:
        light = Light.BAD
    parts = [
        _("%(count)d waiting") % {"count": state.waiting},
        _("%(count)d running") % {"count": state.running},
        _("%(count)d failed") % {"count": state.failed},
    ]
    if state.oldest_at:
        parts.append(_("the oldest waits %(age)s") % {"age": span_words(age)})
    facts = {
        "waiting": state.waiting,
        "running": state.running,
        "failed": state.failed,
        "oldest_waiting_seconds": round(age.total_seconds()) if state.oldest_at else None,
    }
    return Check("queue", light, _(", ").join(parts), facts)


def disk_check(home: Path) -> Check:
    """Room of the home's disk, and how large database, files and backups are."""
    found = storage_of(home)
    light = Light.BAD if found.free < NO_ROOM else Light.WARN if found.free < LITTLE_ROOM else Light.GOOD
    detail = _("%(free)s free of %(total)s; database %(database)s, files %(files)s") % {
        "free": size_words(found.free),
        "total": size_words(found.total),
        "database": size_words(found.database),
        "files": size_words(found.files),
    }
    facts = {
        "free_bytes": found.free,
        "total_bytes": found.total,
        "database_bytes": found.database,
        "files_bytes": found.files,
        "backups_bytes": found.backups,
    }
    return Check("disk", light, detail, facts)


def backup_check() -> Check:
    """Age and outcome of the last backup; a warning from the days on that are set."""
    days = installation().backup_warn_days
    last, good = last_backup(), last_backup(is_ok=True)
    facts: dict[str, Any] = {
        "warn_after_days": days,
        "last_at": last.finished_at.isoformat() if last else None,
        "last_ok": last.is_ok if last else None,
        "good_at": good.finished_at.isoformat() if good else None,
        "file": good.file if good else None,
        "bytes": good.size_bytes if good else None,
    }
    if last is None:
        return Check("backup", Light.WARN, _("none yet: zhanggui backup --out DIR"), facts)
    age = span_words(now() - last.finished_at)
    if not last.is_ok:
        words = _("the last one, %(age)s ago, did not work: %(reason)s") % {
            "age": age,
            "reason": sentence_of(last.reason),
        }
        return Check("backup", Light.BAD, words, facts)
    is_old = now() - last.finished_at > timedelta(days=days)
    size = size_words(last.size_bytes)
    words = _("%(age)s ago, %(size)s, %(file)s") % {"age": age, "size": size, "file": Path(last.file).name}
    if is_old:
        words = ngettext("%(words)s; older than %(days)d day", "%(words)s; older than %(days)d days", days) % {
            "words": words,
            "days": days,
        }
    return Check("backup", Light.WARN if is_old else Light.GOOD, words, facts)


def certificate_check() -> Check:
    """How many days the site's certificate still holds; a plain sentence where none is named."""
    found = watched_certificate(installation())
    if found is None:
        if settings.SESSION_COOKIE_SECURE:
            words = _("The site is served by HTTPS, but no host or file is named here, so its date is not watched.")
            return Check("certificate", Light.WARN, words, {"source": None})
        return Check("certificate", Light.NONE, _("No certificate is watched: the site is not served by HTTPS."), {})
    facts: dict[str, Any] = {"source": found.source}
    if found.ends_at is None:
        return Check("certificate", Light.BAD, f"{found.source}: {found.trouble}", facts)
    days = (found.ends_at - now()).days
    facts |= {"ends_at": found.ends_at.isoformat(), "days_left": days}
    if days < 0:
        words = _("%(source)s: ended on %(day)s") % {"source": found.source, "day": f"{found.ends_at:%Y-%m-%d}"}
        return Check("certificate", Light.BAD, words, facts)
    words = ngettext(
        "%(source)s: %(days)d day left, until %(day)s", "%(source)s: %(days)d days left, until %(day)s", days
    ) % {"source": found.source, "days": days, "day": f"{found.ends_at:%Y-%m-%d}"}
    light = Light.BAD if days < LAST_DAYS else Light.WARN if days < SOON_DAYS else Light.GOOD
    return Check("certificate", light, words, facts)


def versions_check() -> Check:
    """Which program runs on what."""
    facts: dict[str, Any] = {
        "zhanggui": app_version(),
        "python": platform.python_version(),
        "django": django.get_version(),
    }
    words = f"Zhanggui {facts['zhanggui']}, Python {facts['python']}, Django {facts['django']}"
    kept = recorded_upgrade_backup(open_home(settings.HOME))
    if kept is not None:
        words = f"{words}; {_upgrade_words(kept)}"
        facts = {**facts, "upgrade_backup": asdict(kept)}
    return Check("versions", Light.GOOD, words, facts)


def _upgrade_words(kept: UpgradeBackup) -> str:
    """What there is to go back to, should the new version not do."""
    words = {"before": kept.before or "?", "after": kept.after, "file": kept.file, "day": kept.made_at[:10]}
    if Path(kept.file).is_file():
        return _("before the upgrade from %(before)s to %(after)s on %(day)s all was backed up to %(file)s") % words
    return _("the backup before the upgrade from %(before)s to %(after)s on %(day)s is not there any more") % words


def service_checks(address: str = "") -> list[Check]:
    """What must run: database, web, live, worker, scheduler."""
    return [database_check(), web_check(address), *process_checks()]


def store_checks() -> list[Check]:
    """What must hold whether anything runs or not: queue, disk, backup, certificate, versions."""
    return [queue_check(), disk_check(Path(settings.HOME)), backup_check(), certificate_check(), versions_check()]


def health_checks() -> list[Check]:
    """All checks, as the page and the API show them; `doctor` adds what only a command can see."""
    return [*service_checks(), *store_checks()]


def worst(checks: list[Check]) -> Light:
    """The light of the whole: the worst of its parts; what is not set counts as good."""
    lights = {check.light for check in checks}
    return next((light for light in (Light.BAD, Light.WARN) if light in lights), Light.GOOD)


def span_words(span: timedelta) -> str:
    """A span in the one unit that fits: `12 s`, `4 min`, `3 h`, `9 days`."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:
        return _("%(count)d s") % {"count": seconds}
    if seconds < 3_600:
        return _("%(count)d min") % {"count": seconds // 60}
    if seconds < 172_800:
        return _("%(count)d h") % {"count": seconds // 3_600}
    return _("%(count)d days") % {"count": seconds // 86_400}
