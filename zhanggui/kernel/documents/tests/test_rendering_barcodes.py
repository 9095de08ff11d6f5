"""Code 128: what a scanner reads from a 203 dpi print, quiet zone, width, refusals."""

import re

import pytest
import typst
import zxingcpp
from PIL import Image

from zhanggui.kernel.documents.rendering.barcodes import (
    DOT_MM,
    MODULE_MM,
    QUIET_MODULES,
    code128_svg,
    fitting_code128,
)
from zhanggui.kernel.errors import InvalidInput


def _scan(svg: str, tmp_path) -> list[str]:
    source = f'#set page(width: auto, height: auto, margin: 32 * 25.4mm / 203)\n#image(bytes("{svg.replace(chr(34), chr(39))}"), format: "svg")'
    picture = tmp_path / "code.png"
    picture.write_bytes(typst.compile(source.encode(), format="png", ppi=203))
    return [code.text for code in zxingcpp.read_barcodes(Image.open(picture))]


@pytest.mark.parametrize(
    "number",
    ["P20251121-000001", "S1", "ABCdef 0123456789./-_", "98765432109876543210", "x~!#$%&()*+,;<=>?@[]^`{|}"],
)
def test_number_printed_at_203_dpi_is_read_back(number, tmp_path):
    assert _scan(code128_svg(number), tmp_path) == [number]


def test_symbol_is_one_path_with_ten_quiet_modules_on_both_sides():
    svg = code128_svg("P20251121-000001", module_mm=MODULE_MM, height_mm=12)

    modules = int(re.search(r'viewBox="0 0 (\d+) 1"', svg)[1])
    moves = [int(width) for width in re.findall(r"m(\d+) 0", svg)]
    assert svg.count("<path") == 1
    assert f"M{QUIET_MODULES} 0h" in svg
    assert QUIET_MODULES + sum(moves) == modules - QUIET_MODULES
    assert f'width="{modules * MODULE_MM - 0.001:.4f}mm" height="12.0000mm"' in svg


def test_three_dots_are_used_where_they_fit_and_two_where_not():
    wide = fitting_code128("P20251121-000001", room_mm=92, height_mm=15)
    narrow = fitting_code128("P20251121-000001", room_mm=68, height_mm=15)

    assert wide.width_mm == pytest.approx(187 * 3 * DOT_MM, abs=0.002)
    assert narrow.width_mm == pytest.approx(187 * 2 * DOT_MM, abs=0.002)


def test_number_wider_than_the_paper_is_refused():
    with pytest.raises(InvalidInput) as refused:
        fitting_code128("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH", room_mm=68, height_mm=15)

    assert refused.value.code == "documents.code_too_wide"


@pytest.mark.parametrize("text", ["", "包裹1", "x" * 200])
def test_text_that_code_128_cannot_carry_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        code128_svg(text)

    assert refused.value.code == "documents.code_not_encodable"
