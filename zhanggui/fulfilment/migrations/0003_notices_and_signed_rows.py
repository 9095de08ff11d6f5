"""Shipping notices to buyers, and what a signed report says of each parcel that did not leave."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0002_unlogged_staging")]
    operations = [
        migrations.AddField("dailyreport", "not_shipped", models.JSONField(default=list)),
        migrations.CreateModel(
            name="ShippingNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "parcel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notice", to="fulfilment.parcel"
                    ),
                ),
                ("order_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.CharField(default="", max_length=80)),
                (
                    "told_how",
                    models.CharField(
                        choices=[("file", "By the marketplace's upload file"), ("hand", "By hand")],
                        default="",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["shop_id", "id"], name="notice_to_tell"),
                    models.Index(fields=["order_id"], name="notice_order"),
                ],
            },
        ),
    ]
