"""Which kind a table is: by its header names, by force, or by a mapping."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.ports import ImportKind, import_kinds
from zhanggui.kernel.imports.reading.headers import name_columns, trimmed
from zhanggui.kernel.imports.reading.table import Table

SHOWN_COLUMNS = 30
MAPPED_KIND = "generic"


class UnknownKind(NotFound):
    """No kind has this code. In a command it is a word written wrongly, so wrong use."""

    exit_code = InvalidInput.exit_code

    def __init__(self, code: str, known: str) -> None:
        super().__init__(
            "imports.unknown_kind",
            _("There is no kind of file called %(kind)s. Known: %(known)s."),
            kind=code,
            known=known,
        )


def kind_by_code(code: str) -> ImportKind:
    """A kind by its code; UnknownKind names the known ones."""
    kinds = import_kinds()
    if code not in kinds:
        raise UnknownKind(code, ", ".join(sorted(kinds)))
    return kinds[code]


def recognise_table(table: Table, *, as_kind: str | None, is_mapped: bool) -> ImportKind:
    """The kind of a table; moves its header to the row that fits best.

    Raises InvalidInput `imports.not_recognised`, or `imports.kind_mismatch` for a forced kind.
    """
    if is_mapped:
        return kind_by_code(as_kind or MAPPED_KIND)
    kinds = [kind_by_code(as_kind)] if as_kind else list(import_kinds().values())
    best_score, best_kind, best_names = 0, None, None
    for row in table.head:
        names, _doubles = name_columns(trimmed(row))
        for kind in kinds:
            score = kind.recognise(names)
            if score > best_score:
                best_score, best_kind, best_names = score, kind, names
    if best_kind is None:
        raise _refusal(table, kinds[0] if as_kind else None)
    table.find_header(lambda names: names == best_names)
    return best_kind


def _refusal(table: Table, forced: ImportKind | None) -> InvalidInput:
    columns = _listed(forced.template_header() if forced else table.header)
    params = {"file": table.name, "columns": columns}
    code = "imports.not_recognised"
    if forced:
        code = "imports.kind_mismatch"
        params["kind"] = str(forced.label)
    return InvalidInput(code, message_of(code, params), **params)


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(name for name in columns[:SHOWN_COLUMNS] if name)
    return f"{shown} …" if len(columns) > SHOWN_COLUMNS else shown
