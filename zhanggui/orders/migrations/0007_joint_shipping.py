import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_instructions")]

    operations = [
        migrations.CreateModel(
            name="OrderPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("position", models.SmallIntegerField()),
                ("refund_base", models.DecimalField(decimal_places=2, max_digits=14)),
                ("is_later", models.BooleanField(default=False)),
                ("shipped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="JointShipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("preview", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(default="", max_length=80)),
                ("undo_reason", models.CharField(default="", max_length=200)),
                (
                    "lead",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JointMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("is_active", models.BooleanField(default=True)),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"),
                ),
                (
                    "joint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="orders.jointshipment"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderPartLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("quantity", models.IntegerField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.orderline"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.orderpart"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderSplit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("preview", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(default="", max_length=80)),
                ("undo_reason", models.CharField(default="", max_length=200)),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="orderpart",
            name="split",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="orders.ordersplit"
            ),
        ),
        migrations.AddIndex(
            model_name="jointshipment",
            index=models.Index(condition=models.Q(("undone_at", None)), fields=["shop_id", "-id"], name="joint_open"),
        ),
        migrations.AddConstraint(
            model_name="jointmember",
            constraint=models.UniqueConstraint(fields=("joint", "order"), name="joint_member"),
        ),
        migrations.AddConstraint(
            model_name="jointmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)), fields=("order",), name="joint_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderpartline",
            constraint=models.UniqueConstraint(fields=("part", "line"), name="order_part_line"),
        ),
        migrations.AddConstraint(
            model_name="orderpartline",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="order_part_line_positive"),
        ),
        migrations.AddConstraint(
            model_name="ordersplit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("order",), name="order_split_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderpart",
            constraint=models.UniqueConstraint(fields=("split", "position"), name="order_part_position"),
        ),
    ]
