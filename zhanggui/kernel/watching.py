"""Tables whose changes are stamped, so that pages may keep answers until then (see `kernel.memory`). For migrations."""

from typing import Any

from django.db import models
from django.db.migrations import RunSQL

FUNCTION = """
CREATE FUNCTION kernel_stamp_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO kernel_tablechange AS t (name, stamp, changed_in)
    VALUES (TG_TABLE_NAME, gen_random_uuid(), pg_current_xact_id()::text::bigint)
    ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp, changed_in = excluded.changed_in
    WHERE t.changed_in <> excluded.changed_in;
    RETURN NULL;
END $$
"""
_ON_COMMIT = (
    "CREATE CONSTRAINT TRIGGER stamp_change AFTER INSERT OR UPDATE OR DELETE ON %s"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kernel_stamp_change()"
)
_ON_EMPTYING = "CREATE TRIGGER stamp_emptying AFTER TRUNCATE ON %s EXECUTE FUNCTION kernel_stamp_change()"
_FIRST_STAMP = "INSERT INTO kernel_tablechange (name, stamp, changed_in) VALUES ('%s', gen_random_uuid(), 0)"


class TableChange(models.Model):
    """The last committed change of a watched table; only its trigger writes here."""

    name = models.CharField(max_length=63, primary_key=True)
    stamp = models.UUIDField()
    changed_in = models.BigIntegerField()

    class Meta:
        app_label = "kernel"


def watch(*tables: str) -> RunSQL:
    """Stamp these tables at each commit that changed them, and when they are emptied.

    The stamp is the last thing that a transaction writes, so that two of them wait for each other no
    longer than a commit takes.
    """
    statements: list[Any] = []
    undo: list[Any] = []
    for table in tables:
        statements += [_ON_COMMIT % table, _ON_EMPTYING % table, _FIRST_STAMP % table]
        undo += [f"DROP TRIGGER {name} ON {table}" for name in ("stamp_change", "stamp_emptying")]
    return RunSQL(statements, undo)
