from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0007_shortage")]

    operations = [
        migrations.AddField(model_name="parcel", name="weight_g", field=models.PositiveIntegerField(null=True)),
        migrations.AddField(
            model_name="parcel",
            name="weight_source",
            field=models.CharField(
                choices=[("goods", "by its goods"), ("usual", "usual weight"), ("scale", "weighed")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="stagedwaybill",
            name="order_number",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
    ]
