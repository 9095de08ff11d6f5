"""Writing the file's side of a conflict that a person decided."""

from django.db import connection

from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.ports import ImportContext
from zhanggui.orders.services.intake.merge import merge_decided

_RESTAGE = {
    "order": (
        "INSERT INTO orders_stagedorder SELECT r.* FROM jsonb_populate_record(NULL::orders_stagedorder, %s::jsonb"
        " || jsonb_build_object('id', nextval(pg_get_serial_sequence('orders_stagedorder', 'id')), 'batch_id', %s::bigint,"
        " 'repeat', %s::integer, 'verdict', '')) r"
    ),
    "line": (
        "INSERT INTO orders_stagedline SELECT r.* FROM jsonb_populate_record(NULL::orders_stagedline, %s::jsonb"
        " || jsonb_build_object('id', nextval(pg_get_serial_sequence('orders_stagedline', 'id')), 'batch_id', %s::bigint,"
        " 'ordinal', %s::integer, 'verdict', '')) r"
    ),
}


def take_conflict(context: ImportContext, finding: ImportFinding) -> None:
    """Write what the file said of the order or line; the row goes through the same merge again.

    The finding keeps the row without personal values, so contact data stays as it is, except a
    masked value that was part of the conflict.
    """
    field = ImportFinding._meta.get_field("params")
    row = field.get_db_prep_save(finding.params["row"], connection)
    with connection.cursor() as cursor:
        place = finding.params.get("ordinal", 0)
        cursor.execute(_RESTAGE[finding.params["table"]], [row, context.batch.pk, place])
    merge_decided(context)
