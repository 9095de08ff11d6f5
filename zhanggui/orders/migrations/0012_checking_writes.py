import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_home")]

    operations = [
        # What a check, a batch or packing changes of an order stands in no index any more, and a page has
        # room for a second version of each of its rows: PostgreSQL then writes the row alone.
        migrations.RunSQL(
            "ALTER TABLE orders_order SET (fillfactor = 50)",
            "ALTER TABLE orders_order RESET (fillfactor)",
        ),
        migrations.RemoveIndex(model_name="order", name="order_state_sort"),
        migrations.RemoveIndex(model_name="order", name="order_open_work"),
        migrations.RemoveIndex(model_name="order", name="order_held_sort"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["shop_id", "state", "-sort_at", "-id"], name="order_state_sort"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state", "paid")), fields=["shop_id", "ship_by_at", "id"], name="order_open_work"
            ),
        ),
        # `hold_order` is the index of this column.
        migrations.AlterField(
            model_name="orderhold",
            name="order",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="holds",
                to="orders.order",
            ),
        ),
    ]
