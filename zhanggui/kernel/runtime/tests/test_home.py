import json
import stat
import threading
from pathlib import Path

import pytest

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.runtime import home as homes
from zhanggui.kernel.runtime.home import Home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_home_is_private(home: Home) -> None:
    folders = [home.path, home.run, home.logs, home.files, home.backups]

    assert [mode(folder) for folder in folders] == [0o700] * 5


def test_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    folder.chmod(0o755)

    homes.open_home(folder)

    assert mode(folder) == 0o755


def test_home_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / "named"))

    assert homes.open_home().path == tmp_path / "named"


def test_missing_home_is_not_made_when_not_asked(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        homes.open_home(tmp_path / "none", create=False)

    assert refusal.value.code == "home.missing"
    assert not (tmp_path / "none").exists()


def test_file_in_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(InvalidInput) as refusal:
        homes.open_home(tmp_path / "file")

    assert refusal.value.code == "home.not_usable"


def test_secrets_asked_at_once_are_the_same(home: Home) -> None:
    found = []
    threads = [threading.Thread(target=lambda: found.append(homes.secrets(home))) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len({keys.secret_key for keys in found}) == 1
    assert mode(home.secrets_file) == 0o600
    assert "secret" not in repr(found[0]).replace("Secrets", "")
    assert [file.name for file in home.path.iterdir() if file.is_file()] == ["secrets.json"]


def test_damaged_record_is_refused(home: Home) -> None:
    home.record.write_text("{")

    with pytest.raises(Conflict) as refusal:
        homes.recorded_versions(home)

    assert refusal.value.code == "home.damaged"
    home.record.unlink()


def test_versions_and_cluster_share_one_record(home: Home) -> None:
    cluster = homes.record_cluster(home, place="home")
    homes.record_versions(home, app_version="1.2", postgres_version=180006)

    assert homes.recorded_cluster(home) == cluster
    assert homes.recorded_versions(home) == homes.Versions("1.2", 180006)
    assert set(json.loads(home.record.read_text())) == {
        "cluster_id",
        "cluster_place",
        "app_version",
        "postgres_version",
    }
    # The test's cluster was never made; nothing is left to remove.
    home.record.unlink()
