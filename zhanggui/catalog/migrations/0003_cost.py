import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_packing")]

    operations = [
        migrations.CreateModel(
            name="SkuCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=80)),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="costs", to="catalog.sku"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop_id", "sku", "-id"], name="sku_cost_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                        name="sku_cost_not_negative",
                    )
                ],
            },
        ),
    ]
