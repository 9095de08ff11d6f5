"""Staging need not survive a crash: the import reads its file again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE fulfilment_stagedwaybill SET UNLOGGED",
            "ALTER TABLE fulfilment_stagedwaybill SET LOGGED",
        )
    ]
