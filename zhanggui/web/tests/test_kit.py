"""The kit as a whole: it renders, documents its variables, and keeps colours in one file."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from zhanggui.web.kit import samples

WEB = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 21, 2, 42, tzinfo=UTC)
PARTIALS = sorted((WEB / "templates" / "web" / "kit").glob("*.html"))
SHEETS = sorted((WEB / "assets" / "css").glob("*.css"))


@pytest.mark.parametrize("path", PARTIALS, ids=lambda path: path.name)
def test_a_partial_begins_with_what_it_accepts(path):
    assert path.read_text().startswith("{% comment %}")


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name)
def test_a_sheet_takes_its_colours_from_the_tokens(path):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "values"),
    [("web/kit.html", samples.sample_kit(NOW)), ("web/kit_list.html", samples.sample_list(NOW))],
    ids=["kit", "list"],
)
def test_a_sample_page_needs_no_inline_script_or_style(template, values):
    page = render_to_string(template, values)

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page) == []
    assert page.count("<h1>") == 1


def test_the_sample_list_marks_overdue_and_held_rows():
    page = render_to_string("web/kit_list.html", samples.sample_list(NOW))

    assert page.count("data-row ") == len(samples.ORDERS)
    assert page.count('class="zg-rail is-held"') == len([order for order in samples.ORDERS if order[4]])


@pytest.mark.parametrize(
    ("values", "words", "is_open_ended"),
    [
        ({"done": 0, "total": 0, "running": True}, "not counted yet", True),
        ({"done": 7, "total": 0, "running": True}, "<b>7</b>", True),
        ({"done": 7, "total": 9, "running": True}, "/ 9", False),
        ({"done": 0, "total": 0, "running": False}, "<progress", False),
    ],
)
def test_progress_without_a_total_never_says_none_of_none(values, words, is_open_ended):
    with translation.override("en"):
        card = render_to_string("web/kit/_progress.html", {"title": "Import", "stages": [], **values})

    assert words in card
    assert "/ 0" not in card
    assert (" value=" not in card) is is_open_ended
