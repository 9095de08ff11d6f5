"""Errors of whole files: each has a code, a sentence that says what to do, and where it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput

MESSAGES: dict[str, Any] = {
    "imports.unreadable": _("%(file)s cannot be opened. Check that the file exists and may be read."),
    "imports.empty_file": _("%(file)s is empty. Download it again from the marketplace."),
    "imports.encrypted": _("%(file)s is protected by a password. Open it, save it without a password, and try again."),
    "imports.truncated": _("%(file)s is incomplete or damaged. Download it again from the marketplace."),
    "imports.not_a_table": _("%(file)s holds no table (%(found)s). Give a CSV, TSV, Excel, zip or gz file."),
    "imports.too_large": _("%(file)s is too large (limit: %(limit)s). Split it into smaller files."),
    "imports.too_many_entries": _("%(file)s holds more than %(limit)s files or folders. Pack fewer files together."),
    "imports.too_deep": _("%(file)s is an archive inside archives. Unpack it first."),
    "imports.unknown_encoding": _(
        "%(file)s is neither UTF-8 nor GB18030: wrong character at byte %(byte)s. Save it as UTF-8 and try again."
    ),
    "imports.nul_byte": _("%(file)s is damaged: an empty character at byte %(byte)s. Download it again."),
    "imports.unterminated_quote": _(
        '%(file)s: the quotation mark (") opened in line %(line)s is never closed. Close it and try again.'
    ),
    "imports.field_too_long": _(
        "%(file)s: a cell in row %(row)s, from line %(line)s on, is longer than %(limit)s characters. "
        "A closing quotation mark may be missing."
    ),
}


def file_error(code: str, file: str, **where: Any) -> InvalidInput:
    """The error `code` of the file shown as `file`; `where` holds byte, row, line or limit."""
    return InvalidInput(code, MESSAGES[code], file=file, **where)


class CellError(InvalidInput):
    """One cell cannot be read; the row goes to quarantine with this reason."""

    SHOWN = 80

    def __init__(self, code: str, message: Any, value: object, **params: Any) -> None:
        super().__init__(code, message, value=str(value)[: self.SHOWN], **params)
