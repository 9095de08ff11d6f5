"""Staging need not survive a crash: the import reads its file again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE orders_stagedorder SET UNLOGGED; ALTER TABLE orders_stagedline SET UNLOGGED",
            "ALTER TABLE orders_stagedorder SET LOGGED; ALTER TABLE orders_stagedline SET LOGGED",
        )
    ]
