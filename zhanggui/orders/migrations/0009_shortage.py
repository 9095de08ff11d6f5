import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_compact_results")]

    operations = [
        migrations.CreateModel(
            name="BuyerText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "code", "language"), name="buyer_text_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ShortageChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wait", "Wait for the goods"),
                            ("replace", "Take another colour or size"),
                            ("part_ship", "Ship what is here"),
                            ("refund", "Wants the money back"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "The buyer was asked"),
                            ("agreed", "Agreed, waits"),
                            ("declined", "Not wanted"),
                            ("ended", "Settled"),
                            ("undone", "Taken back"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("plan", models.JSONField(default=dict)),
                ("wait_until", models.DateField(null=True)),
                ("answer_by", models.DateTimeField()),
                ("language", models.CharField(max_length=10)),
                ("message", models.TextField()),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.CharField(max_length=80)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.CharField(default="", max_length=80)),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(default="", max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["order", "id"], name="shortage_order"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "agreed"])),
                        fields=["shop_id", "state", "answer_by", "id"],
                        name="shortage_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["wait", "replace", "part_ship", "refund"])),
                        name="shortage_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed", "declined", "ended", "undone"])),
                        name="shortage_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed"])),
                        fields=("order",),
                        name="shortage_open_once",
                    ),
                ],
            },
        ),
    ]
