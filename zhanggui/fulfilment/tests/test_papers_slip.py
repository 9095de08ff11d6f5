"""Outbound slips: nothing cut, nothing missing, codes readable, parts and pages counted."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from zhanggui.fulfilment.papers import render
from zhanggui.fulfilment.papers.render import render_slips
from zhanggui.fulfilment.papers.slips import slip_pages
from zhanggui.fulfilment.papers.values import SlipLine
from zhanggui.fulfilment.papers.words import CHINESE, COPY_MARK, ENGLISH
from zhanggui.fulfilment.tests import paper_checks as checks
from zhanggui.fulfilment.tests import paper_samples as samples
from zhanggui.kernel.documents.rendering.engine import render_pdf, render_png
from zhanggui.kernel.documents.rendering.text import PrintableData

GRACE = 0.5


def _pictures(*slips, stamp=None) -> list[bytes]:
    words = CHINESE
    pages = [page for slip in slips for page in slip_pages(slip, words)]
    data = {"words": words, "copy_mark": COPY_MARK, "stamp": "stamp.png" if stamp else "", "pages": pages}
    return render_png(render.TEMPLATES / "slip.typ", data, images={"stamp.png": stamp} if stamp else None)


@pytest.mark.req_part("FUL-05")
def test_slip_shows_what_the_keeper_needs(tmp_path):
    (paper,) = render_slips([samples.slip(7)], tmp_path)

    (text,) = checks.page_texts(paper.path)
    for word in (
        "小满家居旗舰店", "出库单", "S20251121-000007", "包裹号P20251121-000007", "批次B20251121-01", "0007", "中通快递",
        "7/230", "张*139****0001", "浙江省杭州市余杭区", "2025112100012345678", "麻烦周五前送到",
        "A01-01-01", "SKU-10000", "颜色：奶油白", samples.LONG_TITLE[:20], "共1行1件", "打印2025-11-2114:03", "第1/1页",
    ):  # fmt: skip
        assert word in text
    assert checks.page_sizes_mm(paper.path) == {(148.0, 210.0)}


@pytest.mark.req("FUL-21")
def test_hardest_slip_stays_inside_the_page_with_every_glyph(tmp_path):
    (paper,) = render_slips([samples.hard_slip(), samples.slip(2, lines=20)], tmp_path, stamp=samples.stamp_png())

    assert checks.boxes_outside_page(paper.path) == []
    assert checks.missing_glyphs(paper.path) == 0
    assert paper.replaced == ()


def test_text_keeps_off_the_margin_and_rows_never_reach_the_foot(tmp_path):
    (paper,) = render_slips([samples.hard_slip()], tmp_path)

    upright = [box for box in checks.text_boxes(paper.path) if box.text != COPY_MARK]
    assert min(box.left for box in upright) >= 8 / 25.4 * 72 - GRACE
    assert max(box.right for box in upright) <= 140 / 25.4 * 72 + GRACE
    assert all(box.bottom > 10 / 25.4 * 72 for box in upright if box.size > 9)


def test_every_code_on_every_page_is_scanned():
    slips = [samples.slip(1), samples.slip(2, lines=20), samples.hard_slip(3)]

    pictures = _pictures(*slips, stamp=samples.stamp_png())

    expected = [[slip.number] for slip in slips for _page in slip_pages(slip, CHINESE)]
    assert checks.scanned(pictures) == expected


def test_twenty_lines_continue_with_page_numbers_and_are_all_there(tmp_path):
    (paper,) = render_slips([samples.slip(1, lines=20)], tmp_path)

    texts = checks.page_texts(paper.path)
    pages = paper.pages
    assert pages == len(texts) == 5
    assert [f"第{page}/{pages}页" in text for page, text in enumerate(texts, start=1)] == [True] * pages
    assert sum(text.count("SKU-") for text in texts) == 20
    assert "共20行34件" in texts[-1]
    assert all("见下页" in text for text in texts[:-1])


def test_rows_never_overlap(tmp_path):
    (paper,) = render_slips([samples.slip(1, lines=20)], tmp_path)

    for page in range(paper.pages):
        item_lines = [box for box in checks.text_boxes(paper.path) if box.page == page and box.size == 10.5]
        baselines = sorted(box.bottom for box in item_lines)
        assert all(upper - lower > 10 for lower, upper in pairwise(baselines))


def test_user_markup_is_printed_literally(tmp_path):
    line = SlipLine("A1", "SKU", samples.HOSTILE, "#image(1)", 1)

    (paper,) = render_slips([samples.slip(lines=0, buyer_note=samples.HOSTILE)], tmp_path, name="note")
    (goods,) = render_slips([replace(samples.slip(), lines=(line,))], tmp_path, name="goods")

    literal = "".join(samples.HOSTILE.split())
    assert literal in checks.page_texts(paper.path)[0]
    assert literal in checks.page_texts(goods.path)[0]
    assert "#image(1)" in checks.page_texts(goods.path)[0]


def test_emoji_and_rare_characters_become_geta(tmp_path):
    (paper,) = render_slips([samples.slip(buyer_note="谢谢😀𠮷")], tmp_path)

    assert "谢谢〓〓" in checks.page_texts(paper.path)[0]
    assert paper.replaced == ("😀", "𠮷")
    assert checks.missing_glyphs(paper.path) == 0


def test_copy_is_marked_with_its_reason_and_an_original_is_not(tmp_path):
    (paper,) = render_slips([samples.slip(1, copy=samples.COPY), samples.slip(2)], tmp_path)

    copy, original = checks.page_texts(paper.path)
    assert "副本：卡纸重打" in copy
    assert copy.count("副本") == 2
    assert "副本" not in original


def test_sizes_of_bin_tail_item_and_body_follow_the_design(tmp_path):
    (paper,) = render_slips([samples.slip()], tmp_path)

    sizes = {box.text: box.size for box in checks.text_boxes(paper.path)}
    assert (sizes["A01-01-01"], sizes["0001"], sizes["库位"]) == (16, 24, 9)
    assert min(sizes.values()) == 9


def test_parts_end_at_the_page_limit_without_splitting_a_slip(tmp_path):
    slips = [samples.slip(1), samples.slip(2, lines=20), samples.slip(3), samples.slip(4), samples.slip(5)]

    papers = render_slips(slips, tmp_path, part_pages=6)

    assert [paper.path.name for paper in papers] == ["outbound-slip-01.pdf", "outbound-slip-02.pdf"]
    assert [paper.pages for paper in papers] == [6, 3]


def test_no_slips_give_no_files(tmp_path):
    assert render_slips([], tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_english_shop_gets_english_words_and_portuguese_text(tmp_path):
    line = SlipLine("A-1", "MLB-1", "Caixa organizadora de madeira para decoração São João", "cor: azul", 2)

    (paper,) = render_slips([replace(samples.slip(), lines=(line,))], tmp_path, language="en")

    (text,) = checks.page_texts(paper.path)
    assert ENGLISH["slip"].replace(" ", "") in text
    assert "decoraçãoSãoJoão" in text
    assert checks.boxes_outside_page(paper.path) == []


def test_the_glyph_check_itself_sees_a_missing_glyph(tmp_path):
    (page,) = slip_pages(samples.slip(buyer_note="😀"), CHINESE)
    data = {"words": CHINESE, "copy_mark": COPY_MARK, "stamp": "", "pages": [page]}
    unchecked = PrintableData(json.dumps(data, ensure_ascii=False), ())

    paper = render_pdf(render.TEMPLATES / "slip.typ", unchecked, out=tmp_path / "slip.pdf")

    assert checks.missing_glyphs(paper.path) == 1
