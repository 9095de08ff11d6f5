from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0007_shortage")]

    operations = [
        migrations.AddField(
            model_name="stagedwaybill",
            name="order_number",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
    ]
