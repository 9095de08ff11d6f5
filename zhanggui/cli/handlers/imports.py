"""import, import undo, mapping list, import and export, template."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zhanggui.channels import queries, services
from zhanggui.channels.queries import MappingCard
from zhanggui.channels.values import VIEW_IMPORTS
from zhanggui.cli.handlers.files import write_file
from zhanggui.cli.prepare import Context
from zhanggui.cli.result import Result
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.recognise import kind_by_code
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.permissions import require

LONGEST_MAPPING = 1 << 20
_UNDO = "undo"


def run(context: Context) -> Result:
    """`import FILE...`: status 3 when rows are quarantined or in conflict. `import undo BATCH` takes one back."""
    words = context.arguments
    if words.files[0] == _UNDO and not Path(_UNDO).exists():
        return _undo(context)
    return import_files(context, words.files, as_kind=words.as_kind, mapping=words.mapping, dry_run=words.dry_run)


def import_files(
    context: Context,
    files: Sequence[str],
    *,
    as_kind: str | None = None,
    mapping: str | None = None,
    dry_run: bool = False,
    said: Mapping[str, str] | None = None,
) -> Result:
    """Import files into the shop; the report, and status 3 when something is left to mend or decide."""
    batch = run_import(
        actor=context.actor,
        shop_id=context.shop.id,
        files=[Path(name) for name in files],
        as_kind=as_kind,
        mapping=mapping,
        dry_run=dry_run,
        said=said,
    )
    report = import_report(batch)
    return Result(report, exit_code=3 if report["quarantined"] or report["conflict"] else 0)


def _undo(context: Context) -> Result:
    numbers = context.arguments.files[1:]
    if len(numbers) != 1:
        raise InvalidInput("cli.usage", "Name one import batch: zhanggui import undo BATCH.")
    taken = undo_import(actor=context.actor, shop_id=context.shop.id, number=numbers[0])
    return Result({"batch": numbers[0], "orders": 0, "lines": 0, **taken})


def list_mappings(context: Context) -> dict[str, Any]:
    """Mappings that the shop can use."""
    require(context.actor, VIEW_IMPORTS, _shop_id(context))
    return {"mappings": [_card(card) for card in queries.list_mappings(_shop_id(context))]}


def install_mapping(context: Context) -> dict[str, Any]:
    """Install a mapping from a YAML or JSON file; with --shop for that shop only."""
    path = Path(context.arguments.file)
    shop_id = context.shop.id if context.arguments.shop else None
    return {"mapping": _card(services.install_mapping(actor=context.actor, source=_read(path), shop_id=shop_id))}


def export_mapping(context: Context) -> Result:
    """Write a mapping as the text it was installed with."""
    words = context.arguments
    require(context.actor, VIEW_IMPORTS, _shop_id(context))
    source = queries.mapping_source(_shop_id(context), words.name)
    if words.out:
        write_file(Path(words.out), source.encode())
        return Result({"mapping": words.name, "file": words.out})
    return Result({"mapping": words.name, "source": source}, text=source.rstrip("\n"))


def template(context: Context) -> dict[str, Any]:
    """Write an empty file of a kind: its header, as Excel opens it."""
    words = context.arguments
    header = kind_by_code(words.kind).template_header()
    if not header:
        raise InvalidInput("imports.no_template", "This kind of file has no fixed columns.")
    text = io.StringIO()
    csv.writer(text).writerow(header)
    write_file(Path(words.out), text.getvalue().encode("utf-8-sig"))
    return {"file": words.out, "kind": words.kind, "columns": header}


def _shop_id(context: Context) -> int | None:
    return context.shop.id if context.arguments.shop else None


def _card(card: MappingCard) -> dict[str, Any]:
    return {
        "name": card.name,
        "label": card.label,
        "version": card.version,
        "channel": card.channel,
        "currency": card.currency,
        "shipped": card.is_shipped,
    }


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LONGEST_MAPPING:
            raise InvalidInput("mappings.unreadable", "%(file)s is too long for a mapping.", file=str(path))
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        message = "%(file)s cannot be read as UTF-8 text."
        raise InvalidInput("mappings.unreadable", message, file=str(path)) from wrong
