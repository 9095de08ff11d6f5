"""`zhanggui doctor` knows what the last `zhanggui backup` came to."""

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command_line import CommandLine, new_home


def _checks(zhanggui: CommandLine, status: int) -> dict[str, Any]:
    return {check["name"]: check for check in zhanggui("doctor", status=status)["checks"]}


@pytest.mark.req("SEC-12")
def test_backup_is_remembered_with_its_outcome(tmp_path: Path) -> None:
    with new_home(tmp_path / "home") as zhanggui:
        zhanggui("init")
        before = _checks(zhanggui, status=0)
        done = zhanggui("backup", "--out", tmp_path / "kept")
        after = _checks(zhanggui, status=0)
        (tmp_path / "file").touch()
        zhanggui("backup", "--out", tmp_path / "file" / "below", status=2)
        broken = _checks(zhanggui, status=1)

    assert list(before) == [
        "database", "queue", "disk", "backup", "certificate", "versions", "timeline", "assets",
    ]  # fmt: skip
    assert (before["backup"]["light"], before["backup"]["ok"]) == ("warn", True)
    assert (after["backup"]["light"], after["backup"]["facts"]["file"]) == ("good", done["file"])
    assert after["backup"]["facts"]["bytes"] == done["bytes"]
    assert (broken["backup"]["light"], broken["backup"]["ok"]) == ("bad", False)
    assert broken["queue"]["facts"] == {"waiting": 0, "running": 0, "failed": 0, "oldest_waiting_seconds": None}
    assert broken["disk"]["facts"]["free_bytes"] > 0
