"""Parcel labels: true size, readable codes, the notice, offsets, the test page."""

from decimal import Decimal

import pytest

from zhanggui.fulfilment.papers import render
from zhanggui.fulfilment.papers.labels import label_page, sheet_data
from zhanggui.fulfilment.papers.render import render_label_test_page, render_labels
from zhanggui.fulfilment.papers.ruler import ruler_page
from zhanggui.fulfilment.papers.values import LabelSize, Offset
from zhanggui.fulfilment.papers.words import CHINESE, COPY_MARK, LABEL_NOTICE
from zhanggui.fulfilment.tests import paper_checks as checks
from zhanggui.fulfilment.tests import paper_samples as samples
from zhanggui.kernel.documents.rendering.engine import render_png
from zhanggui.kernel.errors import InvalidInput

SIZES = pytest.mark.parametrize("size", list(LabelSize), ids=lambda size: size.code)
OFFSETS = (Offset(), Offset(Decimal("1.3"), Decimal("-0.7")), Offset(Decimal("-3.5"), Decimal("3.5")))


def _pictures(labels, size, offset) -> list[bytes]:
    data = {
        "words": CHINESE,
        "copy_mark": COPY_MARK,
        "sheet": sheet_data(size, offset),
        "pages": [label_page(label, size, CHINESE) for label in labels],
    }
    return render_png(render.TEMPLATES / "label.typ", data)


@SIZES
def test_label_shows_parcel_people_and_notice_at_true_size(size, tmp_path):
    (paper,) = render_labels([samples.label(42)], tmp_path, size=size)

    (text,) = checks.page_texts(paper.path)
    for word in (
        LABEL_NOTICE, "0042", "P20251121-000042", "中通快递", "张*139****0001", "0571-88880001", "卫衣奶油白XL×1",
        "送小样2份", "批次B20251121-01", "拣货序42/230", "打印2025-11-2114:03",
    ):  # fmt: skip
        assert word in text
    assert checks.page_sizes_mm(paper.path) == {size.value}


@SIZES
@pytest.mark.parametrize("offset", OFFSETS)
def test_hardest_label_stays_inside_the_paper_at_every_offset(size, offset, tmp_path):
    (paper,) = render_labels([samples.hard_label(), samples.label()], tmp_path, size=size, offset=offset)

    assert paper.pages == 2
    assert checks.boxes_outside_page(paper.path) == []
    assert checks.missing_glyphs(paper.path) == 0


@SIZES
@pytest.mark.parametrize("offset", OFFSETS)
def test_code_is_scanned_at_203_dpi_on_originals_and_copies(size, offset):
    labels = [samples.label(1), samples.label(2, copy=samples.COPY), samples.hard_label(3)]

    pictures = _pictures(labels, size, offset)

    assert checks.scanned(pictures) == [[label.parcel_number] for label in labels]


@SIZES
def test_parts_of_a_full_label_follow_each_other_without_overlap(size):
    page = label_page(samples.hard_label(), size, CHINESE)

    places = [
        page["head_y"], page["notice_y"], page["receiver"]["y"], page["sender"]["y"], page["code"]["y"],
        page["goods_y"], page["remark_y"], page["foot_y"],
    ]  # fmt: skip
    assert checks.are_rising(places)
    assert page["goods_y"] + (page["goods"].count("\n") + 1) * page["goods_size"] * 1.25 <= page["remark_y"]
    assert page["sender"]["y"] + page["sender"]["h"] <= page["code"]["y"]


@SIZES
def test_address_of_a_hundred_characters_is_printed_whole(size):
    contact = samples.Contact("张*", "139****0001", samples.LONG_ADDRESS[:100])

    page = label_page(samples.label(receiver=contact), size, CHINESE)

    assert page["receiver"]["address"].replace("\n", "") == samples.LONG_ADDRESS[:100]


@SIZES
def test_phone_behind_a_long_name_is_printed_whole(size):
    page = label_page(samples.hard_label(), size, CHINESE)

    assert page["receiver"]["name"].replace("\n", " ") == "Maria Aparecida de Oliveira Conceição +55 11 9****-0001"


def test_offset_moves_the_print_by_its_millimetres(tmp_path):
    size = LabelSize.MM_100_150
    (still,) = render_labels([samples.label()], tmp_path, size=size, name="still")
    (moved,) = render_labels(
        [samples.label()], tmp_path, size=size, name="moved", offset=Offset(Decimal(2), Decimal(1))
    )

    before, after = (checks.text_boxes(paper.path)[0] for paper in (still, moved))
    assert (after.left - before.left) / 72 * 25.4 == pytest.approx(2, abs=0.07)
    assert (before.bottom - after.bottom) / 72 * 25.4 == pytest.approx(1, abs=0.07)


def test_offset_that_would_leave_the_paper_is_refused(tmp_path):
    with pytest.raises(InvalidInput) as refused:
        render_labels([samples.label()], tmp_path, size=LabelSize.MM_76_130, offset=Offset(Decimal(4), Decimal(0)))

    assert refused.value.code == "fulfilment.offset_too_large"
    assert list(tmp_path.iterdir()) == []


def test_labels_are_parted_at_the_page_limit(tmp_path):
    papers = render_labels((samples.label(n) for n in range(1, 8)), tmp_path, size=LabelSize.MM_76_130, part_pages=3)

    assert [(paper.path.name, paper.pages) for paper in papers] == [
        ("parcel-label-01.pdf", 3),
        ("parcel-label-02.pdf", 3),
        ("parcel-label-03.pdf", 1),
    ]
    assert "P20251121-000007" in checks.page_texts(papers[2].path)[0]


def test_number_too_long_for_the_label_is_refused_and_earlier_parts_are_whole(tmp_path):
    labels = [samples.label(1), samples.label(2, parcel_number="ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH")]

    with pytest.raises(InvalidInput) as refused:
        render_labels(labels, tmp_path, size=LabelSize.MM_76_130, part_pages=1)

    assert refused.value.code == "documents.code_too_wide"


@SIZES
def test_test_page_has_rulers_and_a_readable_code(size, tmp_path):
    offset = Offset(Decimal("1.5"), Decimal("-0.5"))
    paper = render_label_test_page(tmp_path, size=size, offset=offset)

    (text,) = checks.page_texts(paper.path)
    assert (paper.path.name, paper.pages) == (f"label-test-{size.code}.pdf", 1)
    assert "右移1.5mm，下移-0.5mm" in text
    assert checks.boxes_outside_page(paper.path) == []
    data = {"words": CHINESE, "sheet": sheet_data(size, offset)} | ruler_page(size, offset, CHINESE)
    assert checks.scanned(render_png(render.TEMPLATES / "ruler.typ", data)) == [[f"TEST-{size.code}"]]
