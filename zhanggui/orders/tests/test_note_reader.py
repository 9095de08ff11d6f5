"""Notes read by the shipped words: what each asks for, and where the words stand."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.orders.rules.note_days import day_meant
from zhanggui.orders.rules.note_reader import WordRule, compile_words, read_note
from zhanggui.orders.rules.note_words import SHIPPED_WORDS

RULES = compile_words(SHIPPED_WORDS)
# A Sunday.
TODAY = date(2026, 11, 22)


def asked(note: str) -> list[str]:
    return sorted(
        f"{chip.kind}:{chip.courier}" if chip.courier else str(chip.kind) for chip in read_note(note, RULES, TODAY)
    )


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("无", []),
        ("谢谢", []),
        ("好的", []),
        ("请发顺丰", ["courier_wish:SF"]),
        ("\uff33\uff26 快递", ["courier_wish:SF"]),
        ("不要韵达", ["courier_avoid:YUNDA"]),
        ("别发中通", ["courier_avoid:ZTO"]),
        ("韵达不要", ["courier_avoid:YUNDA"]),
        ("不要韵达发顺丰", ["courier_avoid:YUNDA", "courier_wish:SF"]),
        ("发顺丰不要韵达", ["courier_avoid:YUNDA", "courier_wish:SF"]),
        ("不要申通、圆通和百世", ["courier_avoid:HTKY", "courier_avoid:STO", "courier_avoid:YTO"]),
        ("除了韵达都行", ["courier_avoid:YUNDA"]),
        ("非顺丰不要", ["courier_wish:SF"]),
        ("中通改顺丰", ["courier_wish:SF"]),
        ("从圆通改为中通", ["courier_wish:ZTO"]),
        ("中通别改顺丰", ["courier_avoid:SF", "courier_wish:ZTO"]),
        ("改发顺丰，不要改中通", ["courier_avoid:ZTO", "courier_wish:SF"]),
        ("不是顺丰就不要了", ["courier_wish:SF"]),
        ("上次韵达丢件了", []),
        ("不用发票", []),
        ("发票不用了", []),
        ("开发票，抬头个人", ["invoice"]),
        ("不要打电话，孩子睡觉", ["other"]),
        ("送前打电话", ["call_first"]),
        ("不要放驿站，送上门", ["drop_off"]),
        ("送人的，包装好一点，不要放小票", ["gift_wrap", "no_price", "other"]),
        ("写张贺卡：生日快乐", ["gift_card"]),
        ("颜色发错必退", []),
        ("拍错了，换成米白色", ["goods_change"]),
        ("改地址：文一西路969号", ["address_change"]),
        ("两单一起发", ["combine"]),
        ("不急，慢慢发", []),
        ("急用！明天要用", ["deliver_before", "urgent"]),
        ("加急\n顺丰\n开发票", ["courier_wish:SF", "invoice", "urgent"]),
    ],
)
def test_note_asks_for(note: str, expected: list[str]) -> None:
    assert asked(note) == expected


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12月25日", date(2026, 12, 25)),
        ("12.5", date(2026, 12, 5)),
        ("2027年1月3日", date(2027, 1, 3)),
        ("1月3号", date(2027, 1, 3)),
        ("25号", date(2026, 11, 25)),
        ("5号", date(2026, 12, 5)),
        ("31号", date(2026, 12, 31)),
        ("明天", date(2026, 11, 23)),
        ("大后天", date(2026, 11, 25)),
        ("下周三", date(2026, 11, 25)),
        ("周六", date(2026, 11, 28)),
        ("元旦", date(2027, 1, 1)),
        ("2月30日", None),
        ("13月1日", None),
        ("节后", None),
    ],
)
def test_day_in_words(words: str, day: date | None) -> None:
    assert day_meant(words, TODAY) == day


def test_chip_points_at_its_words_and_says_the_whole_clause() -> None:
    note = "你好，请在12月25日之前送到，谢谢"

    [chip] = read_note(note, RULES, TODAY)

    assert note[chip.start : chip.start + chip.length] == chip.words == "12月25日之前"
    assert (chip.text, chip.wanted_on, chip.rule_code) == ("请在12月25日之前送到", date(2026, 12, 25), "deliver_before")


def test_same_wish_in_two_clauses_is_one_chip_with_both() -> None:
    [chip] = read_note("尽快发货，急用", RULES, TODAY)

    assert (chip.kind, chip.text) == ("urgent", "尽快发货；急用")


def test_rule_of_ones_own_uses_stars_and_days_and_is_undone_by_its_unless_words() -> None:
    rules = compile_words([WordRule("own", "other", ("送*赠品", "{day}直播"), ("不送",), version=3)])

    assert [chip.words for chip in read_note("记得送一个赠品", rules, TODAY)] == ["送一个赠品"]
    assert [chip.words for chip in read_note("25号直播", rules, TODAY)] == ["25号直播"]
    assert read_note("不送也行送个赠品", rules, TODAY) == []
    assert read_note("送很多很多很多很多的赠品", rules, TODAY) == []


_PARTS = ["不要", "别", "发", "顺丰", "韵达", "，", "。", "12月", "25号", "明天", "前", "再", "换成", "色", "*", "{day}", "\n", "\0", "\uff0a", "急", "发票", "0", "99", "\uff0e"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(_PARTS), max_size=25).map("".join)))
def test_any_text_is_read_without_an_error_and_chips_point_into_it(note: str) -> None:
    chips = read_note(note, RULES, TODAY)

    assert all(note[chip.start : chip.start + chip.length] for chip in chips)
    assert all(note[chip.start : chip.start + chip.length].startswith(chip.words[:60][:1]) for chip in chips)
    assert len({(chip.kind, chip.courier) for chip in chips}) == len(chips)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=6).map("".join), st.sampled_from(_PARTS))
def test_any_words_of_a_rule_can_be_compiled(word: str, other: str) -> None:
    rules = compile_words([WordRule("own", "other", (word, other), (word,))])

    assert len(rules) <= 1
    read_note(f"{word}{other}", rules, TODAY)
