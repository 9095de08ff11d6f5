from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0010_open_batches")]

    operations = [
        migrations.AddField(
            model_name="shippingnotice",
            name="copy_key",
            field=models.CharField(db_default="", default="", max_length=22),
        ),
        migrations.AddConstraint(
            model_name="shippingnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("copy_key", ""), _negated=True), fields=("copy_key",), name="notice_copy_key_once"
            ),
        ),
    ]
