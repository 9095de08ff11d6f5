"""init, serve, doctor, audit, backup, restore."""

import ipaddress
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhanggui.cli.grammar import say
from zhanggui.cli.prepare import Context, migrate_if_needed
from zhanggui.cli.result import Result
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.runtime.backup import backup as write_backup
from zhanggui.kernel.runtime.backup import restore as read_backup
from zhanggui.kernel.runtime.home import Home, app_version, open_home
from zhanggui.kernel.runtime.postgres import Database
from zhanggui.kernel.runtime.setup_token import setup_token
from zhanggui.kernel.runtime.supervisor import Child
from zhanggui.kernel.runtime.supervisor import serve as supervise

_KEY_VARIABLE = "ZHANGGUI_BACKUP_KEY"


def init(context: Context) -> dict[str, Any]:
    """The home and its tables are there once this handler runs."""
    home, database = context.opened
    return {"home": str(home.path), "version": app_version(), "postgresql": database.server_version}


def is_loopback(bind: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(socket.gethostbyname(bind)).is_loopback
    except OSError:
        return False


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise InvalidInput(
            "cli.bad_port", "%(name)s must be a port number from 1 to 65535, not “%(text)s”.", name=name, text=text
        )
    return int(text)


def _children(bind: str, port: int, live_port: int) -> list[Child]:
    granian = [sys.executable, "-m", "granian", "--host", bind, "--no-ws", "--log-level", "warning"]
    web = ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    live = ["--interface", "asgi", "--port", str(live_port), "--workers", "1", "--backlog", "2048"]
    respawn = ["--respawn-failed-workers"]
    return [
        Child("web", [*granian, *web, *respawn, "zhanggui.config.wsgi:application"]),
        Child("live", [*granian, *live, *respawn, "zhanggui.config.asgi:application"]),
        Child("worker", [sys.executable, "-m", "zhanggui.config.worker"]),
        Child("scheduler", [sys.executable, "-m", "zhanggui.config.scheduler"]),
    ]


def serve(_context: Context) -> int:
    """Start everything; ends within 10 s of SIGINT or SIGTERM."""
    bind = os.environ.get("BIND", "127.0.0.1")
    port = _number("PORT", 8000)
    live_port = _number("LIVE_PORT", port + 1)
    os.environ.update(PORT=str(port), LIVE_PORT=str(live_port))
    home = open_home()
    wants_demo = os.environ.get("ZHANGGUI_DEMO", "1") != "0" and is_loopback(bind)
    fresh: list[bool] = []

    def prepare(found: Database) -> None:
        say(f"Zhanggui {app_version()}: the database runs, preparing tables …")
        fresh.append(migrate_if_needed(found, home))

    def on_ready() -> None:
        say(f"Zhanggui is ready: http://{bind}:{port}/")
        if not is_loopback(bind):
            say(f"If there is no shop yet, open http://{bind}:{port}/setup?token={setup_token(home)}")
        if wants_demo:
            say(f"Demo accounts: {_program()} demo accounts")
            if fresh[0]:
                say("Loading the demo shop in the background (ZHANGGUI_DEMO=0 skips it) …")
            subprocess.Popen(
                [sys.executable, "-m", "zhanggui.cli.main", "demo", "load", "--json"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "ZHANGGUI_DEMO_IF_EMPTY": "1"},
            )

    children = _children(bind, port, live_port)
    return supervise(
        home, bind=bind, port=port, live_port=live_port, children=children, prepare=prepare, on_ready=on_ready
    )


def _program() -> str:
    """How to call the command line from here: the program is on no path unless its environment is active."""
    program = Path(sys.executable).with_name("zhanggui")
    return os.path.relpath(program) if program.is_relative_to(Path.cwd()) else str(program)


def doctor(context: Context) -> Result:
    """Check what a shop depends on; exit status 1 when something is out of order (SEC-12)."""
    from zhanggui.kernel.health.checks import service_checks, store_checks  # noqa: PLC0415  reason: needs Django
    from zhanggui.kernel.health.values import Check, Light  # noqa: PLC0415  reason: as above

    home, _database = context.opened
    address = _address(home)
    services = service_checks(address)
    # Without `serve` only the database runs: the others are not expected to.
    found: list[Check] = [*(services if address else services[:1]), *store_checks(), *_timeline_and_assets()]
    checks = [
        {
            "name": check.name,
            "ok": check.is_ok,
            "light": str(check.light),
            "detail": check.detail,
            "facts": dict(check.facts),
        }
        for check in found
    ]
    text = "\n".join(f"{Light(check.light).label}: {check.name}: {check.detail}" for check in found)
    return Result({"checks": checks}, exit_code=0 if all(check.is_ok for check in found) else 1, text=text)


def _address(home: Home) -> str:
    """Where the pages of this home are served, empty while nothing runs."""
    try:
        state = json.loads((home.run / "processes.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    host = "127.0.0.1" if state["bind"] in {"0.0.0.0", "::"} else state["bind"]  # noqa: S104  reason: read, not bound
    return f"{host}:{state['port']}"


def _timeline_and_assets() -> list[Any]:
    """What takes long or concerns only whoever installs: every seal, and the built front end."""
    from django.conf import settings  # noqa: PLC0415  reason: known only after set-up

    from zhanggui.kernel.events.seals import verify_seals  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.health.values import Check, Light  # noqa: PLC0415  reason: as above

    timeline = verify_seals()
    is_built = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    facts = {"events": timeline.events, "seals": timeline.seals}
    words = f"{timeline.events} events in {timeline.seals} seals"
    return [
        Check("timeline", Light.GOOD if timeline.ok else Light.BAD, words, facts),
        Check("assets", Light.GOOD if is_built else Light.BAD, str(settings.STATIC_ROOT)),
    ]


def verify_audit(context: Context) -> Result:
    """Seal what is open, then recompute every seal."""
    _require(context, "audit.view")
    from zhanggui.kernel.events.seals import seal_events, verify_seals  # noqa: PLC0415  reason: needs Django

    seal_events(wait=True)
    found = verify_seals()
    data: dict[str, Any] = {"events": found.events, "seals": found.seals, "ok": found.ok}
    if not found.ok:
        data |= {"first_bad_seal": found.first_bad_seal, "changed_personal": list(found.changed_personal)}
    return Result(data, exit_code=0 if found.ok else 1)


def _require(context: Context, capability: str) -> None:
    from zhanggui.kernel.permissions import require  # noqa: PLC0415  reason: needs Django

    require(context.actor, capability)


def backup(context: Context) -> dict[str, Any]:
    """Write a backup of database and files; what came of it is remembered for the health page."""
    from zhanggui.kernel.clock import now  # noqa: PLC0415  reason: needs Django, like the others
    from zhanggui.kernel.events.seals import seal_events  # noqa: PLC0415  reason: needs Django
    from zhanggui.kernel.health.backups import note_backup  # noqa: PLC0415  reason: needs Django
    from zhanggui.kernel.jobs.failures import reason_texts  # noqa: PLC0415  reason: needs Django

    _require(context, "backup.run")
    home, database = context.opened
    started, actor = now(), context.actor
    seal_events(wait=True)
    out, key = Path(context.arguments.out), os.environ.get(_KEY_VARIABLE)
    try:
        done = write_backup(home, database, out=out, key=key)
    except Exception as error:
        note_backup(actor=actor, started_at=started, reason=reason_texts(error))
        raise
    note_backup(
        actor=actor, started_at=started, file=str(done.file), size_bytes=done.bytes, is_encrypted=key is not None
    )
    return {"file": str(done.file), "bytes": done.bytes, "encrypted": key is not None}


def restore(context: Context) -> dict[str, Any]:
    """Bring a backup into an empty home."""
    into = open_home(context.arguments.into)
    done = read_backup(Path(context.arguments.file), into=into, key=os.environ.get(_KEY_VARIABLE))
    return {"home": str(into.path), "rows": done.rows}
