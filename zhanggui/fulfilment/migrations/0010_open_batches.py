from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0009_red_letters")]

    operations = [
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                fields=["shop_id", "id"], condition=models.Q(("state", "handed_over"), _negated=True), name="batch_open"
            ),
        ),
    ]
