"""A page of an archived PDF as a picture, for chats and phones."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typst

_DPI = 200
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("archived.pdf", page: {page})\n'


def page_picture(pdf: Path, page: int) -> bytes:
    """The page, counted from 1, as PNG. A tenth of a second for a label."""
    with TemporaryDirectory() as folder:
        # The typesetter reads files of one folder only; a link there would lead out of it.
        Path(folder, "archived.pdf").write_bytes(pdf.read_bytes())
        main = Path(folder, "main.typ")
        main.write_text(_PAGE.format(page=page))
        picture = typst.compile(main, root=Path(folder), format="png", ppi=_DPI, ignore_system_fonts=True)
    if not isinstance(picture, bytes):
        raise TypeError("typst returned no picture")
    return picture
