"""Every key that a page answers to is told by `?`: elements say what their key does, script tells the keys of its own."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.test_navigation import nav_items

ROOT = Path(__file__).resolve().parents[2] / "zhanggui"
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
SCRIPTS = ROOT / "web" / "assets" / "js"
# Lists inside partials of a page answer to more than one element by design: only one of them is shown at a time.
_TAG = re.compile(
    r"<(?P<name>a|button|summary|input|select|textarea|label)\b(?P<inside>[^<]*?data-key=[^<]*?)>(?P<rest>.*)",
    re.DOTALL,
)
_WORDS = re.compile(r"\{%\s*(?:translate|blocktranslate)|\{\{|[^\s<{}%]{2,}")


def _keyed(path: Path) -> list[tuple[str, str]]:
    """(attributes, what stands inside) of every element with a key."""
    found = []
    for part in re.split(r"(?=<[a-z])", path.read_text()):
        tag = _TAG.match(part)
        if tag:
            found.append((tag["inside"], tag["rest"]))
    return found


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if "data-key=" in path.read_text()], ids=lambda path: path.stem
)
def test_a_key_says_what_it_does(path: Path) -> None:
    silent = [
        inside
        for inside, rest in _keyed(path)
        if "data-key-label=" not in inside and "aria-label=" not in inside and not _WORDS.search(rest)
    ]

    assert silent == []


def test_keys_of_script_alone_are_told() -> None:
    told = (ROOT / "web" / "templates" / "web" / "base.html").read_text()
    keys = {
        pair.split("=")[0]
        for text in re.findall(r'keys="\{% translate "([^"]+)" %\}"', told)
        for pair in text.split("|")
    }
    moves = (SCRIPTS / "list.js").read_text().partition("const MOVES = {")[2].partition("};")[0]
    names = {name.strip('"') for name in re.findall(r"^\s*(\"[^\"]+\"|\w+):", moves, re.MULTILINE)}

    # Arrows do what J and K do, and the space bar has a name.
    assert names - {"ArrowDown", "ArrowUp", " "} | {"Space", "X", "Esc", "Ctrl K"} <= keys


def test_no_page_takes_the_chord_of_a_place() -> None:
    chords = Counter(item.key for item in nav_items() if item.key)
    for path in TEMPLATES:
        chords.update(set(re.findall(r'data-key="(\w \w)"', path.read_text())))

    assert [chord for chord, places in chords.items() if places > 1] == []


def test_every_page_with_the_frame_can_show_its_keys() -> None:
    replaced = [
        path.name
        for path in TEMPLATES
        if "{% block dialogs %}" in (text := path.read_text())
        and path.name != "base.html"
        and "block.super" not in text
    ]

    assert replaced == []
    assert 'id="zg-help"' in (ROOT / "web" / "templates" / "web" / "base.html").read_text()
