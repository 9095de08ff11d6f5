"""Ticks at packing, print jobs, stamps, invoices, vouchers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0004_couriers")]

    operations = [
        migrations.CreateModel(
            name="CourierList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("courier", models.CharField(max_length=20)),
                ("parcel_count", models.IntegerField()),
                ("document_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                ("collector", models.CharField(default="", max_length=60)),
                ("signed_count", models.IntegerField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("witnessed_by", models.CharField(default="", max_length=80)),
                ("note", models.TextField(default="")),
            ],
            options={
                "indexes": [models.Index(fields=["shop_id", "-day", "-id"], name="courier_list_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "number"), name="courier_list_number"),
                    models.CheckConstraint(condition=models.Q(("parcel_count__gt", 0)), name="courier_list_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("order_id", models.BigIntegerField()),
                ("order_number", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("normal", "Ordinary invoice"), ("special", "Special VAT invoice")],
                        default="normal",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("requested", "Requested"), ("issued", "Issued"), ("void", "Taken back")],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("tax_no", models.CharField(default="", max_length=30)),
                ("email", models.CharField(default="", max_length=200)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("number", models.CharField(default="", max_length=40)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.CharField(max_length=80)),
                ("issued_at", models.DateTimeField(null=True)),
                ("issued_by", models.CharField(default="", max_length=80)),
                ("void_reason", models.TextField(default="")),
                (
                    "parcel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="fulfilment.parcel",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["shop_id", "state", "id"], name="invoice_shop_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "void"), _negated=True),
                        fields=("order_id",),
                        name="invoice_live_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("shop_id", "number"),
                        name="invoice_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "issued", "void"])), name="invoice_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["normal", "special"])), name="invoice_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="invoice_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(("number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoice_issued_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("paper", models.CharField(max_length=20)),
                (
                    "form",
                    models.CharField(choices=[("seal", "Seal in the file"), ("ink", "Stamped by hand")], max_length=6),
                ),
                ("sheets", models.IntegerField()),
                ("seal_sha256", models.CharField(default="", max_length=64)),
                ("files_sha256", models.JSONField(default=list)),
                ("stamped_at", models.DateTimeField()),
                ("stamped_by_id", models.BigIntegerField(null=True)),
                ("stamped_by", models.CharField(max_length=80)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stamps", to="fulfilment.batch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "paper", "form"), name="paper_stamp_once"),
                    models.CheckConstraint(condition=models.Q(("form__in", ["seal", "ink"])), name="paper_stamp_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParcelTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("kind", models.CharField(choices=[("accessory", "Accessory"), ("insert", "Insert")], max_length=10)),
                ("item_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("quantity", models.IntegerField()),
                ("ticked_at", models.DateTimeField()),
                ("ticked_by", models.CharField(max_length=80)),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="fulfilment.parcel"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("parcel", "kind", "item_id"), name="parcel_tick_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="parcel_tick_quantity"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["accessory", "insert"])), name="parcel_tick_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=50)),
                ("kind", models.CharField(choices=[("original", "Original"), ("copy", "Copy")], max_length=10)),
                ("reason", models.TextField(default="")),
                ("parcels", models.JSONField(default=list)),
                ("papers", models.JSONField(default=dict)),
                ("pages", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by", models.CharField(max_length=80)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="print_jobs", to="fulfilment.batch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "number"), name="print_job_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["original", "copy"])), name="print_job_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "original"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="print_job_copy_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("label", "Label copy"), ("courier_list", "Courier's list")], max_length=12
                    ),
                ),
                ("document_id", models.BigIntegerField()),
                ("page", models.IntegerField()),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "courier_list",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="fulfilment.courierlist",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vouchers", to="fulfilment.parcel"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["shop_id", "-day", "-id"], name="voucher_day"),
                    models.Index(fields=["document_id"], name="voucher_document"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("parcel", "kind", "document_id"), name="voucher_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["label", "courier_list"])), name="voucher_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("page__gt", 0)), name="voucher_page"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "batched")), fields=["shop_id", "id"], name="parcel_to_pack"
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "packed")), fields=["shop_id", "packed_at"], name="parcel_without_number"
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("stamped_at", None), ("state", "shipped")),
                fields=["shop_id", "id"],
                name="parcel_unstamped",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("packed_at", None), _negated=True),
                fields=["shop_id", "packed_at"],
                name="parcel_packed_at",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "shipped")), fields=["shop_id", "shipped_at"], name="parcel_shipped_at"
            ),
        ),
    ]
