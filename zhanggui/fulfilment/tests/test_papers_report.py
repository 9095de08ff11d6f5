"""The daily report on A4: every figure, many pages, signatures and stamp."""

from datetime import date

import pytest

from zhanggui.fulfilment.papers.render import render_daily_report
from zhanggui.fulfilment.papers.values import NotShipped, SpecialRequest
from zhanggui.fulfilment.tests import paper_checks as checks
from zhanggui.fulfilment.tests import paper_samples as samples


@pytest.mark.req_part("FUL-09")
def test_report_shows_every_figure_list_and_signature(tmp_path):
    paper = render_daily_report(samples.report(), tmp_path, stamp=samples.stamp_png())

    text = "".join(checks.page_texts(paper.path))
    for word in (
        "日报表", "小满家居旗舰店", "2025-11-21", "单号D20251121-01", "B20251121-01·B20251121-02", "1,234", "2,345", "3,456",
        "1,200", "1,180", "金额CNY", "123,456.70", "中通快递800", "顺丰速运400", "特殊要求·改地址1·发票1·赠品1",
        "抬头：某某公司", "P000002缺货", "已报采购", "地址存疑12", "仓管签字李仓", "时间2025-11-2114:03", "部门经理",
        "打印2025-11-2114:03", "第1/1页",
    ):  # fmt: skip
        assert word in text
    assert checks.page_sizes_mm(paper.path) == {(210.0, 297.0)}
    assert paper.path.name == "daily-report.pdf"


def test_long_report_numbers_its_pages_and_stays_inside_them(tmp_path):
    paper = render_daily_report(samples.report(rows=80), tmp_path)

    texts = checks.page_texts(paper.path)
    assert paper.pages == len(texts) == 9
    assert all(f"第{page}/9页" in text for page, text in enumerate(texts, start=1))
    assert all("批次B20251121-01" in text for text in texts)
    assert sum(text.count("SKU-1") for text in texts) == 80
    assert checks.boxes_outside_page(paper.path) == []
    assert checks.missing_glyphs(paper.path) == 0


def test_hostile_and_endless_texts_stay_in_their_columns(tmp_path):
    endless = "https://example.com/" + "x" * 200
    paper = render_daily_report(
        samples.report(
            shop_name="Loja Encantada de Presentes " * 8,
            batch_numbers=tuple(f"B20251121-{number:02d}" for number in range(30)),
            requests=(SpecialRequest("Endereço incompleto ou duvidoso", "1" * 60, samples.HOSTILE + endless),),
            not_shipped=(NotShipped("2" * 60, "P" * 50, endless),),
            copy=samples.COPY,
        ),
        tmp_path,
        language="pt-br",
    )

    text = "".join(checks.page_texts(paper.path))
    assert "".join(samples.HOSTILE.split()) in text
    assert endless in text
    assert "Dailyreport" in text
    assert checks.boxes_outside_page(paper.path) == []
    assert max(box.right for box in checks.text_boxes(paper.path)) <= 194 / 25.4 * 72 + 1


def test_empty_day_says_none_instead_of_leaving_blanks(tmp_path):
    day = samples.report(rows=0, day=date(2025, 11, 22), couriers=(), open_reasons=(), signatures=())

    paper = render_daily_report(day, tmp_path)

    assert checks.page_texts(paper.path)[0].count("无") == 6
    assert paper.pages == 1


def test_copy_is_marked_on_every_page(tmp_path):
    paper = render_daily_report(samples.report(rows=30, copy=samples.COPY), tmp_path)

    texts = checks.page_texts(paper.path)
    assert [text.count("副本") for text in texts] == [2] + [1] * (paper.pages - 1)
