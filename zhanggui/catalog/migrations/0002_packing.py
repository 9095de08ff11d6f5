"""Packing specifications, accessories and parcel inserts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ParcelInsert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("code", models.CharField(default="", max_length=20)),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=100)),
                ("text", models.CharField(default="", max_length=300)),
                ("barcode", models.CharField(default="", max_length=60)),
                ("is_on", models.BooleanField(default=True)),
                ("is_required", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "name"), name="parcel_insert_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("shop_id", "code"),
                        name="parcel_insert_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Accessory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=100)),
                ("quantity", models.IntegerField(default=1)),
                ("barcode", models.CharField(default="", max_length=60)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accessories", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("product", "name"), name="accessory_name"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 999)), name="accessory_quantity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackingSpec",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("box", models.CharField(default="", max_length=100)),
                ("filler", models.CharField(default="", max_length=100)),
                ("card", models.CharField(default="", max_length=100)),
                ("is_neutral", models.BooleanField(default=False)),
                ("note", models.CharField(default="", max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
                (
                    "product",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packing",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("product", None)), fields=("shop_id",), name="packing_spec_default_once"
                    )
                ],
            },
        ),
    ]
