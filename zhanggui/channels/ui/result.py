"""What an import came to, as the batch page shows it: counters, files, errors, one conflict."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.channels.queries.pages import Place, conflict, undecided
from zhanggui.channels.ui.words import field_label, kind_label, value_text
from zhanggui.kernel.imports.counting import OUTCOMES
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.counts import lines_text, orders_text

_SHOWN = 40


def counters(batch: ImportBatch, files: Sequence[ImportFile], open_conflicts: int) -> list[dict[str, Any]]:
    """The seven counters of the whole batch; the first is the sum of the others."""
    summary = batch.summary
    columns = " + ".join(str(len(file.header)) for file in files[:4])
    read_note = ngettext("%(count)d table, %(columns)s columns", "%(count)d tables, %(columns)s columns", len(files))
    new_note = _("%(orders)s, %(lines)s") % {
        "orders": orders_text(summary.get("orders_new", 0)),
        "lines": lines_text(summary.get("lines_new", 0)),
    }
    changed = summary.get("orders_updated", 0)
    decide = ngettext("%(count)d to decide", "%(count)d to decide", open_conflicts) % {"count": open_conflicts}
    return [
        {
            "label": _("Read"),
            "value": batch.row_count,
            "tone": "",
            "note": read_note % {"count": len(files), "columns": columns},
        },
        {"label": _("New rows"), "value": batch.imported_count, "tone": "accent", "note": new_note},
        {
            "label": _("Updated"),
            "value": batch.updated_count,
            "tone": "wait",
            "note": ngettext("%(count)d order", "%(count)d orders", changed) % {"count": changed},
        },
        {"label": _("Unchanged"), "value": batch.unchanged_count, "tone": "same", "note": _("known already")},
        {"label": _("Skipped"), "value": batch.skipped_count, "tone": "skip", "note": _("totals, remarks")},
        {
            "label": _("Conflicts"),
            "value": batch.conflict_count,
            "tone": "risk",
            "note": decide if open_conflicts else _("nothing to decide"),
            "url": "#conflicts" if batch.conflict_count else "",
        },
        {
            "label": _("Errors"),
            "value": batch.quarantined_count,
            "tone": "late",
            "note": _("in the repair file") if batch.repair_path else _("none"),
            "url": "#errors" if batch.quarantined_count else "",
        },
    ]


def file_rows(files: Sequence[ImportFile]) -> list[dict[str, Any]]:
    """Each table with its kind and its own counters, in the order of the counters above."""
    return [
        {
            "name": file.name,
            "kind": kind_label(file.kind),
            "rows": file.row_count,
            "counts": [getattr(file, f"{outcome}_count") for outcome in OUTCOMES],
        }
        for file in files
    ]


def finding_rows(findings: Sequence[ImportFinding], files: Sequence[ImportFile]) -> list[dict[str, Any]]:
    """Findings as lines of a table; neighbours that say the same of one column become one line."""
    by_position = {file.position: file for file in files}
    rows: list[dict[str, Any]] = []
    for finding in findings:
        file = by_position.get(finding.file_position)
        row = {
            "file": file.name if file else "",
            "first": finding.row_no,
            "last": finding.row_no,
            "column": finding.column,
            "value": _value(finding, file),
            "text": message_of(finding.code, finding.params),
        }
        if rows and _continues(rows[-1], row):
            rows[-1]["last"] = finding.row_no
        else:
            rows.append(row)
    return rows


def _continues(last: dict[str, Any], row: dict[str, Any]) -> bool:
    same = all(last[name] == row[name] for name in ("file", "column", "value", "text"))
    return same and row["first"] == last["last"] + 1


def _value(finding: ImportFinding, file: ImportFile | None) -> str | None:
    """What the file says in the cell; None when no cell is to blame, "" when it is empty."""
    if "value" in finding.params:
        return str(finding.params["value"])[:_SHOWN]
    if file is None or finding.column not in file.header:
        return None
    place = file.header.index(finding.column)
    return str(finding.cells[place])[:_SHOWN] if place < len(finding.cells) else None


def place_choices(places: Sequence[Place], files: Sequence[ImportFile], base: dict[str, str]) -> list[dict[str, Any]]:
    """Filters by table and by column, as the kit's filter menus want them."""
    names = {file.position: file.name for file in files}
    position, column = base.get("file"), base.get("column")
    by_file: dict[int, int] = {}
    by_column: dict[str, int] = {}
    for place in places:
        by_file[place.position] = by_file.get(place.position, 0) + place.count
        by_column[place.column] = by_column.get(place.column, 0) + place.count
    tables = [
        _option(names.get(each, ""), count, {**base, "file": str(each)}, is_current=position == str(each))
        for each, count in by_file.items()
    ]
    columns = [
        _option(name or _("whole row"), count, {**base, "column": name}, is_current=column == name)
        for name, count in by_column.items()
    ]
    every = {"label": _("All"), "url": query_url({"show": base["show"]}), "current": False, "count": ""}
    choices = [(_("Table"), tables), (_("Column"), columns)]
    return [{"name": name, "options": [every, *options]} for name, options in choices if len(options) > 1]


def _option(label: str, count: int, query: dict[str, str], *, is_current: bool) -> dict[str, Any]:
    return {"label": label, "count": count, "url": query_url(query), "current": is_current}


def query_url(query: dict[str, str]) -> str:
    """The batch page with these conditions, at its table of findings."""
    return f"?{urlencode(query)}#errors"


def conflict_card(batch: ImportBatch, shop: ShopRef, wanted: str) -> dict[str, Any] | None:
    """One undecided conflict side by side, its place among them, and its neighbours."""
    keys = [key for _table, _row, key in undecided(batch)]
    if not keys:
        return None
    chosen = int(wanted) if wanted.isdecimal() and int(wanted) in keys else keys[0]
    finding = conflict(batch, chosen)
    if finding is None:
        return None
    place = keys.index(chosen)
    return {
        "id": chosen,
        "place": place + 1,
        "total": len(keys),
        "previous": keys[place - 1] if place else None,
        "next": keys[place + 1] if place + 1 < len(keys) else None,
        "number": finding.params.get("number", ""),
        "order_url": _order_url(shop, str(finding.params.get("number", ""))),
        "sources": [{"label": _("Stored")}, {"label": _("This file, row %(row)d") % {"row": finding.row_no}}],
        "rows": _compared(finding, shop.currency),
    }


def _compared(finding: ImportFinding, currency: str) -> list[dict[str, Any]]:
    """The fields that differ, each stored and in the file."""
    known = finding.params.get("fields")
    if not isinstance(known, dict):
        name = str(finding.params.get("field", finding.column))
        known = {name: {"stored": finding.params.get("stored"), "new": finding.params.get("new")}}
    rows = []
    for name, pair in known.items():
        stored, new = (value_text(name, pair.get(side), currency) for side in ("stored", "new"))
        cell = format_html("<del>{}</del> <ins>{}</ins>", stored, new) if stored != new else _("the same")
        rows.append({"label": field_label(name), "cells": [stored, cell]})
    return rows


def _order_url(shop: ShopRef, number: str) -> str:
    try:
        return reverse("orders:order", args=[shop.code, number]) if number else ""
    except NoReverseMatch:
        return ""
