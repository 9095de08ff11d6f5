"""The engine: user text stays text, equal data gives equal files, nothing half-written is left."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from zhanggui.kernel.documents.rendering import engine, fonts
from zhanggui.kernel.documents.rendering.engine import forget_layouts, render_pdf, render_png

TEMPLATE = """#import "paper.typ": *
#set page(width: 120mm, height: 40mm, margin: 5mm)
#show: paper-text
#for (number, line) in doc.lines.enumerate() {
  if number > 0 { pagebreak() }
  heavy(12pt, line)
}
"""
PRINTED_AT = datetime(2025, 11, 21, 6, 0, tzinfo=UTC)


@pytest.fixture
def template(tmp_path) -> Path:
    path = tmp_path / "lines.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_markup_in_user_text_is_printed_literally(template, tmp_path):
    hostile = '#let x = 1 *bold* _it_ $a^2$ = @ref <l> `c` \\u{41} "q" -- [x] #image("/etc/passwd")'

    result = render_pdf(template, {"lines": [hostile]}, out=tmp_path / "out.pdf")

    assert PdfReader(result.path).pages[0].extract_text().split() == hostile.split()


def test_result_tells_pages_hash_and_replaced_characters(template, tmp_path):
    result = render_pdf(template, {"lines": ["一", "二😀", "三"]}, out=tmp_path / "out.pdf")

    assert (result.path, result.pages, result.replaced) == (tmp_path / "out.pdf", 3, ("😀",))
    assert result.sha256 == hashlib.sha256(result.path.read_bytes()).hexdigest()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.typ", "out.pdf"]


def test_equal_data_gives_equal_bytes(template, tmp_path):
    first, second = (
        render_pdf(template, {"lines": ["一"]}, out=tmp_path / f"{name}.pdf", created_at=PRINTED_AT)
        for name in ("first", "second")
    )

    assert first.sha256 == second.sha256


def test_broken_template_leaves_no_file(tmp_path):
    template = tmp_path / "broken.typ"
    template.write_text("#nonsense", encoding="utf-8")

    with pytest.raises(typst.TypstError):
        render_pdf(template, {}, out=tmp_path / "out.pdf")

    assert [path.name for path in tmp_path.iterdir()] == ["broken.typ"]


def test_forgetting_between_documents_changes_nothing(template, tmp_path):
    before = render_pdf(template, {"lines": ["一"]}, out=tmp_path / "a.pdf", created_at=PRINTED_AT)
    forget_layouts()
    after = render_pdf(template, {"lines": ["一"]}, out=tmp_path / "b.pdf", created_at=PRINTED_AT)

    assert before.sha256 == after.sha256


def test_picture_pages_have_the_size_of_the_paper_in_dots(template):
    pages = render_png(template, {"lines": ["一", "二"]}, dpi=203)

    assert [page[:4] for page in pages] == [b"\x89PNG", b"\x89PNG"]
    assert int.from_bytes(pages[0][16:20], "big") == 959


def test_without_a_bold_cut_the_text_is_the_same(template, tmp_path, monkeypatch):
    plain = fonts.load_fonts(())
    monkeypatch.setattr(engine, "paper_fonts", lambda: plain)

    result = render_pdf(template, {"lines": ["包裹 0001"]}, out=tmp_path / "out.pdf")

    assert plain.bold_family == ""
    assert PdfReader(result.path).pages[0].extract_text() == "包裹 0001"
