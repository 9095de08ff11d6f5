import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0006_joint_shipping")]

    operations = [
        migrations.CreateModel(
            name="ParcelException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("silent", "No news"),
                            ("delay", "Delayed"),
                            ("lost", "Lost"),
                            ("damaged", "Damaged"),
                            ("address", "Wrong address or contact"),
                            ("refused", "Refused by the buyer"),
                            ("returned", "Sent back to us"),
                        ],
                        max_length=10,
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
                ("owner_name", models.CharField(default="", max_length=80)),
                ("claim_amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.CharField(default="", max_length=80)),
                ("track_event_id", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(default="", max_length=80)),
                ("result", models.TextField(default="")),
                (
                    "parcel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="fulfilment.parcel",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CourierContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("spoke_with", models.CharField(default="", max_length=80)),
                ("text", models.TextField()),
                ("next_step", models.CharField(default="", max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                (
                    "exception",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="fulfilment.parcelexception",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="parcelexception",
            index=models.Index(fields=["parcel", "id"], name="parcel_exception_parcel"),
        ),
        migrations.AddIndex(
            model_name="parcelexception",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["shop_id", "due_at", "id"], name="parcel_exception_open"
            ),
        ),
        migrations.AddIndex(
            model_name="parcelexception",
            index=models.Index(
                condition=models.Q(("state", "closed")),
                fields=["shop_id", "-closed_at", "-id"],
                name="parcel_exception_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["silent", "delay", "lost", "damaged", "address", "refused", "returned"])
                ),
                name="parcel_exception_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closed"])), name="parcel_exception_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim_amount", None), ("claim_amount__gte", 0), _connector="OR"),
                name="parcel_exception_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelexception",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("parcel",), name="parcel_exception_open_once"
            ),
        ),
        migrations.AddIndex(
            model_name="couriercontact",
            index=models.Index(fields=["exception", "id"], name="courier_contact_exception"),
        ),
    ]
