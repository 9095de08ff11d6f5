import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0005_packing")]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="part_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="PromiseBreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(choices=[("ship", "Shipped by"), ("deliver", "Delivered by")], max_length=10),
                ),
                ("order_id", models.BigIntegerField()),
                ("order_number", models.CharField(max_length=64)),
                ("parcel_id", models.BigIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("courier", models.CharField(default="", max_length=20)),
                ("found_at", models.DateTimeField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("stock", "Stock was short"),
                            ("held", "The order was held"),
                            ("unchecked", "Nobody checked the order"),
                            ("no_batch", "No batch took it in time"),
                            ("not_packed", "It was not packed in time"),
                            ("no_number", "It left without a number, or the number came late"),
                            ("courier", "The courier was slow"),
                            ("trouble", "Trouble on the way"),
                            ("buyer", "The buyer asked to wait"),
                            ("other", "Another cause"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(default="", max_length=200)),
                ("said_by", models.CharField(default="", max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["shop_id", "due_at", "id"], name="breach_open"
                    ),
                    models.Index(fields=["shop_id", "-found_at", "-id"], name="breach_found"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "order_id", "parcel_id"), name="breach_once"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["ship", "deliver"])), name="breach_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                [
                                    "stock",
                                    "held",
                                    "unchecked",
                                    "no_batch",
                                    "not_packed",
                                    "no_number",
                                    "courier",
                                    "trouble",
                                    "buyer",
                                    "other",
                                ],
                            )
                        ),
                        name="breach_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParcelOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("order_id", models.BigIntegerField()),
                ("order_number", models.CharField(max_length=64)),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="others", to="fulfilment.parcel"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order_id"], name="parcel_other_order"),
                    models.Index(fields=["shop_id", "order_number"], name="parcel_other_number"),
                ],
                "constraints": [models.UniqueConstraint(fields=("parcel", "order_id"), name="parcel_order_once")],
            },
        ),
    ]
