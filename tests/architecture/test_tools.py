"""The developers' small tools do what they say."""

import ast
from pathlib import Path

import pytest

from tools.check_sizes import problems
from tools.new_module import scaffold
from tools.requirements import collect, known_rows, marks_of

ROOT = Path(__file__).resolve().parents[2]


def test_every_file_and_function_is_within_its_size() -> None:
    assert problems(ROOT) == []


def test_long_function_is_found(tmp_path: Path) -> None:
    (tmp_path / "zhanggui").mkdir()
    (tmp_path / "zhanggui" / "long.py").write_text("def f():\n" + "    x = 1\n" * 60)

    assert problems(tmp_path) == ["zhanggui/long.py: f has 61 lines, at most 60"]


def test_marks_name_known_requirements_and_are_not_skipped() -> None:
    _tests, wrong = collect()

    assert wrong == []


def test_all_requirement_rows_are_listed() -> None:
    assert len(known_rows()) == 560


def test_skipped_mark_is_noticed() -> None:
    source = '@pytest.mark.skip\n@pytest.mark.req("FUL-01", "FUL-04")\ndef test_x(): pass\n'

    assert marks_of(ast.parse(source)) == [("req", "FUL-01", "test_x", True), ("req", "FUL-04", "test_x", True)]


def test_new_module_has_its_rooms_and_contract_entries(tmp_path: Path) -> None:
    (tmp_path / "zhanggui" / "config").mkdir(parents=True)
    (tmp_path / "zhanggui" / "config" / "settings.py").write_text('    "zhanggui.web",\n')
    (tmp_path / ".importlinter").write_text("layers =\n    channels\ncontainers =\n    zhanggui.channels\n")

    scaffold(tmp_path, "reviews")

    assert (tmp_path / "zhanggui" / "reviews" / "tests" / "test_module.py").exists()
    assert '"zhanggui.reviews",' in (tmp_path / "zhanggui" / "config" / "settings.py").read_text()
    assert (tmp_path / ".importlinter").read_text().count("reviews") == 2
    with pytest.raises(SystemExit):
        scaffold(tmp_path, "reviews")
