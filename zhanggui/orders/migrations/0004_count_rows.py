"""Lets the app have the order tables counted: only their owner may, and an import must inside its transaction."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_desk")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION public.orders_count_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp AS $$
            BEGIN
                ANALYZE public.orders_order (id, shop_id);
                ANALYZE public.orders_ordercontact (order_id);
                ANALYZE public.orders_orderline (order_id, position);
            END $$
            """,
            "DROP FUNCTION public.orders_count_rows()",
        )
    ]
