"""Line breaking by the font's own widths, and replacing of what the font cannot print."""

import json

from hypothesis import given
from hypothesis import strategies as st

from zhanggui.kernel.documents.rendering.text import GETA, printable, text_width, wrap


def test_short_text_stays_one_line():
    assert wrap("保温杯 500ml", width=200, size=9) == ["保温杯 500ml"]


def test_empty_text_has_no_lines():
    assert wrap("  \n ", width=200, size=9) == []


def test_chinese_breaks_anywhere_but_not_before_closing_marks():
    assert wrap("一二三四，五六七八", width=41, size=10) == ["一二三", "四，五六", "七八"]


def test_latin_words_stay_whole():
    assert wrap("caixa organizadora de madeira", width=60, size=9) == ["caixa", "organizadora", "de madeira"]


def test_word_wider_than_the_line_is_split():
    lines = wrap("X" * 40, width=60, size=10)

    assert "".join(lines) == "X" * 40
    assert max(text_width(line, 10) for line in lines) <= 60


def test_text_beyond_max_lines_ends_in_an_ellipsis():
    assert wrap("一二三四五六七八九十", width=41, size=10, max_lines=2) == ["一二三四", "五六七…"]


@given(st.text(max_size=120), st.floats(30, 300))
def test_no_line_is_ever_too_wide_and_nothing_is_lost(text, width):
    lines = wrap(text, width=width, size=10)

    assert all(text_width(line, 10) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_covered_text_is_left_alone():
    result = printable({"title": "羽绒服 «ção» ①★ 〓", "lines": ["a\nb"], "n": 3})

    assert json.loads(result.text) == {"title": "羽绒服 «ção» ①★ 〓", "lines": ["a\nb"], "n": 3}
    assert result.replaced == ()


def test_missing_characters_become_geta_and_are_named():
    result = printable({"names": ["𠮷野", "爱你😀"], "more": {"x": "กข"}})

    assert json.loads(result.text) == {"names": ["〓野", "爱你〓"], "more": {"x": "〓〓"}}
    assert result.replaced == ("ก", "ข", "😀", "𠮷")


def test_invisible_characters_are_dropped_and_families_count_once():
    result = printable({"note": "好\ufe0f\u200b的\x07👨\u200d👩\u200d👧\ttab"})

    assert json.loads(result.text) == {"note": f"好的{GETA} tab"}
    assert result.replaced == ("👨",)


def test_decomposed_and_fancy_letters_are_printed_plain():
    result = printable({"note": "cafe\u0301 \U0001d401\U0001d422\U0001d420 \ud800"})

    assert json.loads(result.text) == {"note": f"café Big {GETA}"}
