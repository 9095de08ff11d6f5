"""Item rows into lines, file by file: matched, compared, or added to their order."""

from zhanggui.catalog.services import DraftItem, make_drafts
from zhanggui.kernel.imports.findings import save_findings
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.undo import keep_rows
from zhanggui.orders.services.intake import line_writes as sql
from zhanggui.orders.services.intake.work import Work

# What the planner must know of the working table; the texts would cost more than they help.
_FIGURES = "staged_id, order_id, line_id, sku_id, file_position, repeat, is_order_new, is_new, is_ahead, verdict"


def merge_lines(work: Work) -> None:
    """Merge the staged item rows of the batch; orders that nobody has seen yet are made of them.

    An unknown product becomes a draft SKU with a task, never a lost line.
    """
    first_file, row_count = work.rows(sql.FIRST_FILE)[0]
    with work.looking_up(row_count):
        work.run(sql.MATCH_ORDERS, first_file=first_file)
    if first_file is None:
        return
    work.index("intake_line", _FIGURES)
    if work.rows("SELECT 1 FROM intake_line WHERE order_id IS NULL LIMIT 1"):
        work.run(sql.MAKE_SKELETONS)
        work.run(f"ANALYZE intake_line ({_FIGURES})")
    passes = work.rows("SELECT DISTINCT file_position, repeat FROM intake_line ORDER BY 1, 2")
    for index, (position, repeat) in enumerate(passes):
        _merge_pass(work, file=position, repeat=repeat, deep=index > 0)
    # Every row has another verdict by now; with old figures the planner loops over the whole table.
    work.run(f"ANALYZE intake_line ({_FIGURES})")
    batch_id = work.context.batch.pk
    # Asked first: on figures of a table that has just grown, the planner may loop over all of it.
    if work.rows("SELECT 1 FROM intake_line WHERE verdict = 'conflict' LIMIT 1"):
        save_findings(
            batch_id, finding=Finding.CONFLICT, code="orders.line_conflict", select=sql.CONFLICTING, params=work.params
        )
    save_findings(
        batch_id, finding=Finding.ERROR, code="orders.bad_quantity", select=sql.QUARANTINED, params=work.params
    )


def _merge_pass(work: Work, *, file: int, repeat: int, deep: bool) -> None:
    which = {"file": file, "repeat": repeat, "deep": deep}
    work.run(sql.MATCH_BY_SUB, **which)
    work.run(sql.MATCH_BY_ORDINAL, **which)
    work.run(sql.MARK_NEW, **which)
    _find_skus(work, which)
    work.run(sql.COMPARE, **which)
    if work.is_forced:
        work.run(
            "UPDATE intake_line SET verdict = 'updated', changed = changed || conflicts"
            " WHERE NOT is_new AND conflicts <> '{}'"
        )
    work.run(sql.NOTE_CHANGES, **which)
    work.run(sql.INSERT_LINES, **which)
    if work.rows(f"SELECT 1 FROM intake_line w WHERE {sql.UPDATED} LIMIT 1", **which):
        params = {**work.params, **which}
        keep_rows(work.context.batch.pk, "orders_orderline", select=sql.BEFORE_LINES, params=params)
        work.run(sql.UPDATE_LINES, **which)


def _find_skus(work: Work, which: dict[str, int]) -> None:
    # Nobody has counted the drafts yet: the planner takes them for one row and loops over all lines for each.
    with work.without_loops():
        items = [DraftItem(*row) for row in work.rows(sql.WANTED_SKUS, **which)]
    if items:
        make_drafts(shop_id=work.context.shop_id, batch_id=work.context.batch.pk, items=items)
    with work.without_loops():
        for how in sql.SKU_HOWS:
            work.run(sql.SET_SKUS.replace("{how}", how), **which)
