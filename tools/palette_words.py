"""Write what the command palette knows of short labels: both languages and the pinyin, from the compiled catalogue."""

import json
import re
from pathlib import Path
from typing import Any

import polib
from pypinyin import lazy_pinyin

LONGEST_CHINESE, LONGEST_ENGLISH = 8, 32
_HAN = re.compile(r"[\u3400-\u9fff]")


def palette_words(catalogue: Any) -> list[list[str]]:
    """Rows of (Chinese, English, pinyin with a space between syllables) of labels short enough to be found by."""
    rows = {}
    for entry in catalogue:
        chinese, english = entry.msgstr.rstrip("…"), entry.msgid.rstrip("…")
        is_label = _HAN.search(chinese) and "%" not in english and "{" not in english and "\n" not in english
        if is_label and len(chinese) <= LONGEST_CHINESE and len(english) <= LONGEST_ENGLISH:
            rows[chinese, english] = [chinese, english, " ".join(lazy_pinyin(chinese)).lower()]
    return list(rows.values())


def write(catalogue: Path, target: Path) -> None:
    """Write the file that the palette fetches once."""
    words = palette_words(polib.pofile(str(catalogue)))
    target.write_text(json.dumps({"words": words}, ensure_ascii=False, separators=(",", ":")), "utf-8")
