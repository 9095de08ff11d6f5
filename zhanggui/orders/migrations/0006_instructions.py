import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_checking_rules")]

    operations = [
        migrations.CreateModel(
            name="DifficultOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lost", "Parcel lost"),
                            ("stuck", "Parcel stuck"),
                            ("disputed", "Disputed"),
                            ("wrong", "Wrong goods sent"),
                            ("other", "Another difficulty"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Being followed"), ("closed", "Closed")], default="open", max_length=8
                    ),
                ),
                ("next_step", models.CharField(max_length=200)),
                ("due_at", models.DateTimeField()),
                ("owner_id", models.BigIntegerField(null=True)),
                ("owner_name", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(default="", max_length=80)),
                ("result", models.TextField(default="")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DifficultStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("text", models.TextField()),
                ("next_step", models.CharField(default="", max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                ("owner_name", models.CharField(default="", max_length=80)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                (
                    "difficulty",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="orders.difficultorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoteRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("courier_wish", "Wants this courier"),
                            ("courier_avoid", "Not by this courier"),
                            ("deliver_after", "Deliver after"),
                            ("deliver_before", "Deliver before"),
                            ("call_first", "Call before delivery"),
                            ("drop_off", "Where to leave it"),
                            ("invoice", "Invoice"),
                            ("goods_change", "Other colour or size"),
                            ("address_change", "Other address"),
                            ("gift_card", "Gift card"),
                            ("gift_wrap", "Gift wrapping"),
                            ("no_price", "No price in the parcel"),
                            ("combine", "Ship together"),
                            ("urgent", "Urgent"),
                            ("other", "Other requirement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.JSONField(default=list)),
                ("unless", models.JSONField(default=list)),
                ("courier", models.CharField(default="", max_length=40)),
                ("position", models.IntegerField()),
                ("version", models.IntegerField(default=1)),
                ("is_on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "code"), name="note_rule_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "courier_wish",
                                    "courier_avoid",
                                    "deliver_after",
                                    "deliver_before",
                                    "call_first",
                                    "drop_off",
                                    "invoice",
                                    "goods_change",
                                    "address_change",
                                    "gift_card",
                                    "gift_wrap",
                                    "no_price",
                                    "combine",
                                    "urgent",
                                    "other",
                                ],
                            )
                        ),
                        name="note_rule_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderInstruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("courier_wish", "Wants this courier"),
                            ("courier_avoid", "Not by this courier"),
                            ("deliver_after", "Deliver after"),
                            ("deliver_before", "Deliver before"),
                            ("call_first", "Call before delivery"),
                            ("drop_off", "Where to leave it"),
                            ("invoice", "Invoice"),
                            ("goods_change", "Other colour or size"),
                            ("address_change", "Other address"),
                            ("gift_card", "Gift card"),
                            ("gift_wrap", "Gift wrapping"),
                            ("no_price", "No price in the parcel"),
                            ("combine", "Ship together"),
                            ("urgent", "Urgent"),
                            ("other", "Other requirement"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("buyer_note", "Buyer's note"),
                            ("seller_note", "Seller's note"),
                            ("person", "Recorded by us"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(default="")),
                ("words", models.CharField(default="", max_length=60)),
                ("courier", models.CharField(default="", max_length=40)),
                ("wanted_on", models.DateField(null=True)),
                ("start", models.IntegerField(null=True)),
                ("length", models.IntegerField(null=True)),
                ("rule_code", models.CharField(default="", max_length=40)),
                ("rule_version", models.IntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=80)),
                ("ticked_at", models.DateTimeField(null=True)),
                ("ticked_by", models.CharField(default="", max_length=80)),
                ("ticked_how", models.CharField(default="", max_length=200)),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("dismissed_by", models.CharField(default="", max_length=80)),
                ("dismiss_reason", models.CharField(default="", max_length=200)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreedChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("changes", models.JSONField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("chat", "In the marketplace's chat"),
                            ("phone", "On the phone"),
                            ("message", "By message"),
                        ],
                        max_length=12,
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
                ("words", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(default="", max_length=80)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "id"], name="agreed_change_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["chat", "phone", "message"])), name="agreed_change_how"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="difficultorder",
            index=models.Index(fields=["order", "id"], name="difficult_order"),
        ),
        migrations.AddIndex(
            model_name="difficultorder",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["shop_id", "due_at", "id"], name="difficult_open"
            ),
        ),
        migrations.AddIndex(
            model_name="difficultorder",
            index=models.Index(
                condition=models.Q(("state", "closed")),
                fields=["shop_id", "-closed_at", "-id"],
                name="difficult_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="difficultorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["lost", "stuck", "disputed", "wrong", "other"])), name="difficult_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="difficultorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closed"])), name="difficult_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="difficultorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("order",), name="difficult_open_once"
            ),
        ),
        migrations.AddIndex(
            model_name="difficultstep",
            index=models.Index(fields=["difficulty", "id"], name="difficult_step"),
        ),
        migrations.AddIndex(
            model_name="orderinstruction",
            index=models.Index(fields=["order", "id"], name="instruction_order"),
        ),
        migrations.AddIndex(
            model_name="orderinstruction",
            index=models.Index(
                condition=models.Q(("dismissed_at", None), ("ticked_at", None)),
                fields=["shop_id", "order"],
                name="instruction_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderinstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "courier_wish",
                            "courier_avoid",
                            "deliver_after",
                            "deliver_before",
                            "call_first",
                            "drop_off",
                            "invoice",
                            "goods_change",
                            "address_change",
                            "gift_card",
                            "gift_wrap",
                            "no_price",
                            "combine",
                            "urgent",
                            "other",
                        ],
                    )
                ),
                name="instruction_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderinstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["buyer_note", "seller_note", "person"])), name="instruction_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderinstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticked_at", None), ("dismissed_at", None), _connector="OR"),
                name="instruction_ended_in_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderinstruction",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("dismissed_at", None), ("ticked_at", None), models.Q(("source", "person"), _negated=True)
                ),
                fields=("order", "kind", "source", "courier"),
                name="instruction_open_once",
            ),
        ),
    ]
