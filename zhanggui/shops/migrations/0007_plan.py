import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0005_packing")]

    operations = [
        migrations.CreateModel(
            name="ShopPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("orders", models.PositiveIntegerField(null=True)),
                ("revenue", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=80)),
                ("done_orders", models.PositiveIntegerField(null=True)),
                ("done_revenue", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "month"), name="shop_plan_month"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="shop_plan_first_day"),
                    models.CheckConstraint(
                        condition=models.Q(("revenue", None), ("revenue__gte", 0), _connector="OR"),
                        name="shop_plan_not_negative",
                    ),
                ],
            },
        ),
    ]
