from django.db import migrations, models

COUNT = """
CREATE FUNCTION orders_count_open_work() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO orders_openworkchange (shop_id, channel, step, is_held, orders)
        SELECT shop_id, channel, step, is_held, count(*) FROM after_it WHERE state = 'paid' GROUP BY 1, 2, 3, 4;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO orders_openworkchange (shop_id, channel, step, is_held, orders)
        SELECT shop_id, channel, step, is_held, -count(*) FROM before_it WHERE state = 'paid' GROUP BY 1, 2, 3, 4;
    ELSIF TG_OP = 'TRUNCATE' THEN
        DELETE FROM orders_openworkchange;
    ELSE
        INSERT INTO orders_openworkchange (shop_id, channel, step, is_held, orders)
        SELECT shop_id, channel, step, is_held, sum(change) FROM (
            SELECT shop_id, channel, step, is_held, 1 AS change FROM after_it WHERE state = 'paid'
            UNION ALL SELECT shop_id, channel, step, is_held, -1 FROM before_it WHERE state = 'paid'
        ) c GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = (
    "CREATE TRIGGER count_open_work_{name} AFTER {name} ON orders_order {seen}"
    " FOR EACH STATEMENT EXECUTE FUNCTION orders_count_open_work()"
)
_BEFORE, _AFTER = "OLD TABLE AS before_it", "NEW TABLE AS after_it"
TRIGGERS = {
    "insert": f"REFERENCING {_AFTER}",
    "update": f"REFERENCING {_BEFORE} {_AFTER}",
    "delete": f"REFERENCING {_BEFORE}",
    "truncate": "",
}
COUNT_ALL = """
INSERT INTO orders_openworkchange (shop_id, channel, step, is_held, orders)
SELECT shop_id, channel, step, is_held, count(*) FROM orders_order WHERE state = 'paid' GROUP BY 1, 2, 3, 4
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_watched")]

    operations = [
        migrations.CreateModel(
            name="OpenWorkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=12)),
                ("step", models.CharField(max_length=10)),
                ("is_held", models.BooleanField()),
                ("orders", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(COUNT, "DROP FUNCTION orders_count_open_work()"),
        *(
            migrations.RunSQL(
                _TRIGGER.format(name=name, seen=seen), f"DROP TRIGGER count_open_work_{name} ON orders_order"
            )
            for name, seen in TRIGGERS.items()
        ),
        migrations.RunSQL(COUNT_ALL, migrations.RunSQL.noop),
        # The channel lets overdue orders be counted by channel without a look at the orders.
        migrations.RemoveIndex(model_name="order", name="order_open_work"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["shop_id", "ship_by_at", "id"],
                include=["channel"],
                condition=models.Q(("state", "paid")),
                name="order_open_work",
            ),
        ),
    ]
