"""Settings of the warehouse: numbers that are late, vouchers, invoice numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0004_couriers")]

    operations = [
        migrations.AddField(
            model_name="shopsettings",
            name="invoice_last",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddField(
            model_name="shopsettings",
            name="invoice_next",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddField(
            model_name="shopsettings",
            name="unsubmitted_after_hours",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name="shopsettings",
            name="voucher_years",
            field=models.PositiveSmallIntegerField(default=3),
        ),
    ]
